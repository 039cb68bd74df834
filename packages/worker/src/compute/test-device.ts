import {
  bytesSource,
  flatKernels,
  shardJob,
  witnessKernels,
  type FlatKernel,
  type TensorShape,
  type TensorSource,
  type Trial,
  type WitnessKernel,
} from '@quern/kernels'
import { randomBytes } from 'node:crypto'
import type { Workbench } from './workbench.js'
import type { TestedKernel } from './messages.js'
import { TaskError } from './task-error.js'

/** A trial's answer is among so many times the candidates that its search expects. */
const margin = 2n ** 8n

/** Computes as a job does, before a program changes anything: the workbench's backend checks the output, the processor its root. Rejects with `SELF_CHECK`. */
export async function testDevice(bench: Workbench, signal: AbortSignal): Promise<{ tested: readonly TestedKernel[] }> {
  const tested: TestedKernel[] = []
  for (const kernel of flatKernels)
    for (const trial of kernel.trials) tested.push(await tryFlat(bench, kernel, { trial, signal }))
  for (const kernel of witnessKernels)
    for (const trial of kernel.trials) tested.push(await trySearch(bench, kernel, { trial, signal }))
  return { tested }
}

interface Trying {
  readonly trial: Trial
  readonly signal: AbortSignal
}

async function tryFlat(
  bench: Workbench,
  { id, name }: FlatKernel,
  { trial: { params, size }, signal }: Trying,
): Promise<TestedKernel> {
  const { checked: backend } = bench
  const job = shardJob({ kernelId: id, params, shards: 1, shard: 0 })
  const startedAt = performance.now()
  const inputs = await Promise.all(job.layout.inputs.map((shape) => backend.upload(randomSource(shape), { signal })))
  const output = await backend.run(job, inputs, { signal })
  const { root } = await backend.commit(output, { signal })
  const ms = Math.round(performance.now() - startedAt)
  const need = await bench.processorRoot({ shape: output.shape, read: (rows) => backend.read(output, rows) }, signal)
  for (const tensor of [...inputs, output]) backend.free(tensor)
  if (root !== need) throw new TaskError('SELF_CHECK', `${backend.name} hashed an output to ${root}, not ${need}`)
  return { kernel: name, size, ms }
}

async function trySearch(
  { checked: backend }: Workbench,
  kernel: WitnessKernel,
  { trial: { size, ...trial }, signal }: Trying,
): Promise<TestedKernel> {
  const params = kernel.decode(trial.params)
  const count = Number(margin * kernel.layout(params, 1).expectedCandidates)
  const startedAt = performance.now()
  const answer = await backend.search({ kernel, params, shards: 1, shard: 0, from: 0n, count }, { signal })
  const ms = Math.round(performance.now() - startedAt)
  if (answer === undefined) throw new TaskError('SELF_CHECK', `${backend.name} found nothing in a search of ${size}`)
  return { kernel: kernel.name, size, ms }
}

function randomSource(shape: TensorShape): TensorSource {
  return bytesSource(shape, randomBytes(shape.rows * shape.rowBytes))
}
