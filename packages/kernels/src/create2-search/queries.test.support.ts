import { keccak_256 } from '@noble/hashes/sha3.js'
import * as fc from 'fast-check'
import { fromHex, toHex } from '../hex.js'
import type { Create2SearchParams, Hex } from '../index.js'

/** The fifth example of EIP-1014, wanted by its last 64 bits: the example of docs/specs/create2-search.md. */
export const SPEC_EXAMPLE = {
  params: {
    deployer: '0x00000000000000000000000000000000deadbeef',
    initCodeHash: '0xd4fd4e189132273036449fc9e11198c739161b4c0116a9a2dccdfa1c492006f1',
    mask: 0xffffffffffffffffn,
    value: 0x051962668e1e8ac7n,
    base: 0n,
    r: 71,
  },
  salt: '0x00000000000000000000000000000000000000000000000000000000cafebabe',
  root: '0x788ff1594590ac6811398a2fa500ae737578fc87b78b5456779ec413ceff391a',
} as const satisfies { params: Create2SearchParams; salt: Hex; root: Hex }

/** keccak256 of an init code. */
export function codeHash(initCode: Hex): Hex {
  return toHex(keccak_256(fromHex(initCode)))
}

function bytesOf(length: number): fc.Arbitrary<Hex> {
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .filter((bytes) => bytes.some((byte) => byte !== 0))
    .map(toHex)
}

/** Queries that the contract takes for one shard, with a mask of 1 to `mostBits` bits. */
export function queries(mostBits: number): fc.Arbitrary<Create2SearchParams> {
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 159 }), { minLength: 1, maxLength: mostBits })
  return fc
    .record({ deployer: bytesOf(20), initCodeHash: bytesOf(32), places, wanted: fc.bigInt(0n, 2n ** 160n - 1n) })
    .chain(({ places: bits, wanted, ...target }) => {
      const mask = bits.reduce((sum, place) => sum | (1n << BigInt(place)), 0n)
      const ranges = fc.integer({ min: bits.length + 7, max: 255 })
      return ranges.chain((r) =>
        fc.bigInt(0n, 2n ** BigInt(256 - r) - 1n).map((base) => ({ ...target, mask, value: wanted & mask, base, r })),
      )
    })
}
