import { fromHex, type Hex } from '../hex.js'
import { checkPadding, checkValue } from '../tensors/leaf-proof.js'
import type { Verdict } from '../verdict.js'
import { monteCarloFault } from './faults.js'
import { monteCarloLayout } from './layout.js'
import { decodeMonteCarloParams } from './params.js'
import { chunkBytes } from './reference-rows.js'
import { referenceChunk } from './reference.js'

/** One call of the contract's `check`. */
export interface MonteCarloCheck {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
  readonly inputRoots: readonly Hex[]
  readonly outputRoot: Hex
  /** An element, or `elements` + the index of a leaf of pure padding. */
  readonly element: bigint
  readonly proof: Hex
}

/**
 * The on-chain check in TypeScript: draws the paths of one chunk again. The verdict is about the whole leaf. It never
 * throws on bytes in hexadecimal: what does not fit is 'invalid'.
 */
export function checkMonteCarlo(check: MonteCarloCheck): Verdict {
  const { shards, shard, inputRoots, outputRoot, element } = check
  if (inputRoots.length !== 0 || monteCarloFault(check.params, { shards, shard }) !== undefined) return 'invalid'

  const params = decodeMonteCarloParams(check.params)
  const layout = monteCarloLayout(params, shards)
  const claim = { shape: layout.output(shard), proof: fromHex(check.proof), root: outputRoot.toLowerCase() as Hex }
  const elements = layout.elements(shard)
  if (element >= elements) return checkPadding({ ...claim, leaf: element - elements })

  // A chunk has a row to itself, and a row a leaf.
  const value = chunkBytes(referenceChunk({ params, shards, shard, element }))
  return checkValue({ ...claim, leaf: element }, { offset: 0, value })
}
