import { concatHex, encodeAbiParameters, keccak256, numberToHex, stringToHex, type Address, type Hex } from 'viem'
import type { Scope } from './request.js'

/** `keccak256("Seal(…)")`. */
export const sealTypeHash = keccak256(
  stringToHex(
    'Seal(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,address worker,bytes32 root,bytes32 salt)',
  ),
)
/** `keccak256("Draw(…)")`. */
export const drawTypeHash = keccak256(
  stringToHex('Draw(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,bytes32 seal,bytes32 beaconValue)'),
)
/** `keccak256("Challenge(…)")`. */
export const challengeTypeHash = keccak256(
  stringToHex(
    'Challenge(uint256 chainId,address escrow,address challenger,bytes32 jobId,uint8 attempt,uint64 element,bytes32 proofHash,bytes32 nonce)',
  ),
)

const uint8 = { type: 'uint8' } as const
const uint256 = { type: 'uint256' } as const
const address = { type: 'address' } as const
const bytes32 = { type: 'bytes32' } as const

type Attempt = Scope & {
  jobId: Hex
  /** Counts from 0; a no-show raises it. */
  attempt: number
}

/** What a worker commits to: it hides the root and opens only with the salt. */
export function sealOf(args: Attempt & { worker: Address; root: Hex; salt: Hex }): Hex {
  return keccak256(
    encodeAbiParameters(
      [bytes32, uint256, address, bytes32, uint8, address, bytes32, bytes32],
      [sealTypeHash, BigInt(args.chainId), args.escrow, args.jobId, args.attempt, args.worker, args.root, args.salt],
    ),
  )
}

/** The seed of a job's draw, once the beacon value is known. */
export function drawSeedOf(args: Attempt & { seal: Hex; beaconValue: Hex }): Hex {
  return keccak256(
    encodeAbiParameters(
      [bytes32, uint256, address, bytes32, uint8, bytes32, bytes32],
      [drawTypeHash, BigInt(args.chainId), args.escrow, args.jobId, args.attempt, args.seal, args.beaconValue],
    ),
  )
}

export type DrawParameters = Attempt & {
  seal: Hex
  beaconValue: Hex
  sampleBps: number
  samples: number
  /** How many output elements the shard has. */
  elements: bigint
}

/** Whether the job must prove elements, and which; an element may be drawn twice. */
export type Draw = { sampled: boolean; elements: bigint[] }

/** The beacon's decision about a job, as the escrow makes it. */
export function drawOf({ sampleBps, samples, elements, ...args }: DrawParameters): Draw {
  const seed = drawSeedOf(args)
  const sampled = BigInt(keccak256(concatHex([seed, stringToHex('S')]))) % 10_000n < BigInt(sampleBps)
  if (!sampled) return { sampled, elements: [] }
  const pick = (t: number) =>
    BigInt(keccak256(concatHex([seed, stringToHex('I'), numberToHex(t, { size: 1 })]))) % elements
  return { sampled, elements: Array.from({ length: samples }, (_, t) => pick(t)) }
}

export type ChallengeParameters = Attempt & { challenger: Address; element: bigint; proof: Hex; nonce: Hex }

/** What a challenger registers a block before its proof, so that nobody can copy the proof and be first. */
export function challengeOf({ proof, ...args }: ChallengeParameters): Hex {
  return keccak256(
    encodeAbiParameters(
      [bytes32, uint256, address, address, bytes32, uint8, { type: 'uint64' }, bytes32, bytes32],
      [
        challengeTypeHash,
        BigInt(args.chainId),
        args.escrow,
        args.challenger,
        args.jobId,
        args.attempt,
        args.element,
        keccak256(proof),
        args.nonce,
      ],
    ),
  )
}
