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

/** The fault of a shard when `rows` are shared out in blocks of the same size: each must have one. */
export function shardFault(rows: bigint, { shards, shard }: ShardOf): ShapeFault | undefined {
  const [count, asked] = [BigInt(shards), BigInt(shard)]
  if (count <= 0n) return { name: 'shards', have: count, least: 1n, most: rows }
  const block = (rows + count - 1n) / count
  const filled = (rows + block - 1n) / block
  return outside('shards', count, [1n, filled]) ?? outside('shard', asked, [0n, count - 1n])
}
