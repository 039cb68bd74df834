import { expect } from 'chai'
import { OpenLocker__factory } from '../../../typechain-types/index.js'
import { randomOf } from '../model/random.js'
import { revertData } from '../model/send.js'
import type { Step } from './action.js'
import { earn, type Rest, type World } from './call.js'
import { networkHelpers, provider } from './chain.js'
import { compareBooks, compareStake } from './compare.js'
import { nextStep } from './generate.js'
import { apply } from './machine.js'
import { messageOf } from './messages.js'
import { observe, type Seen } from './observe.js'
import { OPENING_STEPS, newState } from './opening.js'
import { addressIn, isStaker, openStage, type Stage } from './stage.js'
import { Refused, type ModelState } from './state.js'
import { storyOf } from '../model/story.js'
import { count, newTally, type Tally } from '../model/tally.js'

const GAS = '0x4c4b40'
const BOOKS_EVERY = 5

type Run = {
  readonly stage: Stage
  readonly start: number
  readonly history: Step[]
  readonly tally: Tally
  state: ModelState
  seen: Seen
}

/** The contracts and the model after the opening. For `loadFixture`. */
async function open(): Promise<Run> {
  const stage = await openStage()
  const start = Number(await stage.emission.START())
  const state = newState(await stage.qrn.totalSupply(), start)
  const run = {
    stage,
    start,
    history: [],
    tally: newTally(),
    state,
    seen: await observe(stage),
  }
  for (const step of OPENING_STEPS) await takeStep(run, step)
  expect([...run.tally.refused.keys()], 'refused in the opening').to.deep.equal([])
  return run
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
  const opened = await networkHelpers.loadFixture(open)
  const run: Run = { ...opened, state: structuredClone(opened.state), history: [], tally }
  const random = randomOf(seed)
  try {
    for (let index = 1; index <= steps; index++) {
      await takeStep(run, nextStep({ random, state: run.state, seen: run.seen, start: run.start }))
      if (index % BOOKS_EVERY === 0 || index === steps) await compareBooks(run.stage, run.state)
    }
  } catch (error) {
    throw new Error(`${storyOf(seed, run.history)}\n${String(error)}`, { cause: error })
  }
}

async function takeStep(run: Run, step: Step): Promise<void> {
  const { stage, start, seen, history, tally } = run
  history.push(step)
  const world: World = { start, at: step.at, before: seen }
  earn(run.state, world)
  const { state, rest, refusal: expected } = outcomeOf(world, run.state, step)
  const refusal = await send(stage, step)
  if (refusal === undefined || refusal !== rest.mayRefuse) {
    expect(refusal, "the contracts' answer to the last step").to.equal(expected)
  }
  run.seen = await observe(stage)
  if (refusal === undefined) {
    rest.finish?.({ seen: run.seen, paid: await paidTo(stage, run.state, step) })
    run.state = state
  }
  compareStake(run.state, run.seen)
  count(tally, step.action.kind, refusal)
}

function outcomeOf(
  world: World,
  state: ModelState,
  { action }: Step,
): { state: ModelState; rest: Rest; refusal: string | undefined } {
  try {
    return { ...apply(world, state, action), refusal: undefined }
  } catch (error) {
    if (error instanceof Refused) return { state, rest: {}, refusal: error.message }
    throw error
  }
}

/** What the sender of a step got into its wallet by it. */
async function paidTo(stage: Stage, before: ModelState, { action: { by } }: Step): Promise<bigint> {
  return isStaker(by) ? (await stage.qrn.balanceOf(addressIn(stage, by))) - before.wallets[by] : 0n
}

/** Sends the step in a block of its own; returns the name of the error that it was refused with. */
async function send(stage: Stage, { at, action }: Step): Promise<string | undefined> {
  await networkHelpers.time.setNextBlockTimestamp(at)
  try {
    const message = { ...messageOf(stage, action), gas: GAS }
    await provider.request({ method: 'eth_sendTransaction', params: [message] })
    return undefined
  } catch (error) {
    const revert = revertData(error)
    const locker = OpenLocker__factory.createInterface()
    const known = [stage.staking.interface, stage.emission.interface, stage.qrn.interface, locker].map((abi) =>
      revert === undefined ? null : abi.parseError(revert),
    )
    const name = known.find((one) => one !== null)?.name
    if (name === undefined) throw error
    return name
  }
}
