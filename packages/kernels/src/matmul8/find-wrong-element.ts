import { checkArrays } from './check-arrays.js'
import { createPrivateMachine } from './freivalds-private.js'
import { wrongElement } from './freivalds-steps.js'
import type { Matmul8ShardOutput } from './inputs.js'

/**
 * The id of a wrong element of a shard's output, or undefined when Freivalds' check finds none (it misses a wrong
 * output with probability 2^−62 at most). One wrong row is computed again; padding is not looked at, since `c` has
 * none. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`; `KERNEL_DEVICE` when the processor contradicts itself.
 */
export function findWrongElement(input: Matmul8ShardOutput): bigint | undefined {
  return checkArrays(input, (checked) => wrongElement(createPrivateMachine(checked), checked))
}
