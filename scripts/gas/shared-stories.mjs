// What is done once for many jobs: randomness, epochs, burns.
import { claimWorkCall, encodeHeader, flushBurnCall, postBeaconCall, rollCall } from '@quern/sdk'
import { concatHex, hexToBytes, numberToHex } from 'viem'
import { beaconSlot, jobCalls, prepareJob, runJob, settleDraw } from './jobs.mjs'
import { measure } from './world.mjs'

const DAY = 86_400
const BUSY_LOGS = 3_000
const BASE_FEE = numberToHex(1_234_567_891)

/** The header of a block that is as full of logs as those of public chains. */
export async function beacon(world) {
  const { chain, addresses, people } = world
  const { block, header } = await busyBlock(chain, people.keeper)
  await chain.mine()
  const call = postBeaconCall(addresses, { beaconId: BigInt(block), header: header.rlp })
  await measure(world, 'beacon.post', { from: people.keeper, call })
  // The slot that other stories write instead of posting.
  const stored = await chain.ask('eth_getStorageAt', [addresses.beacon, beaconSlot(block), 'latest'])
  if (stored !== header.mixHash) throw new Error(`the beacon keeps block ${block} elsewhere than ${beaconSlot(block)}`)
}

/**
 * Mines until no hash in the header has a zero byte: the dearest header, and the same gas whatever the contracts' code,
 * which the state's root commits to.
 */
async function busyBlock(chain, sender) {
  await chain.ask('anvil_setNextBlockBaseFeePerGas', [BASE_FEE])
  const { block } = await chain.send(sender, { to: null, data: logsProgram(BUSY_LOGS) })
  const header = await headerOf(chain, block)
  const hasZero = header.hashes.some((hash) => hexToBytes(hash).includes(0))
  return hasZero ? busyBlock(chain, sender) : { block, header }
}

async function headerOf(chain, number) {
  const block = await chain.ask('eth_getBlockByNumber', [numberToHex(number), false])
  const amounts = ['number', 'difficulty', 'gasLimit', 'gasUsed', 'timestamp', 'baseFeePerGas', 'blobGasUsed']
  const fields = [...amounts, 'excessBlobGas'].map((name) => [name, BigInt(block[name])])
  const { mixHash, parentHash, stateRoot, transactionsRoot, receiptsRoot } = block
  const hashes = [mixHash, parentHash, stateRoot, transactionsRoot, receiptsRoot]
  return { rlp: encodeHeader({ ...block, ...Object.fromEntries(fields) }), mixHash, hashes }
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
