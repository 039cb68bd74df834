import type { Commitment, DeviceTensor, ShardJob } from '@quern/kernels'
import type { FileHandle } from 'node:fs/promises'
import type { Workbench } from './workbench.js'
import { openFileSource } from './file-source.js'
import type { KeptTensor } from './kept-tensors.js'
import { heldBytes } from './memory.js'
import type { ComputeResult } from './messages.js'
import { tensorFile, writeObject } from './object.js'
import { TaskError } from './task-error.js'

/** Bytes of an output that are read from the device and written at once. */
const blockBytes = 2 ** 22

export interface Computing {
  readonly job: ShardJob
  readonly inputs: readonly KeptTensor[]
  readonly folder: string
}

export interface ComputingOn {
  readonly bench: Workbench
  readonly signal: AbortSignal
  /** When reading the inputs began. */
  readonly startedAt: number
}

/** Computes an output, checked, and writes it to a file of `folder` named by its root and shape; it is kept for its proofs. */
export async function computeOutput(computing: Computing, on: ComputingOn): Promise<ComputeResult> {
  const { bench, signal, startedAt } = on
  const { backend, kept } = bench
  const lap = createLaps(startedAt)
  const read = lap()
  bench.takeCheckMs()
  const tensor = await runInRoom(computing, on)
  const check = bench.takeCheckMs()
  const compute = Math.max(0, lap() - check)
  try {
    const commitment = await backend.commit(tensor, { signal })
    const commit = lap()
    const file = await writeOutput(computing, on, { tensor, commitment })
    kept.add({ tensor, commitment, bytes: heldBytes(tensor.shape), free: () => backend.free(tensor) })
    const parts = { read, compute, check, commit, write: lap() }
    return { root: commitment.root, file, kind: backend.kind, ms: Math.round(performance.now() - startedAt), parts }
  } catch (error) {
    backend.free(tensor)
    throw error
  }
}

/** What earlier tasks left gives way. */
async function runInRoom({ job, inputs }: Computing, { bench, signal }: ComputingOn): Promise<DeviceTensor> {
  const tensors = inputs.map(({ tensor }) => tensor)
  try {
    return await bench.backend.run(job, tensors, { signal })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'KERNEL_MEMORY' || !bench.kept.makeRoom()) throw error
    return bench.backend.run(job, tensors, { signal })
  }
}

interface Output {
  readonly tensor: DeviceTensor
  readonly commitment: Commitment
}

async function writeOutput({ folder }: Computing, { bench, signal }: ComputingOn, output: Output): Promise<string> {
  const { tensor, commitment } = output
  const { shape } = tensor
  const file = tensorFile(folder, commitment.root, shape)
  await writeObject(file, async (handle, temporary) => {
    await writeRows(handle, tensor, { bench, signal })
    if (bench.backend.kind !== 'webgpu') return
    // What a device hashed is hashed again from what will be served.
    const source = await openFileSource(temporary, shape)
    try {
      const root = await bench.processorRoot(source, signal)
      if (root === commitment.root) return
      throw new TaskError('SELF_CHECK', `${bench.backend.name} hashed the output to ${commitment.root}, not ${root}`)
    } finally {
      await source.close()
    }
  })
  return file
}

async function writeRows(
  handle: FileHandle,
  tensor: DeviceTensor,
  { bench, signal }: Pick<ComputingOn, 'bench' | 'signal'>,
): Promise<void> {
  const { rows, rowBytes } = tensor.shape
  const most = Math.max(1, Math.floor(blockBytes / rowBytes))
  for (let first = 0; first < rows; first += most) {
    if (signal.aborted) throw new TaskError('KERNEL_CANCELLED', 'the output was not written')
    await handle.writeFile(await bench.backend.read(tensor, { first, count: Math.min(most, rows - first) }))
  }
}

/** Milliseconds since the last call, or since `startedAt`. */
function createLaps(startedAt: number): () => number {
  let last = startedAt
  return () => {
    const now = performance.now()
    const ms = Math.round(now - last)
    last = now
    return ms
  }
}
