import { OPERATOR_OF } from './action.js'
import type { Ids } from './call.js'
import type { Random } from './random.js'
import { PARTIES, type ModelDeal, type ModelJob, type ModelState, type Place, type Sender } from './state.js'

/** Where a sequence stands when its next step is chosen. */
export type Scene = {
  readonly random: Random
  readonly deals: readonly ModelDeal[]
  readonly state: ModelState
  /** Time of the latest block. */
  readonly now: number
  readonly ids: Ids
  /** Whether the job must be revealed with proofs; `undefined` while its draw is not known. */
  readonly sampled: (place: Place) => boolean | undefined
}

/** The job that a step is about. */
export type Target = Place & { readonly job: ModelJob }

export const SENDERS: readonly Sender[] = [
  ...PARTIES,
  OPERATOR_OF.alice,
  OPERATOR_OF.bob,
  'treasury',
  'admin',
  'disputer',
]

export function isLive({ state }: ModelJob): boolean {
  return state === 'assigned' || state === 'committed' || state === 'revealed'
}

/** Any job, but mostly one that is under way or can be taken: else few would come to their end within a sequence. */
export function targetOf(scene: Scene): Target {
  const { random, state } = scene
  const all = state.jobs.flatMap((jobs, deal) => jobs.map((job, shard) => ({ deal, shard, job })))
  const disputed = all.filter(({ job }) => job.state === 'revealed' && job.aux > 0n)
  if (disputed.length > 0 && random.chance(40)) return random.pick(disputed)
  const live = all.filter(({ job }) => isLive(job))
  if (live.length > 0 && random.chance(80)) return random.pick(live)
  const open = all.filter(({ deal, job }) => job.state === 'open' && !isLate(scene, deal))
  return random.pick(open.length > 0 && random.chance(70) ? open : all)
}

/** Whether nobody can take the request any more. */
export function isLate({ deals, state, now }: Pick<Scene, 'deals' | 'state' | 'now'>, deal: number): boolean {
  return now > (deals[deal] as ModelDeal).terms.acceptBy || state.requests[deal]?.cancelled === true
}

/** Mostly the target alone; at times all shards in its state, or one that fails among them. */
export function shardsFor({ random, state }: Scene, { deal, shard, job }: Target): readonly number[] {
  const jobs = [...(state.jobs[deal] ?? []).entries()]
  const alike = jobs.filter(([, other]) => other.state === job.state).map(([index]) => index)
  const kind = random.int(100)
  if (kind < 70) return [shard]
  if (kind < 93) return alike
  return [shard, random.pick([shard, jobs.length, (shard + 1) % jobs.length])]
}
