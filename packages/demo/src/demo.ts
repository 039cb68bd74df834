import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DevnetAccount } from '@quern/sdk/testing'
import type { Address } from 'viem'
import { trainClassifier } from './classifier.js'
import { loadDigits, type Digits } from './digits.js'
import { runMarket, type Bought } from './market.js'
import { elapsedS, say } from './progress.js'
import { renderPage } from './page.js'
import { formatReport } from './report.js'
import { createRequester, type Requester } from './requester.js'
import * as settings from './settings.js'
import { onStage, OUTPUT, type Stage } from './stage.js'
import { tellStory } from './telling.js'
import { judge } from './verdict.js'
import { holdingsOf, type Holdings, type Party } from './holdings.js'
import { nameOf, outputFolders, startWorkers, untilOneEnds, type RunningWorker, type WorkerPlan } from './workers.js'

/** Runs the whole loop once. Returns what did not come out as it must; nothing when all did. */
export async function runDemo(signal: AbortSignal): Promise<string[]> {
  return onStage(signal, runOn)
}

async function runOn(stage: Stage): Promise<string[]> {
  const { devnet, home, board, signal } = stage
  say(`training on ${10_000 - settings.DIGITS} digits`)
  const { test, train } = await loadDigits(settings.DIGITS, settings.SHUFFLE_SEED)
  const weights = trainClassifier(train, settings.TRAINING_SEED)

  const [customer, ...owners] = devnet.accounts as [DevnetAccount, ...DevnetAccount[]]
  const plans = planWorkers(owners)
  say('creating keystores, bonding three workers and starting them')
  const workers = await startWorkers(stage, plans)
  const requester = createRequester({
    devnet,
    privateKey: customer.privateKey,
    board,
    inputs: path.join(home, 'inputs'),
    outputs: outputFolders(stage, plans),
  })
  await requester.fund()
  const parties = [{ name: 'requester', role: 'pays and checks', address: customer.address }, ...plans.map(partyOf)]
  const before = await holdingsOf(
    requester.reader,
    devnet.addresses,
    parties.map(({ address }) => address),
  )

  const bought = await buy({ requester, test, weights, workers, signal })
  say('everything is settled; waiting for the end of the epoch')
  for (const worker of workers) await worker.stop()
  return finish({ stage, requester, test, weights, bought, parties, before, plans })
}

function planWorkers(owners: readonly DevnetAccount[]): WorkerPlan[] {
  const plan = (name: string, index: number, cheats: boolean): WorkerPlan => ({
    name,
    owner: owners[index] as DevnetAccount,
    bond: cheats ? settings.CHEATER_BOND : settings.HONEST_BOND,
    maxJobs: cheats ? 1 : settings.HONEST_JOBS,
    cheats,
  })
  return [plan('ada', 0, false), plan('bo', 1, false), plan('mallory', 2, true)]
}

interface BuyParameters {
  readonly requester: Requester
  readonly test: Digits
  readonly weights: Int8Array
  readonly workers: readonly RunningWorker[]
  readonly signal: AbortSignal
}

async function buy({ requester, test, weights, workers, signal }: BuyParameters): Promise<Bought> {
  const first = await requester.order(test.features, weights, { firstRow: 0, shards: settings.SHARDS })
  say(`one request for ${test.count} digits in ${settings.SHARDS} shards is signed and on the board`)
  const cheater = workers.find(({ cheats }) => cheats) as RunningWorker
  return runMarket({
    requester,
    first,
    failure: untilOneEnds(workers, signal),
    nameOf: (worker) => nameOf(workers, worker),
    cheater: cheater.owner.address,
    signal,
  })
}

function partyOf({ name, cheats, owner }: WorkerPlan): Party {
  return { name, role: cheats ? 'worker, cheats once' : 'worker', address: owner.address }
}

interface FinishParameters {
  readonly stage: Stage
  readonly requester: Requester
  readonly test: Digits
  readonly weights: Int8Array
  readonly bought: Bought
  readonly parties: readonly Party[]
  readonly before: ReadonlyMap<Address, Holdings>
  readonly plans: readonly WorkerPlan[]
}

/** Tells the story, writes the page, and says what did not come out as it must. */
async function finish(parameters: FinishParameters): Promise<string[]> {
  const { stage, requester, test, weights, bought, plans } = parameters
  const { story, after } = await tellStory({ ...parameters, devnet: stage.devnet })
  const problems = await judge({
    client: requester.reader,
    devnet: stage.devnet,
    story,
    bought,
    test,
    weights,
    plans,
    after,
  })
  const page = path.join(OUTPUT, 'index.html')
  await writeFile(page, renderPage(story))
  process.stdout.write(`\n${formatReport(story)}\n\nThe page: ${page}\n`)
  say(`done in ${elapsedS().toFixed(0)} s`)
  return problems
}
