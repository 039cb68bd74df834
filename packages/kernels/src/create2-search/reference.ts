import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { fromHex, toHex, type Hex } from '../hex.js'
import type { Create2SearchParams } from './params.js'
import { saltHex, saltsOfSlice, type Create2SearchSlice } from './slice.js'

const MARK = Uint8Array.of(0xff)
const HASH_BYTES = 32
const ADDRESS_BYTES = 20

/**
 * Where a contract comes to lie: the last 20 bytes of keccak256(0xff ‖ deployer ‖ salt ‖ initCodeHash), as in EIP-1014.
 *
 * @example
 * const deployer = '0x00000000000000000000000000000000deadbeef'
 * const address = create2Address({ deployer, initCodeHash: `0x${'5a'.repeat(32)}` }, `0x${'00'.repeat(32)}`)
 */
export function create2Address(from: Pick<Create2SearchParams, 'deployer' | 'initCodeHash'>, salt: Hex): Hex {
  const hash = keccak_256(concatBytes(MARK, fromHex(from.deployer), fromHex(salt), fromHex(from.initCodeHash)))
  return toHex(hash.subarray(HASH_BYTES - ADDRESS_BYTES))
}

/** Whether the salt leads to an address with the wanted bits, wherever the salt lies. */
export function isWantedSalt(params: Create2SearchParams, salt: Hex): boolean {
  return (BigInt(create2Address(params, salt)) & params.mask) === params.value
}

/**
 * The first salt of the slice whose address is wanted, or undefined: the definition that every faster search must equal.
 * Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `KERNEL_SLICE`.
 */
export function referenceCreate2Search(slice: Create2SearchSlice): Hex | undefined {
  const { first, count } = saltsOfSlice(slice)
  for (let i = 0; i < count; i++) {
    const salt = saltHex(first + BigInt(i))
    if (isWantedSalt(slice.params, salt)) return salt
  }
  return undefined
}
