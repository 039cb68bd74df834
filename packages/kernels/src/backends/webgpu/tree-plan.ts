import { rowsOfPart, type PartPlan } from './parts.js'

/** One level of a part's tree: `count` hashes from place `place` on. What would lie behind them is padding. */
export interface TreeLevel {
  readonly place: number
  readonly count: number
}

/** The levels of a part's tree, from the leaves to its root, one behind another. */
export function treeLevels(plan: PartPlan, part: number): TreeLevel[] {
  const { rl } = plan.shape
  let place = 0
  let count = rowsOfPart(plan, part).count * 2 ** rl
  const levels: TreeLevel[] = []
  for (let level = 0; level <= partDepth(plan); level++) {
    levels.push({ place, count })
    place += count
    count = Math.ceil(count / 2)
  }
  return levels
}

/** Levels above the leaves up to the root of a part. */
export function partDepth({ shape, partRows }: PartPlan): number {
  return shape.rl + Math.log2(partRows)
}
