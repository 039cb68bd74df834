import {
  bytesSource,
  create2SearchKernel,
  encodeMatmul8Params,
  encodeMonteCarloParams,
  encodeRenderParams,
  MATMUL8_KERNEL_ID,
  MONTE_CARLO_KERNEL_ID,
  RENDER_KERNEL_ID,
  shardJob,
  type TensorShape,
  type TensorSource,
} from '@quern/kernels'
import { randomBytes } from 'node:crypto'
import type { Hex } from 'viem'
import type { Workbench } from './workbench.js'
import type { TestedKernel } from './messages.js'
import { TaskError } from './task-error.js'

/** Work of a flat kernel, and what its size is called. */
interface FlatTest {
  readonly kernelId: number
  readonly params: Hex
  readonly size: string
}

/** Odd sides for the edges, and sizes at which the device is busy. */
const products = [
  { m: 67, n: 65, k: 33 },
  { m: 256, n: 256, k: 256 },
  { m: 512, n: 512, k: 512 },
] as const

/** Both scenes, seen as in docs/specs/render.md. */
const images = [
  { scene: 0, steps: 300, x: -187904819, y: 0, z: 0, pitch: 5839000, cycle: 2048, palette: 0x804020 },
  { scene: 1, steps: 64, x: 4915, y: 7373, z: -15155, pitch: 122330, cycle: 39977, palette: 0x3c28c8 },
] as const
const sides = { width: 97, height: 54 } as const

/** A call at the money over a year of twelve steps, with a volatility of 20 % and a rate of 5 %. */
const option = { option: 0, steps: 12, paths: 64, drift: 15490820, volatility: 44718146, strike: 2 ** 22 } as const
const chunks = 199

const tests: readonly FlatTest[] = [
  ...products.map((product) => ({
    kernelId: MATMUL8_KERNEL_ID,
    params: encodeMatmul8Params(product),
    size: `${product.m} × ${product.n} × ${product.k}`,
  })),
  ...images.map((image) => ({
    kernelId: RENDER_KERNEL_ID,
    params: encodeRenderParams({ ...image, ...sides }),
    size: `${sides.width} × ${sides.height}, scene ${image.scene}`,
  })),
  {
    kernelId: MONTE_CARLO_KERNEL_ID,
    params: encodeMonteCarloParams({ ...option, chunks, seed: 7n }),
    size: `${chunks} chunks of ${option.paths} paths`,
  },
]

/** Computes as a job does, before a program changes anything: the workbench's backend checks the output, the processor its root. Rejects with `SELF_CHECK`. */
export async function testDevice(bench: Workbench, signal: AbortSignal): Promise<{ tested: readonly TestedKernel[] }> {
  const tested: TestedKernel[] = []
  for (const test of tests) tested.push(await testKernel(bench, test, signal))
  return { tested: [...tested, await testSearch(bench, signal)] }
}

async function testKernel(bench: Workbench, { size, ...work }: FlatTest, signal: AbortSignal): Promise<TestedKernel> {
  const { checked: backend } = bench
  const job = shardJob({ ...work, shards: 1, shard: 0 })
  const startedAt = performance.now()
  const inputs = await Promise.all(job.layout.inputs.map((shape) => backend.upload(randomSource(shape), { signal })))
  const output = await backend.run(job, inputs, { signal })
  const { root } = await backend.commit(output, { signal })
  const ms = Math.round(performance.now() - startedAt)
  const need = await bench.processorRoot({ shape: output.shape, read: (rows) => backend.read(output, rows) }, signal)
  for (const tensor of [...inputs, output]) backend.free(tensor)
  if (root !== need) throw new TaskError('SELF_CHECK', `${backend.name} hashed an output to ${root}, not ${need}`)
  return { kernel: job.kernel.name, size, ms }
}

/** A search of 2^12 salts on average. */
async function testSearch({ checked: backend }: Workbench, signal: AbortSignal): Promise<TestedKernel> {
  const kernel = create2SearchKernel
  const deployer = `0x${randomBytes(20).toString('hex')}` as const
  const initCodeHash = `0x${randomBytes(32).toString('hex')}` as const
  const params = { deployer, initCodeHash, mask: 0xfffn, value: 0x123n, base: 0n, r: 40 }
  const startedAt = performance.now()
  const answer = await backend.search({ kernel, params, shards: 1, shard: 0, from: 0n, count: 2 ** 20 }, { signal })
  const ms = Math.round(performance.now() - startedAt)
  if (answer === undefined) throw new TaskError('SELF_CHECK', `${backend.name} found nothing in a search of 12 bits`)
  return { kernel: kernel.name, size: '12 bits', ms }
}

function randomSource(shape: TensorShape): TensorSource {
  return bytesSource(shape, randomBytes(shape.rows * shape.rowBytes))
}
