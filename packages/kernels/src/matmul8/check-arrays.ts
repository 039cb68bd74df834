import type { CheckedRows, Steps } from './freivalds-steps.js'
import { assertLength, checkedLayout, type Matmul8ShardOutput } from './inputs.js'

/** Runs a check of a shard's output that lies in arrays. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`. */
export function checkArrays<Result>(input: Matmul8ShardOutput, check: (checked: CheckedRows) => Steps<Result>): Result {
  const { n, k } = input.params
  const { start, count } = checkedLayout(input).rowsOf(input.shard)
  assertLength('c', input.c, count * n)
  const rowBytes = { a: k, b: k, c: 4 * n }
  const steps = check({ n, k, start, count })
  let step = steps.next()
  while (step.done !== true) {
    const { tensor, rows } = step.value
    const { buffer, byteOffset } = input[tensor]
    const bytes = rowBytes[tensor]
    step = steps.next(new Uint8Array(buffer, byteOffset + rows.first * bytes, rows.count * bytes))
  }
  return step.value
}
