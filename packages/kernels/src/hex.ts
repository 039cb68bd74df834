import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** Bytes as lower-case hexadecimal with the prefix `0x`. */
export type Hex = `0x${string}`

/** `0x…` of `bytes`. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`
}

/** The bytes of `hex`; throws noble's plain error when it is not an even number of hexadecimal digits. */
export function fromHex(hex: Hex): Uint8Array {
  return hexToBytes(hex.slice(2))
}
