import { KernelCancelledError } from '../errors.js'
import type { FlatKernel, RowComputer, ShardJob } from '../kernel.js'
import type { Commitment } from '../tensors/commitment.js'
import { commitTensor } from '../tensors/commit-tensor.js'
import { keptBytes } from '../tensors/kept-nodes.js'
import { bytesSource, type TensorSource } from '../tensors/source.js'
import type { BackendKind, ComputeBackend, DeviceTensor, RunOptions } from './backend.js'
import { assertInputs } from './inputs.js'
import { memoryBudget, type MemoryBudget } from './memory.js'
import { workQueue } from './queue.js'
import { tensorTable, type HeldTensor, type TensorTable } from './tensor-table.js'

/** Bytes that tensors and trees may take unless more or less is said. */
export const DEFAULT_MEMORY_BYTES = 2 ** 31

const BLOCK_TARGET_MS = 50
/** Of the first block, in the units of `rowCost`; later ones follow the measured speed. */
const FIRST_BLOCK_COST = 2 ** 27
const MAX_GROWTH = 4

/** What is known of the machine, and how a kernel's rows are computed on it. */
export interface CpuEngine {
  readonly name: string
  readonly kind: BackendKind
  readonly device: string
  readonly isFallbackAdapter?: boolean
  readonly memoryBytes?: number | undefined
  computerOf(kernel: FlatKernel): Promise<RowComputer>
  free?(): void
}

/** A backend over computers of rows: outputs lie in memory, inputs stay where their sources are. */
export function openCpuBackend(engine: CpuEngine): ComputeBackend {
  const { name, kind, device, isFallbackAdapter = false, memoryBytes = DEFAULT_MEMORY_BYTES } = engine
  const tensors = tensorTable(name)
  const state: State = { engine, tensors, budget: memoryBudget(memoryBytes), cost: { perBlock: FIRST_BLOCK_COST } }
  const queue = workQueue(name, () => {
    tensors.freeAll()
    engine.free?.()
  })
  return {
    name,
    kind,
    device,
    isFallbackAdapter,
    memoryBytes,
    upload: (source) => queue.add(() => tensors.add({ source, releases: [] })),
    run: (job, inputs, options) => queue.add(() => runShard(state, { job, inputs, check: checker(name, options) })),
    commit: (tensor, options) => queue.add(() => commitHeld(state, tensors.find(tensor), checker(name, options))),
    read: (tensor, rows) => queue.add(() => tensors.find(tensor).source.read(rows)),
    free: (tensor) => tensors.free(tensor),
    close: () => queue.close(),
  }
}

interface State {
  readonly engine: CpuEngine
  readonly tensors: TensorTable
  readonly budget: MemoryBudget
  /** Cost of a block that takes BLOCK_TARGET_MS; it follows the machine's measured speed. */
  readonly cost: { perBlock: number }
}

interface ShardRun {
  readonly job: ShardJob
  readonly inputs: readonly DeviceTensor[]
  /** Called between blocks and before every read of an input; throws to end the work. */
  readonly check: () => void
}

async function runShard({ engine, tensors, budget, cost }: State, run: ShardRun): Promise<DeviceTensor> {
  const { job, inputs, check } = run
  const sources = inputs.map((input) => tensors.find(input).source)
  assertInputs(job, sources)
  const shape = job.layout.output(job.shard)
  const release = budget.take('output', shape.rows * shape.rowBytes)
  try {
    const computer = await engine.computerOf(job.kernel)
    const bytes = await computeRows({ job, sources, computer, cost, check })
    return tensors.add({ source: bytesSource(shape, bytes), releases: [release] })
  } catch (error) {
    release()
    throw error
  }
}

/** The kept nodes are held as long as the tensor. */
async function commitHeld({ budget }: State, { source, releases }: HeldTensor, check: () => void): Promise<Commitment> {
  const release = budget.take('tree', keptBytes(source.shape, { first: 0, count: source.shape.rows }))
  try {
    const commitment = await commitTensor(source, check)
    releases.push(release)
    return commitment
  } catch (error) {
    release()
    throw error
  }
}

/** Throws `KERNEL_CANCELLED` once the signal is aborted. */
function checker(backend: string, { signal }: RunOptions = {}): () => void {
  return () => {
    if (signal?.aborted) throw new KernelCancelledError({ backend, cause: signal.reason })
  }
}

interface RowsWork extends Pick<State, 'cost'>, Pick<ShardRun, 'job' | 'check'> {
  readonly sources: readonly TensorSource[]
  readonly computer: RowComputer
}

async function computeRows({ job, sources, computer, cost, check }: RowsWork): Promise<Uint8Array> {
  const { rows, rowBytes } = job.layout.output(job.shard)
  const rowCost = job.kernel.rowCost(job)
  const inputs = sources.map((source) => checkedSource(source, check))
  const output = new Uint8Array(rows * rowBytes)
  for (let first = 0; first < rows;) {
    await turn()
    check()
    const count = Math.min(rows - first, Math.max(1, Math.floor(cost.perBlock / rowCost)))
    const started = performance.now()
    output.set(await computer.rows(job, inputs, { first, count }), first * rowBytes)
    const growth = BLOCK_TARGET_MS / Math.max(1, performance.now() - started)
    cost.perBlock = Math.max(1, count * rowCost * Math.min(MAX_GROWTH, growth))
    first += count
  }
  return output
}

/** Looks at the signal whenever rows are read: a row that takes long ends between its reads. */
function checkedSource(source: TensorSource, check: () => void): TensorSource {
  return {
    shape: source.shape,
    read: (rows) => {
      check()
      return source.read(rows)
    },
  }
}

/** Lets other events run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
