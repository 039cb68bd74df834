import { keccak256, numberToHex, toRlp, type Hex } from 'viem'
import { BlockIncompleteError, HeaderEncodingError } from '../errors/local.js'

/** The fields of a block that its header is made of, as viem's `getBlock` returns them. */
export type HeaderFields = {
  hash: Hex | null
  number: bigint | null
  parentHash: Hex
  sha3Uncles: Hex
  miner: Hex
  stateRoot: Hex
  transactionsRoot: Hex
  receiptsRoot: Hex
  logsBloom: Hex | null
  difficulty: bigint
  gasLimit: bigint
  gasUsed: bigint
  timestamp: bigint
  extraData: Hex
  mixHash: Hex
  nonce: Hex | null
  baseFeePerGas?: bigint | null | undefined
  withdrawalsRoot?: Hex | null | undefined
  blobGasUsed?: bigint | null | undefined
  excessBlobGas?: bigint | null | undefined
  parentBeaconBlockRoot?: Hex | null | undefined
  requestsHash?: Hex | null | undefined
}

const required = ['hash', 'number', 'logsBloom', 'mixHash', 'nonce'] as const
// In the order in which forks appended them: London, Shanghai, Cancun (three), Prague.
const appended = [
  'baseFeePerGas',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
] as const

/**
 * The RLP of a block's header, as the beacon takes it; legacy to Prague. It is checked against the block's own hash.
 *
 * Throws `BLOCK_INCOMPLETE` for a pending block, `HEADER_ENCODING_MISMATCH` when the chain has fields unknown here.
 *
 * @example
 * ```ts
 * import { createPublicClient, http } from 'viem'
 * import { encodeHeader } from '@quern/sdk'
 *
 * export async function latestHeader(url: string) {
 *   const client = createPublicClient({ transport: http(url) })
 *   return encodeHeader(await client.getBlock())
 * }
 * ```
 */
export function encodeHeader(block: HeaderFields): Hex {
  for (const field of required) {
    if (block[field] === null || block[field] === undefined) throw new BlockIncompleteError({ field })
  }
  const items = [
    block.parentHash,
    block.sha3Uncles,
    block.miner,
    block.stateRoot,
    block.transactionsRoot,
    block.receiptsRoot,
    block.logsBloom,
    block.difficulty,
    block.number,
    block.gasLimit,
    block.gasUsed,
    block.timestamp,
    block.extraData,
    block.mixHash,
    block.nonce,
    ...appended.map((field) => block[field]),
  ]
  const header = toRlp(items.filter((item) => item !== null && item !== undefined).map(itemOf))
  const have = keccak256(header)
  if (have !== block.hash) throw new HeaderEncodingError({ number: block.number ?? 0n, have, need: block.hash ?? '0x' })
  return header
}

/** RLP writes numbers without leading zeros, and zero as nothing. */
function itemOf(item: Hex | bigint): Hex {
  if (typeof item !== 'bigint') return item
  if (item === 0n) return '0x'
  const hex = numberToHex(item)
  return hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`
}
