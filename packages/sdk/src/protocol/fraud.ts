import { createWitnessBuilder, decodeMatmul8Params } from '@quern/kernels'
import { bytesToHex, type Address, type Hex } from 'viem'
import type { Matmul8Inputs } from '../content.js'
import type { Request } from '../types.js'
import { challengeOf } from './draw.js'
import { layoutOf } from './estimate.js'
import { hashRequest, jobIdOf, type Scope } from './request.js'

export type BuildFraudProofParameters = Scope & {
  request: Request
  shard: number
  attempt: number
  /** Who will send the proof; nobody else can use it. */
  challenger: Address
  inputs: Matmul8Inputs
  /** The output whose root was revealed. */
  output: Int32Array
  /** The element that is wrong. */
  element: bigint
}

export type FraudProof = {
  jobId: Hex
  element: bigint
  /** 32 random bytes: keep them until the proof is sent. */
  nonce: Hex
  inputRoots: readonly [Hex, Hex]
  proof: Hex
  /** What to register a block earlier. */
  challenge: Hex
}

/**
 * Builds the proof that an element is wrong, and the challenge to register first.
 *
 * Throws `KERNEL_UNSUPPORTED`, `KERNEL_ELEMENT`, `TENSOR_DATA`.
 *
 * @example
 * ```ts
 * const { element, nonce, inputRoots, proof, challenge } = buildFraudProof(fraud)
 * const registered = await registerChallenge(client, { challenge })
 * ```
 */
export function buildFraudProof(parameters: BuildFraudProofParameters): FraudProof {
  const { chainId, escrow, request, shard, attempt, challenger, inputs, output, element } = parameters
  const { kernelId } = request.terms
  const { params, shards } = request.work
  layoutOf({ kernelId, params, shards })
  const work = { params: decodeMatmul8Params(params), shards, shard, a: inputs.a, b: inputs.b, c: output }
  const { proof: proofOf, inputRoots } = createWitnessBuilder(work)
  const proof = proofOf(element)
  const nonce = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const jobId = jobIdOf({ requestId: hashRequest({ chainId, escrow, request }), shard })
  const challenge = challengeOf({ chainId, escrow, challenger, jobId, attempt, element, proof, nonce })
  return { jobId, element, nonce, inputRoots, proof, challenge }
}
