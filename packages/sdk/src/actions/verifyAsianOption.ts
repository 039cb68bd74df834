import { decodeMonteCarloParams, MONTE_CARLO_KERNEL_ID } from '@quern/kernels'
import type { Client } from 'viem'
import { KernelUnsupportedError } from '../errors/local.js'
import { estimateAsianOption, type AsianOptionEstimate } from '../protocol/asianOption.js'
import { verifyResult, type VerifyResultParameters, type VerifyResultReturnType } from './verifyResult.js'

export type VerifyAsianOptionParameters = Omit<VerifyResultParameters, 'inputs' | 'shard'> & {
  /** What a unit of the results is worth: `describeAsianOption` says it. */
  scale: number
}

export type VerifyAsianOptionReturnType = AsianOptionEstimate & {
  /** Whether every shard is right; only then the estimate is worth anything. */
  ok: boolean
  /** What was found of each shard, for `challengeResult`. */
  results: readonly VerifyResultReturnType[]
}

/**
 * Fetches the revealed results of all shards of an option, recomputes their roots, draws every path again, and makes the
 * price of them. Nothing is trusted.
 *
 * Throws what `verifyResult` throws, and `KERNEL_UNSUPPORTED` for kernels other than MonteCarlo.
 *
 * @example
 * ```ts
 * const scale = 100 * Math.exp(-0.05)
 * const { ok, price, standardError } = await verifyAsianOption(client, { request, scale })
 * ```
 */
export async function verifyAsianOption(
  client: Client,
  { scale, ...parameters }: VerifyAsianOptionParameters,
): Promise<VerifyAsianOptionReturnType> {
  const { terms, work } = parameters.request
  if (terms.kernelId !== MONTE_CARLO_KERNEL_ID) throw new KernelUnsupportedError({ kernelId: terms.kernelId })
  const results: VerifyResultReturnType[] = []
  for (let shard = 0; shard < work.shards; shard++) results.push(await verifyResult(client, { ...parameters, shard }))
  const option = decodeMonteCarloParams(work.params)
  const outputs = results.map(({ output }) => output)
  return { ...estimateAsianOption({ work, option, scale }, outputs), ok: results.every(({ ok }) => ok), results }
}
