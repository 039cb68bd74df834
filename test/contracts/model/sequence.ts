import type { Draw } from '@quern/sdk'
import { ethers, loadFixture } from '../utils/chain.js'
import type { Action, Step } from './action.js'
import type { Ids, World } from './call.js'
import { drawIn, idsOf, type KnownDraw } from './chain.js'
import { claimsOn } from './claims.js'
import { factsOfModel } from './compare.js'
import { openDeal } from './deals.js'
import { nextStep } from './generate.js'
import { apply, type Outcome } from './machine.js'
import { factsOfContracts } from './observe.js'
import { initialState } from './opening.js'
import type { Chain } from './outputs.js'
import { randomOf, type Random } from './random.js'
import { Refused } from './refused.js'
import { send } from './send.js'
import { openStage, type Stage } from './stage.js'
import { TOKENS, type ModelDeal, type ModelState, type Place } from './state.js'
import { storyOf } from './story.js'
import { count, type Tally } from './tally.js'

const REQUESTS = 3
const COMPARE_EVERY = 5
/** Later than any time at which the market opens. */
const OPENED = Date.UTC(2027, 2, 1) / 1000

/** Runs one sequence on both sides. Throws, with the steps so far, where they differ. */
export async function runSequence({
  seed,
  steps,
  tally,
}: {
  seed: number
  steps: number
  tally: Tally
}): Promise<void> {
  const random = randomOf(seed)
  const stage = await loadFixture(openStage)
  const run = await begin(stage, random)
  const history: Step[] = []
  try {
    for (let index = 1; index <= steps; index++) {
      await takeStep(run, history, tally)
      if (index % COMPARE_EVERY === 0 || index === steps) await compare(run)
    }
  } catch (error) {
    throw new Error(`${storyOf(seed, history)}\n${String(error)}`, { cause: error })
  }
}

/** Throws, with both sides whole, where they differ. */
function requireSame(what: string, have: string | undefined, need: string | undefined): void {
  if (have !== need) throw new Error(`${what}\nthe contracts: ${have}\nthe model: ${need}`)
}

type Run = {
  readonly chain: Chain
  readonly ids: Ids
  readonly deals: readonly ModelDeal[]
  readonly start: number
  readonly random: Random
  state: ModelState
  now: number
  block: bigint
}

async function begin(stage: Stage, random: Random): Promise<Run> {
  const made = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) => openDeal(stage, { random, opened: OPENED, nonce: BigInt(index) })),
  )
  const deals = made.map(({ model }) => model)
  const chain = { stage, deals: made.map(({ deal }) => deal) }
  return {
    chain,
    ids: idsOf(chain),
    deals,
    start: Number(await stage.emission.START()),
    random,
    state: initialState(await stage.qrn.totalSupply(), deals),
    now: OPENED,
    block: BigInt(await ethers.provider.getBlockNumber()),
  }
}

async function takeStep(run: Run, history: Step[], tally: Tally): Promise<void> {
  const { chain, ids, deals, random, state, start } = run
  const known = await knownDraws(run)
  const drawOf = (place: Place): Draw | undefined => known(place)?.draw
  const step = nextStep({ random, deals, state, now: run.now, ids, sampled: (place) => drawOf(place)?.sampled })
  history.push(step)
  const world: World = { deals, ids, start, at: step.at, block: run.block + 1n, drawOf }
  const expected = outcomeOf(world, state, step.action)
  const after = (before: ModelState, action: Action) => outcomeOf(world, before, action).state
  const { refusal, events } = await send({ chain, ids, state, known, after }, step, BigInt(1 + random.int(2 ** 31)))
  requireSame('the answer to the last step', refusal, expected.refusal)
  requireSame('the events of the last step', events.join('\n'), expected.events.join('\n'))
  count(tally, step.action.kind, refusal)
  Object.assign(run, { state: expected.state, now: step.at, block: run.block + 1n })
}

/** The draws of all committed jobs whose blocks are mined. */
async function knownDraws({ chain, state, block }: Run): Promise<(place: Place) => KnownDraw | undefined> {
  const draws = new Map<string, KnownDraw>()
  for (const [deal, jobs] of state.jobs.entries()) {
    for (const [shard, job] of jobs.entries()) {
      const known = await drawIn(chain, { deal, shard }, { job, latest: block })
      if (known !== undefined) draws.set(`${deal}/${shard}`, known)
    }
  }
  return ({ deal, shard }) => draws.get(`${deal}/${shard}`)
}

function outcomeOf(
  world: World,
  state: ModelState,
  action: Action,
): Outcome & { readonly refusal: string | undefined } {
  try {
    return { ...apply(world, state, action), refusal: undefined }
  } catch (error) {
    if (error instanceof Refused) return { state, events: [], refusal: error.message }
    throw error
  }
}

async function compare({ chain, deals, state }: Run): Promise<void> {
  const [have, need] = [await factsOfContracts(chain), factsOfModel(chain, state)]
  const names = Object.keys(need)
  for (const name of names) requireSame(name, have[name], need[name])
  requireSame('what is compared', Object.keys(have).toSorted().join('\n'), names.toSorted().join('\n'))
  const claims = claimsOn(state, deals)
  for (const token of TOKENS) requireSame(`claims on the escrow's ${token}`, `${claims[token]}`, `${state.held[token]}`)
}
