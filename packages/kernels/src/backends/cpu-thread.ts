import { parentPort, workerData } from 'node:worker_threads'
import type { FlatKernel, RowComputer, ShardJob } from '../kernel.js'
import { flatKernel, witnessKernel } from '../kernels.js'
import { fileSource } from '../node/file-source.js'
import { hashRows, type Check } from '../tensors/commit-tensor.js'
import { bytesSource, type TensorSource } from '../tensors/source.js'
import type { Searcher, WitnessKernel } from '../witness-kernel.js'
import { checkedSource } from './cpu-work.js'
import { foundFirst } from './found.js'
import type {
  EndMessage,
  HashTask,
  RowsTask,
  SearchTask,
  SharedTensor,
  ThreadAnswer,
  ThreadTask,
} from './thread-messages.js'

// A thread of the CPU backend: it computes and hashes blocks of rows, into memory that it shares with the others, and searches.
const { kind } = workerData as { readonly kind: 'wasm' | 'reference' }

/** What the blocks of one work have in common. */
interface Bench {
  readonly work: number
  readonly sources: readonly TensorSource[]
  close(): Promise<void>
}

const computers = new Map<FlatKernel, Promise<RowComputer>>()
const searchers = new Map<WitnessKernel, Promise<Searcher>>()
let bench: Bench | undefined

function computerOf(kernel: FlatKernel): Promise<RowComputer> {
  const computer = computers.get(kernel) ?? (kind === 'wasm' ? kernel.openWasm() : Promise.resolve(kernel.reference))
  computers.set(kernel, computer)
  return computer
}

function searcherOf(kernel: WitnessKernel): Promise<Searcher> {
  const searcher = searchers.get(kernel) ?? (kind === 'wasm' ? kernel.openWasm() : Promise.resolve(kernel.reference))
  searchers.set(kernel, searcher)
  return searcher
}

async function perform(task: ThreadTask): Promise<void> {
  if (task.type === 'start') return
  const stop = new Int32Array(task.stop)
  const check = () => {
    if (Atomics.load(stop, 0) !== 0) throw new Error('cancelled')
  }
  check()
  if (task.type === 'search') return searchSlice(task)
  const tensors = task.type === 'rows' ? task.inputs : [task.tensor]
  if (bench?.work !== task.work) {
    await end()
    bench = await openBench(task.work, tensors, check)
  }
  return task.type === 'rows' ? computeRows(task, bench.sources) : hash(task, bench.sources[0] as TensorSource)
}

async function end(): Promise<void> {
  const last = bench
  bench = undefined
  await last?.close()
}

async function openBench(work: number, tensors: readonly SharedTensor[], check: Check): Promise<Bench> {
  const opened = await Promise.all(tensors.map(openTensor))
  return {
    work,
    sources: opened.map(({ source }) => checkedSource(source, check)),
    close: async () => void (await Promise.all(opened.map(({ close }) => close()))),
  }
}

async function openTensor({ shape, origin }: SharedTensor): Promise<{ source: TensorSource; close(): Promise<void> }> {
  if ('file' in origin) {
    const source = await fileSource(origin.file, shape)
    return { source, close: source.close }
  }
  const bytes = new Uint8Array(origin.buffer, origin.byteOffset, shape.rows * shape.rowBytes)
  return { source: bytesSource(shape, bytes), close: async () => undefined }
}

async function computeRows(task: RowsTask, inputs: readonly TensorSource[]): Promise<void> {
  const { kernelId, params, shards, shard, rows, output, firstRow } = task
  const kernel = flatKernel(kernelId)
  const job: ShardJob = { kernel, params, layout: kernel.layout(params, shards), shard }
  const { rowBytes } = job.layout.output(shard)
  const computer = await computerOf(kernel)
  new Uint8Array(output).set(await computer.rows(job, inputs, rows), (rows.first - firstRow) * rowBytes)
}

async function searchSlice({ kernelId, slice, before, found }: SearchTask): Promise<void> {
  const kernel = witnessKernel(kernelId)
  const answer = (await searcherOf(kernel)).search(slice)
  if (answer !== undefined) foundFirst(found, before + Number(kernel.numberOf(slice, answer) - slice.from))
}

async function hash({ rows, nodes, nodesAt }: HashTask, source: TensorSource): Promise<void> {
  new Uint8Array(nodes).set(await hashRows(source, rows), nodesAt)
}

// One task at a time: whoever sends them waits for the answer.
parentPort?.on('message', (task: ThreadTask | EndMessage) => {
  if (task.type === 'end') return void end()
  const started = performance.now()
  const answer = (message: ThreadAnswer) => parentPort?.postMessage(message, [])
  perform(task).then(
    () => answer({ ms: performance.now() - started }),
    (error: unknown) => answer({ failed: String(error) }),
  )
})
