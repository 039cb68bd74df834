// What is done once for many jobs: randomness, epochs, burns.
import { claimWorkCall, encodeHeader, flushBurnCall, postBeaconCall, rollCall } from '@quern/sdk'
import { concatHex, numberToHex } from 'viem'
import { beaconSlot, jobCalls, prepareJob, runJob, settleDraw } from './jobs.mjs'
import { measure } from './world.mjs'

const DAY = 86_400
const BUSY_LOGS = 3_000

/** The header of a block that is as full of logs as those of public chains. */
export async function beacon(world) {
  const { chain, addresses, people } = world
  const { block } = await chain.send(people.keeper, { to: null, data: logsProgram(BUSY_LOGS) })
  const header = await headerOf(chain, block)
  await chain.mine()
  const call = postBeaconCall(addresses, { beaconId: BigInt(block), header: header.rlp })
  await measure(world, 'beacon.post', { from: people.keeper, call })
  // The slot that other stories write instead of posting.
  const stored = await chain.ask('eth_getStorageAt', [addresses.beacon, beaconSlot(block), 'latest'])
  if (stored !== header.mixHash) throw new Error(`the beacon keeps block ${block} elsewhere than ${beaconSlot(block)}`)
}

async function headerOf(chain, number) {
  const block = await chain.ask('eth_getBlockByNumber', [numberToHex(number), false])
  const amounts = ['number', 'difficulty', 'gasLimit', 'gasUsed', 'timestamp', 'baseFeePerGas', 'blobGasUsed']
  const fields = [...amounts, 'excessBlobGas'].map((name) => [name, BigInt(block[name])])
  return { rlp: encodeHeader({ ...block, ...Object.fromEntries(fields) }), mixHash: block.mixHash }
}

/**
 * A creation program that logs `count` topics, each the hash of its number, and leaves no contract:
 * `for (i = count; i != 0; --i) { mstore(0, i); log1(0, 0, keccak256(0, 32)) }`.
 */
function logsProgram(count) {
  return concatHex(['0x61', numberToHex(count, { size: 2 }), '0x5b805f5260205f205f5fa16001900380600357', '0x00'])
}

/** The day turns: one call reports the burns of the day before, or a job's end does it along the way. */
export async function epochs(world, { product }) {
  const { chain, addresses, people } = world
  const { operator, keeper, worker } = people
  const workers = [worker.address]
  chain.warp(DAY)
  await chain.send(keeper, rollCall(addresses, { workers }))
  await runJob(world, { product, nonce: 21 })
  const calls = jobCalls(world, await prepareJob(world, { product, nonce: 22 }))
  const { block } = await chain.send(operator, calls.acceptAndCommit)
  await settleDraw(world, block)
  await chain.send(operator, calls.reveal)
  chain.warp(DAY)
  await chain.forget(() => measure(world, 'finalize.firstOfDay', { from: operator, call: calls.finalize }))
  await chain.forget(() => measure(world, 'epoch.roll', { from: keeper, call: rollCall(addresses, { workers }) }))
  await chain.send(operator, calls.finalize)
  await chain.send(keeper, claimWorkCall(addresses, { worker: worker.address }))
  await runJob(world, { product, nonce: 23 })
  await chain.forget(() => measure(world, 'burn.flush', { from: keeper, call: flushBurnCall(addresses) }))
  chain.warp(DAY)
  const claim = claimWorkCall(addresses, { worker: worker.address })
  await measure(world, 'claim.work', { from: operator, call: claim })
}
