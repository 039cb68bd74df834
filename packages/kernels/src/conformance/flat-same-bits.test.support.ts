import assert from 'node:assert/strict'
import { merkleTree, shardJob, type ComputeBackend, type ShardWork, type TensorSource } from '../index.js'
import { runShard } from './backends.test.support.js'

/** Compares output and root of a shard with the reference's; returns how many elements. */
export async function compareShard(
  backend: ComputeBackend,
  work: ShardWork,
  sources: readonly TensorSource[] = [],
): Promise<number> {
  const job = shardJob(work)
  const { output, free } = await runShard(backend, work, sources)
  const { shape } = output
  const whole = { first: 0, count: shape.rows }
  const have = Buffer.from(await backend.read(output, whole))
  const need = Buffer.from(await job.kernel.reference.rows(job, sources, whole))
  const told = () => JSON.stringify(job.params, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  assert.ok(have.equals(need), `${backend.name}, shard ${work.shard} of ${work.shards}: ${told()}`)
  const { root } = await backend.commit(output)
  assert.equal(root, merkleTree(shape, need).root, backend.name)
  free()
  return shape.rows * shape.cols
}
