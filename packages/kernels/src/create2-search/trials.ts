import type { Trials } from '../kernel-base.js'
import { encodeCreate2SearchParams } from './params.js'

const QUERY = { deployer: `0x${'11'.repeat(20)}`, initCodeHash: `0x${'5a'.repeat(32)}` } as const
const BITS = 12

/** Some thousand salts on average. */
export const create2Trials: Trials = [
  {
    params: encodeCreate2SearchParams({ ...QUERY, mask: 2n ** BigInt(BITS) - 1n, value: 0x123n, base: 0n, r: 40 }),
    size: `${BITS} bits`,
  },
]
