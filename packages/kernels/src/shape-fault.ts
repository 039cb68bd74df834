/** The first value that is out of its bounds, as `ShapeOutOfBounds` tells it: `name` is `have`, allowed are `least` to `most`. */
export interface ShapeFault {
  readonly name: string
  readonly have: bigint
  readonly least: bigint
  readonly most: bigint
}

/** A request's shards, and the one that is asked for. */
export interface ShardOf {
  readonly shards: number
  readonly shard: number
}

/** The fault of a value outside of its bounds. */
export function outside(name: string, have: bigint, [least, most]: readonly [bigint, bigint]): ShapeFault | undefined {
  return have < least || have > most ? { name, have, least, most } : undefined
}
