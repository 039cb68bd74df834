import { freivalds } from './freivalds.js'
import type { Matmul8ShardOutput } from './inputs.js'
import { matmul8Layout } from './layout.js'
import { dotProduct } from './reference.js'

/**
 * The id of a wrong element of a shard's output, or undefined when Freivalds' check finds none (it misses a wrong
 * output with probability about 2^−62). One wrong row is recomputed exactly; padding is not looked at, since `c` has
 * none. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`.
 */
export function findWrongElement(input: Matmul8ShardOutput): bigint | undefined {
  const check = freivalds(input)
  if (check.ok) return undefined
  const { params, shards, shard, a, b, c } = input
  const { n, k } = params
  const { start } = matmul8Layout(params, shards).rowsOf(shard)
  for (const row of check.rows) {
    for (let col = 0; col < n; col++) {
      const value = dotProduct({ a, aStart: (start + row) * k, b, bStart: col * k, k })
      if (c[row * n + col] !== value) return BigInt(row) * BigInt(n) + BigInt(col)
    }
  }
  return undefined
}
