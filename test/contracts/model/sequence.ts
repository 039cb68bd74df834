import { ZeroAddress, parseEther } from 'ethers'
import { expect } from 'chai'
import type { Address } from 'viem'
import { ethers, loadFixture } from '../utils/chain.js'
import { makeDeal, type Deal } from '../utils/deal.js'
import { BOND, COINS, QRN, openMarket, type Market } from '../utils/market.js'
import type { Step } from './action.js'
import { apply } from './machine.js'
import type { World } from './call.js'
import { factsOfContracts, factsOfModel } from './compare.js'
import { addressIn, drawIn, type Chain, type KnownDraw } from './contracts.js'
import { send } from './send.js'
import { nextStep, randomDeal } from './generate.js'
import { randomOf, type Random } from './random.js'
import { claimsOn } from './settle.js'
import { PARTIES, Refused, openJob, type ModelDeal, type ModelState, type ModelWorker } from './state.js'
import { storyOf } from './story.js'
import { count, type Tally } from './tally.js'

const REQUESTS = 2
const COMPARE_EVERY = 5
/** Later than any time at which the market opens. */
const OPENED = Date.UTC(2027, 2, 1) / 1000
const WALLET = parseEther('100000')

/** The market with everything approved that the sequences spend. */
async function openForSequences(): Promise<Market> {
  const market = await openMarket()
  const { qrn, staking, escrow, treasury } = market
  for (const { owner } of [market.alice, market.bob]) {
    await qrn.connect(treasury).transfer(owner, WALLET)
    await qrn.connect(owner).approve(staking, WALLET)
  }
  await qrn.connect(treasury).approve(escrow, WALLET)
  return market
}

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
  const market = await loadFixture(openForSequences)
  const run = await begin(market, random)
  const history: Step[] = []
  for (let index = 1; index <= steps; index++) {
    await takeStep(run, history, tally)
    if (index % COMPARE_EVERY === 0 || index === steps) await compare(run, () => storyOf(seed, history))
  }
}

type Run = {
  readonly chain: Chain
  readonly deals: readonly ModelDeal[]
  readonly start: number
  readonly random: Random
  state: ModelState
  now: number
  block: bigint
}

async function begin(market: Market, random: Random): Promise<Run> {
  const made = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) => openDeal(market, random, BigInt(index))),
  )
  const deals = made.map(({ model }) => model)
  return {
    chain: { market, deals: made.map(({ deal }) => deal) },
    deals,
    start: Number(await market.emission.START()),
    random,
    state: await initialState(market, deals),
    now: OPENED,
    block: BigInt(await ethers.provider.getBlockNumber()),
  }
}

async function openDeal(market: Market, random: Random, nonce: bigint): Promise<{ deal: Deal; model: ModelDeal }> {
  const { terms, shards, assignee, token, forged } = randomDeal(random, OPENED)
  const deal = await makeDeal(market, {
    shards,
    signer: forged ? market.stranger : market.requester,
    terms: {
      ...terms,
      nonce,
      payToken: token === 'qrn' ? market.qrnAddress : (ZeroAddress as Address),
      assignee: assignee === undefined ? (ZeroAddress as Address) : addressIn(market, assignee),
    },
  })
  return { deal, model: { terms: deal.request.terms, shards, assignee, token, forged } }
}

async function initialState({ qrn }: Market, deals: readonly ModelDeal[]): Promise<ModelState> {
  const nobody = () => Object.fromEntries(PARTIES.map((party) => [party, 0n])) as ModelState['ledger']['coins']
  const worker = (): ModelWorker => ({
    active: BOND,
    ring: Array.from({ length: 8 }),
    locked: 0n,
    epoch: 0,
    burned: 0n,
    owed: 0n,
  })
  return {
    ledger: { coins: { ...nobody(), requester: COINS }, qrn: { ...nobody(), requester: QRN } },
    jobs: deals.map(({ shards }) => Array.from({ length: shards }, () => openJob())),
    cancelled: deals.map(() => false),
    workers: { alice: worker(), bob: worker() },
    running: { epoch: 0, burned: 0n, burnable: 0n },
    challenges: new Set(),
    held: { coins: COINS, qrn: QRN, staked: 2n * BOND, supply: await qrn.totalSupply() },
  }
}

async function takeStep(run: Run, history: Step[], tally: Tally): Promise<void> {
  const { chain, deals, random, state, start } = run
  const draws = new Map<string, KnownDraw>()
  for (const [deal, jobs] of state.jobs.entries()) {
    for (const [shard, job] of jobs.entries()) {
      const known = await drawIn(chain, { deal, shard }, { job, latest: run.block })
      if (known !== undefined) draws.set(`${deal}/${shard}`, known)
    }
  }
  const sampled = (deal: number, shard: number) => draws.get(`${deal}/${shard}`)?.draw.sampled === true
  const step = nextStep({ random, deals, state, now: run.now, sampled })
  history.push(step)
  const { action, at } = step
  const known = 'shard' in action ? draws.get(`${action.deal}/${action.shard}`) : undefined
  const world: World = { deals, start, at, block: run.block + 1n, draw: known?.draw }
  const expected = outcomeOf(world, state, step)
  const refusal = await send({ chain, state, known }, step, BigInt(1 + random.int(2 ** 31)))
  expect(refusal, `${storyOf(undefined, history)}\nthe contracts' answer to the last step`).to.equal(expected.refusal)
  count(tally, step.action.kind, refusal)
  Object.assign(run, { state: expected.state, now: at, block: run.block + 1n })
}

function outcomeOf(
  world: World,
  state: ModelState,
  { action }: Step,
): { state: ModelState; refusal: string | undefined } {
  try {
    return { state: apply(world, state, action), refusal: undefined }
  } catch (error) {
    if (error instanceof Refused) return { state, refusal: error.message }
    throw error
  }
}

async function compare({ chain, deals, state }: Run, story: () => string): Promise<void> {
  const contracts = await factsOfContracts(chain)
  expect(contracts, story()).to.deep.equal(factsOfModel(chain, state))
  expect(claimsOn(state, deals), `${story()}\nclaims on the escrow`).to.deep.equal({
    coins: state.held.coins,
    qrn: state.held.qrn,
  })
}
