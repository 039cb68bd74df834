import { encodeHeader } from '@quern/sdk'
import { network } from 'hardhat'
import type { Hex } from 'viem'

/** A chain of its own, for stories whose clock runs further than others could start from. */
export function openChain() {
  return network.create({
    network: 'default',
    // The escrow of the tests' own build is above the size limit of public chains; what is deployed is below it.
    override: { allowUnlimitedContractSize: true, initialDate: '2027-01-15T08:00:00Z' },
  })
}

const connection = await openChain()

/** The chain that all stories share; each begins from a snapshot. */
export const { ethers, networkHelpers, provider } = connection
export const { loadFixture, time } = networkHelpers

const GWEI = 10n ** 9n

export type Overrides = { gasLimit: bigint; maxPriorityFeePerGas: bigint; maxFeePerGas: bigint }
type Sent = { readonly hash: string }

const client = await connection.viem.getPublicClient()

/** The header of block `number`, as the beacon takes it, its hash and its randomness. */
export async function headerOf(number: bigint): Promise<{ header: Hex; hash: Hex; mixHash: Hex }> {
  const block = await client.getBlock({ blockNumber: number })
  return { header: encodeHeader(block), hash: block.hash, mixHash: block.mixHash }
}

/** Mines until block `number` exists and the block after it is the next one. */
export async function mineThrough(number: bigint): Promise<void> {
  const latest = BigInt(await ethers.provider.getBlockNumber())
  if (latest < number) await networkHelpers.mine(number - latest)
}

/** Seconds since 1970 of the latest block. */
export async function now(): Promise<number> {
  return time.latest()
}

/** Makes the next transaction's block have the time `at`, exactly. */
export async function nextAt(at: bigint | number): Promise<void> {
  await time.setNextBlockTimestamp(at)
}

/** The time of the block that included `transaction`. */
export async function timeOf(transaction: { getBlock(): Promise<{ timestamp: number } | null> }): Promise<number> {
  const block = await transaction.getBlock()
  if (block === null) throw new Error('the transaction is not in a block yet')
  return block.timestamp
}

/** Mines what `sends` send in one block, in this order, and says which of them succeeded. */
export async function inOneBlock(sends: readonly ((overrides: Overrides) => Promise<Sent>)[]): Promise<boolean[]> {
  await provider.request({ method: 'evm_setAutomine', params: [false] })
  try {
    const sent: Sent[] = []
    for (const [place, send] of sends.entries()) {
      // The best payer comes first. Nothing is estimated: that would run before the transactions ahead of it.
      const tip = BigInt(sends.length - place) * GWEI
      sent.push(await send({ gasLimit: 3_000_000n, maxPriorityFeePerGas: tip, maxFeePerGas: 10n * GWEI + tip }))
    }
    await networkHelpers.mine()
    const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)))
    return receipts.map((receipt) => receipt?.status === 1)
  } finally {
    await provider.request({ method: 'evm_setAutomine', params: [true] })
  }
}
