import type { Client, Hash } from 'viem'
import { getBlockNumber } from 'viem/actions'
import {
  addressOf,
  decoded,
  poll,
  resolveAccount,
  resolveAddresses,
  waitForSuccess,
  type WriteParameters,
} from '../client.js'
import { JobStateError } from '../errors/local.js'
import { buildFraudProof } from '../protocol/fraud.js'
import type { FlatInputs } from '../protocol/flat.js'
import type { Request } from '../types.js'
import { getJob } from './getJob.js'
import { proveFraud } from './proveFraud.js'
import { registerChallenge } from './registerChallenge.js'

export type ChallengeResultParameters = WriteParameters & {
  request: Request
  shard: number
  /** The element that is wrong, as `verifyResult` found it. */
  element: bigint
  inputs: FlatInputs
  /** The output whose root was revealed. */
  output: Uint8Array
  signal?: AbortSignal | undefined
}

export type ChallengeResultReturnType = {
  /** The transaction that proved the fraud: mined. */
  hash: Hash
  registered: Hash
}

/**
 * Proves a revealed result wrong: registers the challenge, waits for the next block, sends the proof, waits until it
 * is mined. The challenger's ledger then holds its part of the slashed stake. Works for every flat kernel.
 *
 * Throws `JOB_STATE` while nothing is revealed or when it is over, `RESULT_CORRECT`, `PROOF_MALFORMED`, `DEADLINE_PASSED`,
 * `JOB_IN_STATE`, `TRANSACTION_REVERTED`.
 *
 * @example
 * ```ts
 * const { wrongElement, output, inputs } = await verifyResult(client, { request, shard: 0 })
 * if (wrongElement !== undefined) {
 *   await challengeResult(client, { request, shard: 0, element: wrongElement, inputs, output })
 * }
 * ```
 */
export async function challengeResult(
  client: Client,
  parameters: ChallengeResultParameters,
): Promise<ChallengeResultReturnType> {
  const { request, shard, element, inputs, output, signal } = parameters
  const addresses = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const { chainId, escrow } = addresses
  const { jobId, attempt, state } = await getJob(client, { addresses, request, shard })
  // Before anything is paid for: a proof counts while the result can still be proved wrong.
  if (state !== 'revealed') {
    const hint = 'Only a revealed result can be proved wrong, until its deadline.'
    throw new JobStateError({ jobId, state, need: 'revealed', hint })
  }
  const challenger = addressOf(account)
  const claim = { request, shard, attempt, inputs, output, element }
  const fraud = await buildFraudProof({ chainId, escrow, challenger, ...claim })

  const registered = await registerChallenge(client, { addresses, account, challenge: fraud.challenge })
  const { blockNumber } = await waitForSuccess(client, { hash: registered, signal })
  await nextBlock(client, blockNumber, signal)
  const { nonce, inputRoots, proof } = fraud
  const hash = await proveFraud(client, { addresses, account, request, shard, element, nonce, inputRoots, proof })
  await waitForSuccess(client, { hash, signal })
  return { hash, registered }
}

/** A proof is simulated in the newest block, so it must be younger than the registration. */
async function nextBlock(client: Client, blockNumber: bigint, signal: AbortSignal | undefined): Promise<void> {
  const ask = async () => ((await decoded(getBlockNumber(client, { cacheTime: 0 }))) > blockNumber ? true : undefined)
  const what = `the block after ${blockNumber}`
  await poll(ask, { what, timeoutS: 180, intervalMs: client.pollingInterval, signal })
}
