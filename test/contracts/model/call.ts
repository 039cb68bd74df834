import type { Draw } from '@quern/sdk'
import { OPERATOR_OF, type ActionOf, type Kind } from './action.js'
import { refuseIf, type ModelDeal, type ModelJob, type ModelState, type Sender, type WorkerName } from './state.js'

const LAST_STEP = 65_535n

/** What a step happens in. */
export type World = {
  readonly deals: readonly ModelDeal[]
  /** Unix time at which epoch 0 began. */
  readonly start: number
  /** Time and number of the block that holds the call. */
  readonly at: number
  readonly block: bigint
  /** The draw of the job that is revealed; `undefined` while its block is not mined. */
  readonly draw: Draw | undefined
}

export type Call<K extends Kind> = {
  readonly world: World
  readonly state: ModelState
  readonly action: ActionOf<K>
}

export function dealOf({ world, action }: { world: World; action: { readonly deal: number } }): ModelDeal {
  return world.deals[action.deal] as ModelDeal
}

export function actsFor(worker: WorkerName | undefined, by: Sender): boolean {
  return worker !== undefined && (by === worker || by === OPERATOR_OF[worker])
}

/** The step of the ramp at `time`. */
export function stepOf({ terms }: ModelDeal, time: number): bigint {
  const [passed, period] = [BigInt(time - terms.rampStart), BigInt(terms.rampPeriod)]
  if (passed < 0n) return 0n
  return passed >= period ? LAST_STEP : (passed * LAST_STEP) / period
}

export function priceOf({ terms }: ModelDeal, step: bigint): bigint {
  return terms.minPrice + ((terms.maxPrice - terms.minPrice) * step) / LAST_STEP
}

/** The job, if it is in `need`; shards that no request has are open for ever. */
export function jobIn(
  state: ModelState,
  { deal, shard }: { readonly deal: number; readonly shard: number },
  need: ModelJob['state'],
): ModelJob {
  const job = state.jobs[deal]?.[shard]
  refuseIf(job?.state !== need, 'JobInState')
  return job as ModelJob
}
