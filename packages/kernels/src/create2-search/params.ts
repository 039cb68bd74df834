import { KernelParameterError, type KernelFacts } from '../errors.js'
import type { Hex } from '../hex.js'
import { create2SearchFault, faultOfWords, readWords, type Create2SearchFault } from './faults.js'
import type { Create2SearchWords } from './faults.js'

/** The kernel's number in the registry. */
export const CREATE2_SEARCH_KERNEL_ID = 3

/** Which address is wanted, and which salts are searched for it. */
export interface Create2SearchParams {
  /** Who will execute CREATE2, the factory and not its caller: 20 bytes, not zero. */
  readonly deployer: Hex
  /** keccak256 of the init code, constructor arguments included: 32 bytes, not zero. */
  readonly initCodeHash: Hex
  /** The bits of the address that count: 160 bits, 1 to 64 of them set. */
  readonly mask: bigint
  /** What they must be: no bit is set outside the mask. */
  readonly value: bigint
  /** Shard s owns the 2^r salts with `salt >> r == base + s`. */
  readonly base: bigint
  /** From the number of bits in the mask + 7 to 255. */
  readonly r: number
}

const HINT =
  'Create2Search takes a deployer and a hash that are not zero, a mask of 1 to 64 bits, no bit of the value outside it, and for each shard 2^r salts below 2^256 with bits + 7 <= r <= 255.'
const WORD_DIGITS = 64
const ADDRESS_BYTES = 20
const HASH_BYTES = 32
const ONE_SHARD = { shards: 1, shard: 0 }

/**
 * The kernel's parameters as the contracts read them:
 * abi.encode(address deployer, bytes32 initCodeHash, uint160 mask, uint160 value, uint256 base, uint8 r), 192 bytes.
 * Throws `KERNEL_PARAMETERS` with the contract's facts: name, have, least, most.
 *
 * @example
 * const params = encodeCreate2SearchParams({
 *   deployer: '0x4e59b44847b379578588920ca78fbf26c0b4956c',
 *   initCodeHash: `0x${'5a'.repeat(32)}`,
 *   mask: 0x3fffn,
 *   value: 0xc0n,
 *   base: 0n,
 *   r: 64,
 * })
 */
export function encodeCreate2SearchParams(params: Create2SearchParams): Hex {
  assertCreate2SearchParams(params)
  const { deployer, initCodeHash, mask, value, base, r } = wordsOf(params)
  const words = [deployer, initCodeHash, mask, value, base, r]
  return `0x${words.map((word) => word.toString(16).padStart(WORD_DIGITS, '0')).join('')}`
}

/** The inverse of `encodeCreate2SearchParams`; throws `KERNEL_PARAMETERS` for whatever the contract refuses. */
export function decodeCreate2SearchParams(encoded: Hex): Create2SearchParams {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(encoded)) {
    throw refusal('The parameters are not bytes in hexadecimal.', { characters: encoded.length })
  }
  const fault = create2SearchFault(encoded, ONE_SHARD)
  if (fault !== undefined) throw outOfBounds(fault)
  const { deployer, initCodeHash, mask, value, base, r } = readWords(encoded)
  return {
    deployer: hexOf(deployer, ADDRESS_BYTES),
    initCodeHash: hexOf(initCodeHash, HASH_BYTES),
    mask,
    value,
    base,
    r: Number(r),
  }
}

/** Throws `KERNEL_PARAMETERS` unless the contract takes the params for `shards` shards. */
export function assertCreate2SearchParams(params: Create2SearchParams, shards = 1): void {
  if (!Number.isInteger(shards)) throw refusal('A count is not a whole number.', { name: 'shards', have: shards })
  const fault = faultOfWords(wordsOf(params), { shards, shard: 0 })
  if (fault !== undefined) throw outOfBounds(fault)
}

function wordsOf({ deployer, initCodeHash, mask, value, base, r }: Create2SearchParams): Create2SearchWords {
  if (!Number.isInteger(r)) throw refusal('A count is not a whole number.', { name: 'r', have: r })
  return {
    deployer: readBytes('deployer', deployer, ADDRESS_BYTES),
    initCodeHash: readBytes('initCodeHash', initCodeHash, HASH_BYTES),
    mask,
    value,
    base,
    r: BigInt(r),
  }
}

function readBytes(name: string, have: Hex, bytes: number): bigint {
  if (new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`).test(have)) return BigInt(have)
  throw refusal('A parameter has the wrong length.', { name, have, bytes })
}

function hexOf(value: bigint, bytes: number): Hex {
  return `0x${value.toString(16).padStart(bytes * 2, '0')}`
}

function outOfBounds({ name, have, least, most }: Create2SearchFault): KernelParameterError {
  return refusal('A parameter is out of bounds.', { name, have, least, most })
}

function refusal(summary: string, facts: KernelFacts): KernelParameterError {
  return new KernelParameterError(summary, facts, HINT)
}
