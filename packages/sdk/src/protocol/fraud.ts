import { commitTensor, proveElements } from '@quern/kernels'
import { bytesToHex, type Address, type Hex } from 'viem'
import type { Request } from '../types.js'
import { challengeOf } from './draw.js'
import { flatJob, flatSources, type FlatInputs } from './flat.js'
import { hashRequest, jobIdOf, type Scope } from './request.js'

export type BuildFraudProofParameters = Scope & {
  request: Request
  shard: number
  attempt: number
  /** Who will send the proof; nobody else can use it. */
  challenger: Address
  inputs: FlatInputs
  /** The output whose root was revealed. */
  output: Uint8Array
  /** The element that is wrong. */
  element: bigint
}

export type FraudProof = {
  jobId: Hex
  element: bigint
  /** 32 random bytes: keep them until the proof is sent. */
  nonce: Hex
  inputRoots: readonly Hex[]
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
 * const { element, nonce, inputRoots, proof, challenge } = await buildFraudProof(fraud)
 * const registered = await registerChallenge(client, { challenge })
 * ```
 */
export async function buildFraudProof(parameters: BuildFraudProofParameters): Promise<FraudProof> {
  const { chainId, escrow, request, shard, attempt, challenger, element } = parameters
  const job = flatJob(request, shard)
  const sources = flatSources(job, parameters)
  const inputs = await Promise.all(sources.inputs.map((source) => commitTensor(source)))
  const output = await commitTensor(sources.output)
  const [proof] = (await proveElements(job, { inputs, output }, [element])) as [Hex]
  const nonce = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const jobId = jobIdOf({ requestId: hashRequest({ chainId, escrow, request }), shard })
  const challenge = challengeOf({ chainId, escrow, challenger, jobId, attempt, element, proof, nonce })
  return { jobId, element, nonce, inputRoots: inputs.map(({ root }) => root), proof, challenge }
}
