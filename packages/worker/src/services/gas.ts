import type { RequestDocument } from '@quern/sdk'
import { size } from 'viem'

/** Gas of a call over a list: of its first job, and of each further one. */
interface ListGas {
  readonly first: number
  readonly more: number
}

// docs/gas.md: `accept.signed`, `accept.posted`, `commit`, `reveal.unsampled` and `finalize` for one job; for each further one
// what 32 in a list cost more, and for lists that are not measured the slots, logs and calldata of a shard.
const acceptSigned: ListGas = { first: 132_500, more: 31_000 }
const acceptPosted: ListGas = { first: 99_700, more: 31_000 }
const commit: ListGas = { first: 68_900, more: 33_000 }
const reveal: ListGas = { first: 59_650, more: 22_500 }
const finalize: ListGas = { first: 53_650, more: 12_500 }
/** A reveal may post its beacon's header: `beacon.post` less what any transaction pays. */
const headerPost = 40_000
/** `witness.create2` less its check: each witness is a call of its own, which settles at once. */
const submitWitness = 108_600

/** EIP-7623: a transaction with much calldata pays this for each of its bytes that is not zero. */
const gasOfByte = 40
const gasOfTransaction = 21_000
/** Where a transaction takes more gas than that, a byte costs less; and `reveal.unsampled` then comes on top. */
const gasOfCheckedByte = 16
const gasOfReveal = reveal.first - gasOfTransaction
/** Bytes of a call besides URIs, params, signature and proofs; and what the measured requests had of these. */
const callBytes = 1_000
const measuredBytes = 189
const proofHeadBytes = 96
/** Over what was measured: the first job of a day, slots that were never used before. */
const reserve = 1.1

/** Gas of a usual job: what an operator should have at hand. */
export const gasOfUsualJob = 900_000n

/** What the gas of a request's jobs depends on. */
export interface GasShape {
  /** Params, input URI and signature. */
  readonly requestBytes: number
  readonly sampleBps: number
  readonly samples: number
  /** Bytes of the proof of one sample, and gas of checking it besides them; of a witness, gas of checking its output. */
  readonly proofBytes: number
  readonly sampleGas: number
  /** Whether a job ends by its output instead of commit, reveal and finalize. */
  readonly isWitness: boolean
  /** Whether the request was published when it was posted, and not by its accept. */
  readonly isPosted: boolean
}

/** The shape of a request; the second argument tells what its document does not. */
export function gasShapeOf(
  { request, signature }: RequestDocument,
  { proofBytes, sampleGas, isWitness, isPosted }: Pick<GasShape, 'proofBytes' | 'sampleGas' | 'isWitness' | 'isPosted'>,
): GasShape {
  const { params, inputUri } = request.work
  const { sampleBps, samples } = request.terms
  const requestBytes = size(params) + inputUri.length + size(signature)
  return { requestBytes, sampleBps, samples, proofBytes, sampleGas, isWitness, isPosted }
}

/** Gas that `jobs` jobs taken together cost their worker on average, from accept to finalize, rounded up. */
export function gasOfJobs(shape: GasShape, jobs: number): bigint {
  const request = gasOfByte * Math.max(0, shape.requestBytes - measuredBytes)
  const accept = shape.isPosted ? acceptPosted : acceptSigned
  const ending = shape.isWitness ? jobs * (submitWitness + shape.sampleGas + request) : gasOfFlat(shape, jobs)
  return BigInt(Math.ceil((listGas(accept, jobs) + request + ending) * reserve))
}

/** Commit, reveal and finalize; drawn jobs are revealed one by one, the others in a list. */
function gasOfFlat(shape: GasShape, jobs: number): number {
  const drawn = jobs * (shape.sampleBps / 10_000)
  const header = shape.sampleBps === 0 ? 0 : headerPost
  return (
    listGas(commit, jobs) +
    listGas(reveal, jobs - drawn) +
    drawn * gasOfSampled(shape) +
    listGas(finalize, jobs) +
    header
  )
}

/** What the bytes cost, or less for the bytes and what the checks take: a transaction pays whichever is more. */
function gasOfSampled({ requestBytes, samples, proofBytes, sampleGas }: GasShape): number {
  const bytes = callBytes + requestBytes + samples * (proofBytes + proofHeadBytes)
  const checked = sampleGas === 0 ? 0 : gasOfReveal + gasOfCheckedByte * bytes + samples * sampleGas
  return gasOfTransaction + Math.max(gasOfByte * bytes, checked)
}

/** Gas of the dearest transaction that one job of a request may need, rounded up: a reveal that is drawn, or a witness. */
export function gasOfWorst(shape: GasShape): bigint {
  const request = gasOfByte * shape.requestBytes
  const drawn = shape.sampleBps === 0 ? 0 : gasOfSampled(shape) + headerPost
  return BigInt(Math.ceil((shape.isWitness ? submitWitness + shape.sampleGas + request : drawn) * reserve))
}

/** Less than one job stands for the chance that there is one. */
function listGas({ first, more }: ListGas, jobs: number): number {
  return jobs <= 1 ? jobs * first : first + (jobs - 1) * more
}
