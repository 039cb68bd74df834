import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, toHex, type Hex } from '../hex.js'
import type { Verdict } from '../verdict.js'
import { create2SearchFault } from './faults.js'
import { decodeCreate2SearchParams } from './params.js'
import { isWantedSalt } from './reference.js'

const SALT_DIGITS = 64

/** One call of the contract's `check`. */
export interface Create2SearchCheck {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
  readonly inputRoots: readonly Hex[]
  readonly outputRoot: Hex
  readonly element: bigint
  readonly proof: Hex
}

/** The root of a shard's output, the salt: its keccak256. `submitWitness` stores it as the job's root. */
export function create2SearchRoot(output: Hex): Hex {
  return toHex(keccak_256(fromHex(output)))
}

/** The on-chain check in TypeScript. It never throws on bytes in hexadecimal: what does not fit is 'invalid'. */
export function checkCreate2Search(check: Create2SearchCheck): Verdict {
  const { params, shards, shard, inputRoots, outputRoot, element, proof } = check
  if (inputRoots.length !== 0 || element !== 0n || proof.length !== 2 + SALT_DIGITS) return 'invalid'
  if (create2SearchRoot(proof) !== outputRoot.toLowerCase()) return 'invalid'
  if (create2SearchFault(params, { shards, shard }) !== undefined) return 'invalid'

  const query = decodeCreate2SearchParams(params)
  const inRange = BigInt(proof) >> BigInt(query.r) === query.base + BigInt(shard)
  return inRange && isWantedSalt(query, proof) ? 'correct' : 'wrong'
}

/**
 * The verdict on a shard's output, the salt, as `submitWitness` would ask for it: 'correct' is paid at once.
 *
 * @example
 * const verdict = checkCreate2SearchOutput({ params: '0x', shards: 1, shard: 0, output: `0x${'00'.repeat(32)}` })
 * console.log(verdict) // invalid
 */
export function checkCreate2SearchOutput(
  job: Pick<Create2SearchCheck, 'params' | 'shards' | 'shard'> & { readonly output: Hex },
): Verdict {
  const { output, ...shard } = job
  return checkCreate2Search({
    ...shard,
    inputRoots: [],
    outputRoot: create2SearchRoot(output),
    element: 0n,
    proof: output,
  })
}
