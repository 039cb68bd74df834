import assert from 'node:assert/strict'
import { merkleTree, shardJob, type ComputeBackend, type ShardWork } from '../index.js'
import { runShard } from './backends.test.support.js'

/** Compares output and root of a shard without inputs with the reference's; returns how many elements. */
export async function compareShard(backend: ComputeBackend, work: ShardWork): Promise<number> {
  const job = shardJob(work)
  const { output, free } = await runShard(backend, work, [])
  const { shape } = output
  const whole = { first: 0, count: shape.rows }
  const have = Buffer.from(await backend.read(output, whole))
  const need = Buffer.from(await job.kernel.reference.rows(job, [], whole))
  const told = () => JSON.stringify(job.params, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  assert.ok(have.equals(need), `${backend.name}, shard ${work.shard} of ${work.shards}: ${told()}`)
  const { root } = await backend.commit(output)
  assert.equal(root, merkleTree(shape, need).root, backend.name)
  free()
  return shape.rows * shape.cols
}
