import { describeAsianOption, estimateAsianOption, verifyResult } from '@quern/sdk'
import { objectReader } from '@quern/sdk/node'
import type { DevnetAccount } from '@quern/sdk/testing'
import { parseEther } from 'viem'
import { chronicle } from '../chronicle.js'
import { formatJobs } from '../job-table.js'
import { createOrdering, USUAL_TERMS } from '../ordering.js'
import { elapsedS, say } from '../progress.js'
import { judgePayments, settle, sharesOf } from '../settling.js'
import { onStage, type Stage } from '../stage.js'
import { honestWorkers, nameOf, outputFolders, startWorkers } from '../workers.js'
import { priceInDoubles, type Estimate } from './doubles.js'
import type { AsianCall } from './formulas.js'
import { formatPrices, judgePrices } from './report.js'

export const SIZES = {
  paths: { usual: 1_000_000, least: 1_000, most: 10_000_000 },
  steps: { usual: 12, least: 1, most: 252 },
} as const

export type OptionSize = { readonly [name in keyof typeof SIZES]: number }

const MARKET = { spot: 100, strike: 100, volatility: 0.3, rate: 0.05, years: 1 } as const
const SHARDS = 8
const SEED = 20_260_101
const DEPOSIT = { coin: parseEther('0.2'), qrn: parseEther('20') }

/** Has an option on an average price drawn by two workers, and shows its price beside a floating-point estimate. */
export async function runOptionDemo(signal: AbortSignal, { paths, steps }: OptionSize): Promise<string[]> {
  const call = { ...MARKET, steps }
  say(`drawing ${paths.toLocaleString('en')} paths of ${steps} steps in floating point, to compare with`)
  const doubles = priceInDoubles(call, { paths, seed: SEED })
  signal.throwIfAborted()
  return onStage(signal, (stage) => priceOn(stage, call, doubles))
}

async function priceOn(stage: Stage, call: AsianCall, doubles: Estimate): Promise<string[]> {
  const { devnet, board, signal } = stage
  const { addresses } = devnet
  const [customer, ada, bo] = devnet.accounts as [DevnetAccount, DevnetAccount, DevnetAccount]
  const plans = honestWorkers({ ada, bo }, SHARDS)
  say('creating keystores, bonding two workers and starting them')
  const workers = await startWorkers(stage, plans)
  const read = objectReader({ folders: outputFolders(stage, plans) })
  const requester = createOrdering({ devnet, privateKey: customer.privateKey, board })
  await requester.fund(DEPOSIT)
  const described = describeAsianOption({
    kind: 'call',
    ...call,
    paths: doubles.paths,
    shards: SHARDS,
    seed: BigInt(SEED),
  })
  const { kernelId, work, option } = described
  const order = await requester.order({ kernelId, work, ...USUAL_TERMS })
  say(`a request for ${option.chunks} chunks of ${option.paths} paths in ${SHARDS} shards is on the board`)
  const outputs: Uint8Array[] = []
  const take = async (shard: number) => {
    const result = await verifyResult(requester.client, { addresses, request: order.request, shard, read })
    outputs[shard] = result.output
    return result.ok ? undefined : `is wrong at chunk ${result.wrongElement}`
  }
  const settled = await settle({ name: 'the option', part: 'shard', requester, order, workers, take, signal })
  for (const worker of workers) await worker.stop()
  const prices = { call, bought: estimateAsianOption(described, outputs), doubles }
  const jobs = await chronicle(requester.reader, [settled.jobs], (worker) => nameOf(workers, worker))
  process.stdout.write(`\n${formatJobs(jobs)}\n\n${formatPrices(prices)}\n`)
  say(`${sharesOf(settled, 'shard')}; done in ${elapsedS().toFixed(0)} s`)
  return [...settled.problems, ...judgePayments(settled), ...judgePrices(prices)]
}
