import { abort } from 'node:process'
import {
  KernelDeviceError,
  KernelMemoryError,
  bytesSource,
  type Commitment,
  type ComputeBackend,
  type DeviceTensor,
  type ShardJob,
} from '@quern/kernels'
import { serveCompute, type OpenKind } from '../compute/index.js'
import { openKind } from '../compute/opening.js'
import { TaskError } from '../compute/task-error.js'

/** What goes wrong in each shard of a request; a request of one shard, as in the self-test, has no faults. */
const faults = [
  'wrong bit',
  'lost',
  'crash',
  'memory',
  'wrong hash',
  undefined,
  'wrong opening',
  'greedy',
  'hung opening',
  'unchecked',
] as const

/** The same of searches. */
const searchFaults = ['wrong answer', 'blind', 'lost', undefined] as const

/** A processor that is called a GPU. */
async function posing(...[, message]: Parameters<OpenKind>): Promise<ComputeBackend> {
  const backend = await openKind('wasm', message)
  let [isLost, isBlind] = [false, false]
  const badlyHashed = new Set<DeviceTensor>()
  const badlyOpened = new Set<DeviceTensor>()
  const neverOpened = new Set<DeviceTensor>()
  const run = async (job: ShardJob, ...rest: readonly [readonly DeviceTensor[]]): Promise<DeviceTensor> => {
    const fault = job.layout.shards === 1 ? undefined : faults[job.shard]
    if (fault === 'crash') abort()
    if (fault === 'greedy') takeAll()
    isLost ||= fault === 'lost'
    if (isLost) throw new KernelDeviceError({ device: 'posing', reason: 'lost' })
    if (fault === 'unchecked') throw new TaskError('UNCHECKED', 'nobody can tell')
    if (fault === 'memory') throw new KernelMemoryError({ what: 'output', needBytes: 2, usedBytes: 0, limitBytes: 1 })
    const output = await backend.run(job, ...rest)
    if (fault === 'wrong bit') return flipBit(backend, output)
    if (fault === 'wrong hash') badlyHashed.add(output)
    if (fault === 'wrong opening') badlyOpened.add(output)
    if (fault === 'hung opening') neverOpened.add(output)
    return output
  }
  const commit: ComputeBackend['commit'] = async (tensor, options) => {
    const commitment = await backend.commit(tensor, options)
    if (neverOpened.has(tensor)) return { ...commitment, open: () => new Promise(() => undefined) }
    if (badlyOpened.has(tensor)) return badlyOpening(commitment)
    return badlyHashed.has(tensor) ? { ...commitment, root: `0x${'ab'.repeat(32)}` } : commitment
  }
  const search: ComputeBackend['search'] = async (wanted, options) => {
    const fault = wanted.shards === 1 ? undefined : searchFaults[wanted.shard]
    if (fault === 'lost') throw new KernelDeviceError({ device: 'posing', reason: 'lost' })
    isBlind ||= fault === 'blind'
    if (isBlind) return undefined
    return fault === 'wrong answer' ? wanted.kernel.output(wanted, wanted.from) : backend.search(wanted, options)
  }
  return { ...backend, name: 'posing', kind: 'webgpu', run: run as ComputeBackend['run'], search, commit }
}

function takeAll(): never {
  const taken: Uint8Array[] = []
  for (;;) taken.push(new Uint8Array(2 ** 22).fill(1))
}

/** Each of its paths has a wrong bit. */
function badlyOpening(commitment: Commitment): Commitment {
  const open: Commitment['open'] = async (requests) =>
    (await commitment.open(requests)).map(({ bytes, path }) => ({ bytes, path: path.with(0, (path[0] ?? 0) ^ 1) }))
  return { ...commitment, open }
}

async function flipBit(backend: ComputeBackend, output: DeviceTensor): Promise<DeviceTensor> {
  const bytes = new Uint8Array(await backend.read(output, { first: 0, count: output.shape.rows }))
  const place = Math.floor(Math.random() * bytes.length)
  bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
  return backend.upload(bytesSource(output.shape, bytes))
}

serveCompute({ open: (kind, message) => (kind === 'webgpu' ? posing : openKind)(kind, message) })
