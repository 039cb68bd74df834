import type { FlatKernel, RowComputer, ShardJob } from '../kernel.js'
import type { Commitment } from '../tensors/commitment.js'
import { commitmentOf, hashRows, type Check } from '../tensors/commit-tensor.js'
import { keptBytes } from '../tensors/kept-nodes.js'
import { bytesSource, type RowRange, type TensorSource } from '../tensors/source.js'
import type { Hex } from '../hex.js'
import type { Searcher, WitnessKernel } from '../witness-kernel.js'
import type { ComputeBackend, DeviceTensor } from './backend.js'
import type { BackendKind } from './kind.js'
import { searchHere, searchOnThreads, type SearchRun } from './cpu-search.js'
import { computeOnThreads, hashOnThreads, isShared, type SharedSource } from './cpu-threads.js'
import { checkOf } from './check.js'
import { computeHere } from './cpu-work.js'
import { assertInputs } from './inputs.js'
import { memoryBudget, type MemoryBudget } from './memory.js'
import { workQueue } from './queue.js'
import { newPace, type Pace } from './row-blocks.js'
import { sharedCopy } from './shared-copy.js'
import { tensorTable, type HeldTensor, type TensorTable } from './tensor-table.js'
import type { ThreadPool } from './thread-pool.js'

/** Bytes that tensors and trees may take unless more or less is said. */
export const DEFAULT_MEMORY_BYTES = 2 ** 31

/** Work below this is done at once, without threads: multiply-adds, and bytes to hash. */
const MIN_THREADS_COST = 2 ** 24
const MIN_THREADS_BYTES = 2 ** 20

/** Milliseconds of a block of candidates: only its end lets other events run. */
const SEARCH_MS = 50

/** What every backend on the processor can be told. */
export interface CpuOptions {
  readonly memoryBytes?: number | undefined
  readonly threads?: number | undefined
}

/** What is known of the machine, and how a kernel's rows are computed on it. */
export interface CpuEngine {
  readonly name: string
  readonly kind: BackendKind
  readonly device: string
  readonly memoryBytes?: number | undefined
  /** Milliseconds of a call of `rows`: short where only its end lets other events run. */
  readonly blockMs: number
  readonly pool?: ThreadPool | undefined
  computerOf(kernel: FlatKernel): Promise<RowComputer>
  searcherOf(kernel: WitnessKernel): Promise<Searcher>
}

/** A backend over computers of rows: outputs lie in memory, inputs stay where their sources are. */
export function openCpuBackend(engine: CpuEngine): ComputeBackend {
  const { name, kind, device, memoryBytes = DEFAULT_MEMORY_BYTES, blockMs, pool } = engine
  const tensors = tensorTable(name)
  const paces = { pace: newPace(blockMs), searchPace: newPace(SEARCH_MS) }
  const state: State = { engine, tensors, budget: memoryBudget(memoryBytes), ...paces }
  const queue = workQueue(name, async () => {
    tensors.freeAll()
    await pool?.close()
  })
  return {
    name,
    kind,
    device,
    isFallbackAdapter: false,
    memoryBytes,
    upload: (source) => queue.add(() => tensors.add({ source, releases: [] })),
    run: (job, inputs, options) => queue.add(() => runShard(state, { job, inputs, check: checkOf(name, options) })),
    search: (search, options) => queue.add(() => searchShard(state, { search, check: checkOf(name, options) })),
    async commit(tensor, options) {
      const { open, ...commitment } = await queue.add(() =>
        commitHeld(state, tensors.find(tensor), checkOf(name, options)),
      )
      // Sources may reuse what they return: they are read by one at a time.
      return { ...commitment, open: (requests) => queue.add(() => open(requests)) }
    },
    read: (tensor, rows) => queue.add(() => readHeld(tensors.find(tensor), rows)),
    computer: {
      leastRows: pool?.count ?? 1,
      rows: (job, sources, rows) => queue.add(() => computeRows(state, { job, sources, rows })),
    },
    free: (tensor) => tensors.free(tensor),
    close: () => queue.close(),
  }
}

interface State {
  readonly engine: CpuEngine
  readonly tensors: TensorTable
  readonly budget: MemoryBudget
  readonly pace: Pace
  readonly searchPace: Pace
}

interface Run {
  readonly job: ShardJob
  readonly inputs: readonly DeviceTensor[]
  readonly check: Check
}

async function runShard(state: State, { job, inputs, check }: Run): Promise<DeviceTensor> {
  const held = inputs.map((input) => state.tensors.find(input))
  const sources = held.map(({ source }) => source)
  assertInputs(job, sources)
  const shape = job.layout.output(job.shard)
  const release = state.budget.take('output', shape.rows * shape.rowBytes)
  try {
    const bytes = await computeOutput(state, { job, held, check })
    return state.tensors.add({ source: bytesSource(shape, bytes), releases: [release] })
  } catch (error) {
    release()
    throw error
  }
}

interface HeldRun extends Omit<Run, 'inputs'> {
  readonly held: readonly HeldTensor[]
}

async function computeOutput(state: State, { job, held, check }: HeldRun): Promise<Uint8Array> {
  const { engine, pace } = state
  const { rows, rowBytes } = job.layout.output(job.shard)
  const shared = rows * job.kernel.rowCost(job) < MIN_THREADS_COST ? undefined : await allShared(state, held, check)
  if (engine.pool !== undefined && shared !== undefined) {
    const output = new SharedArrayBuffer(rows * rowBytes)
    await computeOnThreads(engine.pool, { job, sources: shared, output, check }, pace)
    return new Uint8Array(output)
  }
  const output = new Uint8Array(rows * rowBytes)
  const sources = held.map(({ source }) => source)
  await computeHere({ job, sources, output, check }, await engine.computerOf(job.kernel), pace)
  return output
}

interface RowsRun {
  readonly job: ShardJob
  readonly sources: readonly TensorSource[]
  readonly rows: RowRange
}

/** Threads need to find the sources as they are: nothing is copied. */
async function computeRows({ engine, pace }: State, { job, sources, rows }: RowsRun): Promise<Uint8Array> {
  const { pool } = engine
  if (pool === undefined || !sources.every(isShared))
    return (await engine.computerOf(job.kernel)).rows(job, sources, rows)
  const output = new SharedArrayBuffer(rows.count * job.layout.output(job.shard).rowBytes)
  await computeOnThreads(pool, { job, sources, rows, output, check: () => undefined }, pace)
  return new Uint8Array(output)
}

async function searchShard({ engine, searchPace }: State, run: SearchRun): Promise<Hex | undefined> {
  const { kernel, count } = run.search
  if (engine.pool !== undefined && count * kernel.candidateCost >= MIN_THREADS_COST) {
    return searchOnThreads(engine.pool, run, searchPace)
  }
  return searchHere(run, await engine.searcherOf(kernel), searchPace)
}

/** The kept nodes are held as long as the tensor. */
async function commitHeld(state: State, held: HeldTensor, check: Check): Promise<Commitment> {
  const { shape } = held.source
  const all = { first: 0, count: shape.rows }
  const release = state.budget.take('tree', keptBytes(shape, all))
  try {
    const isSmall = shape.rows * shape.rowBytes < MIN_THREADS_BYTES
    const [shared] = (isSmall ? undefined : await allShared(state, [held], check)) ?? []
    const { pool } = state.engine
    const onThreads = pool !== undefined && shared !== undefined
    const nodes = onThreads ? await hashOnThreads(pool, shared, check) : await hashRows(held.source, all, check)
    held.releases.push(release)
    return commitmentOf(held.source, nodes)
  } catch (error) {
    release()
    throw error
  }
}

/** The sources as threads can read them; undefined where there are no threads, or no room for copies. */
async function allShared(
  { engine, budget }: State,
  held: readonly HeldTensor[],
  check: Check,
): Promise<SharedSource[] | undefined> {
  if (engine.pool === undefined) return undefined
  const shared: SharedSource[] = []
  for (const tensor of held) {
    const source = await sharedCopy(tensor, budget, check)
    if (source === undefined) return undefined
    shared.push(source)
  }
  return shared
}

/** A copy: sources may reuse what they return, and engines refuse memory that threads share in many places. */
async function readHeld({ source }: HeldTensor, rows: RowRange): Promise<Uint8Array> {
  return (await source.read(rows)).slice()
}
