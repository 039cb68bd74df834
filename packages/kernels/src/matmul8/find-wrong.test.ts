import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operand } from '../conformance/operands.test.support.js'
import { KernelDeviceError, TensorDataError } from '../errors.js'
import { bytesSource, type RowRange, type TensorSource } from '../tensors/source.js'
import { findWrongMatmul8 } from './find-wrong.js'
import { matmul8Kernel } from './kernel.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'
import { referenceMatmul8 } from './reference.js'

function work(params: Matmul8Params, { shards = 1, shard = 0 } = {}) {
  const { m, n, k } = params
  const layout = matmul8Layout(params, shards)
  const { start, count } = layout.rowsOf(shard)
  const [a, bt] = [operand(m * k, 11), operand(n * k, 12)]
  const c = referenceMatmul8({ m: count, n, k, a: a.subarray(start * k, (start + count) * k), bt })
  const bytesOf = (array: Int8Array | Int32Array) => new Uint8Array(array.buffer)
  const inputs = [bytesSource(layout.a, bytesOf(a)), bytesSource(layout.b, bytesOf(bt))] as const
  return {
    job: { kernel: matmul8Kernel, params, layout, shard },
    inputs,
    c,
    output: bytesSource(layout.c(shard), bytesOf(c)),
  }
}

let last = new Uint8Array(0)

/** A source that overwrites what any of them gave before, as a store of one buffer would, and notes what was read. */
function reused(source: TensorSource): TensorSource & { readonly reads: RowRange[] } {
  const reads: RowRange[] = []
  return {
    shape: source.shape,
    reads,
    async read(rows) {
      reads.push(rows)
      last.fill(0x33)
      last = new Uint8Array(await source.read(rows))
      return last
    },
  }
}

const readRows = ({ reads }: { readonly reads: RowRange[] }) => reads.reduce((sum, { count }) => sum + count, 0)

test('findWrongMatmul8_rightOutput_readsEveryTensorOnce', async () => {
  for (const params of [
    { m: 700, n: 301, k: 500 },
    { m: 3, n: 70_000, k: 4 },
  ]) {
    const { job, inputs, output } = work(params)
    const [a, b, c] = [...inputs, output].map(reused) as [
      ReturnType<typeof reused>,
      ReturnType<typeof reused>,
      ReturnType<typeof reused>,
    ]
    assert.deepEqual(await findWrongMatmul8(job, { inputs: [a, b], output: c }), {
      wrongElement: undefined,
      errorProbability: 2 ** -62,
    })
    assert.deepEqual([readRows(a), readRows(b), readRows(c)], [params.m, params.n, params.m])
  }
})

test('findWrongMatmul8_laterShard_countsFromTheShard', async () => {
  const { job, inputs, c, output } = work({ m: 100, n: 70, k: 40 }, { shards: 3, shard: 2 })
  c[31 * 70 + 69] = 0
  assert.deepEqual(await findWrongMatmul8(job, { inputs: inputs.map(reused), output: reused(output) }), {
    wrongElement: 31n * 70n + 69n,
    errorProbability: 0,
  })
})

test('findWrongMatmul8_sourceThatReadsTooMuchOrTooLittle_isRefused', async () => {
  const { job, inputs, output } = work({ m: 4, n: 5, k: 6 })
  const sources = [...inputs, output]
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    for (const bytes of [1, 1000]) {
      const [a, b, c] = sources.map((source, i) =>
        i === index ? { ...source, read: () => new Uint8Array(bytes) } : source,
      )
      await assert.rejects(
        findWrongMatmul8(job, { inputs: [a, b] as TensorSource[], output: c as TensorSource }),
        (error: unknown) => {
          assert.ok(error instanceof TensorDataError)
          assert.equal(error.facts.tensor, name)
          assert.equal(error.facts.have, bytes)
          return true
        },
      )
    }
  }
})

test('findWrongMatmul8_outputThatIsRightTheSecondTime_isADeviceFault', async () => {
  const { job, inputs, output } = work({ m: 2, n: 3, k: 4 })
  let reads = 0
  const flickering: TensorSource = {
    shape: output.shape,
    async read(rows) {
      const bytes = new Uint8Array(await output.read(rows))
      if (reads++ === 0) bytes[0] = (bytes[0] as number) ^ 1
      return bytes
    },
  }
  await assert.rejects(findWrongMatmul8(job, { inputs, output: flickering }), KernelDeviceError)
})
