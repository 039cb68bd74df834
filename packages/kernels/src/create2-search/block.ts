import { fromHex } from '../hex.js'
import type { Create2SearchParams } from './params.js'
import { saltHex } from './slice.js'

/** Bytes of the only block that is hashed. */
export const RATE_BYTES = 136

const SALT_AT = 21
const HASH_AT = 53
const MESSAGE_BYTES = 85

/** 0xff ‖ deployer ‖ salt ‖ initCodeHash, padded as keccak-256 does. */
export function paddedBlock({ deployer, initCodeHash }: Create2SearchParams, salt: bigint): Uint8Array {
  const block = new Uint8Array(RATE_BYTES)
  block[0] = 0xff
  block.set(fromHex(deployer), 1)
  block.set(fromHex(saltHex(salt)), SALT_AT)
  block.set(fromHex(initCodeHash), HASH_AT)
  block[MESSAGE_BYTES] = 0x01
  block[RATE_BYTES - 1] = 0x80
  return block
}
