import {
  findKernel,
  flatKernel,
  KernelError,
  KernelUnknownError,
  NO_INPUTS_ROOT,
  shardJob,
  witnessKernel,
  type TensorShape,
} from '@quern/kernels'
import type { Request, RequestDocument } from '@quern/sdk'
import { heldBytes, treeBytes } from '../compute/memory.js'
import type { DeviceSummary } from '../compute/messages.js'
import type { SpeedOf } from '../runtime/speeds.js'
import type { Store } from '../runtime/store.js'

/** What a worker has to know of a request's work before it takes a shard; bytes are those of the largest one. */
export interface WorkSizes {
  readonly inputBytes: number
  readonly outputBytes: number
  /** Memory of the largest output and its tree; all else is read in parts. */
  readonly heldBytes: number
  /** The inputs' trees, which a GPU holds whole. */
  readonly inputTreeBytes: number
  readonly maxSamples: number
  /** Bytes of the proof of one sample. */
  readonly proofBytes: number
  /** Gas of checking one sample besides its proof's bytes, or a witness's output. */
  readonly sampleGas: number
  /** Work of a shard on average, in units of the kernel. */
  readonly units: number
  /** Permutations of keccak in the tree of the largest output. */
  readonly hashes: number
  /** How many times the average a shard may take. */
  readonly spread: number
  /** Whether a shard ends by its output, without commit and reveal. */
  readonly isWitness: boolean
  readonly hasInputs: boolean
}

/** An unknown kernel, bad parameters, or inputs that the kernel does not have: a problem instead. */
export type WorkFacts = WorkSizes | { readonly problem: 'kernel_unknown' | 'kernel_parameters' | 'inputs_not_empty' }

/** A job is read and written besides being computed. */
const fixedMs = 500
/** The processor hashes every output: what a permutation takes on a slow one. */
const hashMs = 0.001

/** The output of a shard of a flat kernel. */
export function outputShape({ terms, work }: Request, shard: number): TensorShape {
  return shardJob({ kernelId: terms.kernelId, params: work.params, shards: work.shards, shard }).layout.output(shard)
}

/** Whether jobs of a request end by their output. */
export function isWitness({ request }: RequestDocument): boolean {
  return findKernel(request.terms.kernelId)?.kind === 'witness'
}

/** Sizes of a request's work, or why no size can be told. */
export function workFacts(document: RequestDocument): WorkFacts {
  const { request } = document
  try {
    return isWitness(document) ? searchSizes(request) : flatSizes(request)
  } catch (error) {
    if (error instanceof KernelUnknownError) return { problem: 'kernel_unknown' }
    if (error instanceof KernelError) return { problem: 'kernel_parameters' }
    throw error
  }
}

/** The time of a search has no bound: one of a thousand takes more than seven times the average. */
function searchSizes({ terms, work }: Request): WorkFacts {
  const kernel = witnessKernel(terms.kernelId)
  const { expectedCandidates, outputBytes, checkGas } = kernel.layout(kernel.decode(work.params), work.shards)
  if (work.inputRoot !== NO_INPUTS_ROOT) return { problem: 'inputs_not_empty' }
  return {
    inputBytes: 0,
    outputBytes,
    heldBytes: outputBytes,
    inputTreeBytes: 0,
    maxSamples: 0,
    proofBytes: 0,
    sampleGas: checkGas,
    units: Number(expectedCandidates) / kernel.unitCandidates,
    hashes: 0,
    spread: 7,
    isWitness: true,
    hasInputs: false,
  }
}

function flatSizes({ terms, work }: Request): WorkFacts {
  const kernel = flatKernel(terms.kernelId)
  const layout = kernel.layout(kernel.decode(work.params), work.shards)
  const hasInputs = layout.inputs.length > 0
  if (!hasInputs && work.inputRoot !== NO_INPUTS_ROOT) return { problem: 'inputs_not_empty' }
  const bytesOf = (shape: TensorShape): number => shape.rows * shape.rowBytes
  return {
    inputBytes: Math.max(0, ...layout.inputs.map(bytesOf)),
    outputBytes: bytesOf(layout.output(0)),
    heldBytes: heldBytes(layout.output(0)),
    inputTreeBytes: layout.inputs.reduce((sum, shape) => sum + treeBytes(shape), 0),
    maxSamples: layout.maxSamples,
    proofBytes: layout.proofBytes,
    sampleGas: layout.sampleGas,
    units: Number(layout.units),
    hashes: 2 * 2 ** layout.output(0).depth,
    spread: 2,
    isWitness: false,
    hasInputs,
  }
}

type Room = Pick<DeviceSummary, 'kind' | 'memoryBytes'>

/** At least so much does a GPU load of an input at a time, unless the input is smaller. */
const partBytes = 2 ** 26

/** What work takes on a GPU beside its output: the inputs' trees, a part of each input, and what is being copied. */
export function besideBytes({ inputBytes, inputTreeBytes }: WorkSizes, { kind, memoryBytes }: Room): number {
  if (kind !== 'webgpu') return 0
  return inputTreeBytes + 2 * Math.min(inputBytes, Math.max(partBytes, memoryBytes / 16)) + memoryBytes / 32
}

/** The kind of device that computes a shard: what does not fit a GPU is left to the processor, which takes its own time. */
export function kindFor(work: WorkSizes, device: Room): Room['kind'] {
  return work.heldBytes + besideBytes(work, device) > device.memoryBytes ? 'wasm' : device.kind
}

/** Milliseconds that a shard is given on a kind of device, by what was measured there. */
export function givenMs({ speeds }: Pick<Store, 'speeds'>, work: WorkSizes, of: SpeedOf): number {
  return durationMs(work, { ...of, measuredMs: speeds.msOfUnit(of) })
}

/** Units by which a shard's time tells the speed of its kernel; none when most of it went into hashing. */
export function tellingUnits({ units, hashes }: WorkSizes, kernelId: number): number {
  const kernel = findKernel(kernelId)
  const unitHashes = kernel?.kind === 'flat' ? kernel.unitHashes : 0
  return units * unitHashes >= hashes ? units : 0
}

/** Milliseconds that a shard is given, by what was measured of its kernel or else by what the kind of device takes. */
export function durationMs(
  { units, hashes, spread }: WorkSizes,
  { kernelId, kind, measuredMs }: SpeedOf & { measuredMs: number | undefined },
): number {
  const unitMs = measuredMs ?? findKernel(kernelId)?.unitMs[kind] ?? Infinity
  return fixedMs + hashes * hashMs + units * spread * unitMs
}
