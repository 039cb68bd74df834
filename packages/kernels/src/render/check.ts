import { fromHex, type Hex } from '../hex.js'
import { checkPadding, checkValue } from '../tensors/leaf-proof.js'
import { elementLeaf } from '../tensors/leaves.js'
import type { Verdict } from '../verdict.js'
import { renderFault } from './faults.js'
import { renderLayout } from './layout.js'
import { decodeRenderParams } from './params.js'
import { referencePixel } from './reference.js'

const PIXEL_BYTES = 4

/** One call of the contract's `check`. */
export interface RenderCheck {
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
 * The on-chain check in TypeScript: draws one pixel again. The verdict is about the whole leaf. It never throws on bytes
 * in hexadecimal: what does not fit is 'invalid'.
 */
export function checkRender(check: RenderCheck): Verdict {
  const { shards, shard, inputRoots, outputRoot, element } = check
  if (inputRoots.length !== 0 || renderFault(check.params, { shards, shard }) !== undefined) return 'invalid'

  const params = decodeRenderParams(check.params)
  const layout = renderLayout(params, shards)
  const claim = { shape: layout.output(shard), proof: fromHex(check.proof), root: outputRoot.toLowerCase() as Hex }
  const elements = layout.elements(shard)
  if (element >= elements) return checkPadding({ ...claim, leaf: element - elements })

  const column = Number(element % BigInt(params.width))
  const leaf = elementLeaf(claim.shape, Number(element / BigInt(params.width)), column)
  const value = new Uint8Array(PIXEL_BYTES)
  new DataView(value.buffer).setUint32(0, referencePixel({ params, shards, shard, element }), true)
  return checkValue({ ...claim, leaf: BigInt(leaf) }, { offset: (column * PIXEL_BYTES) % 2 ** claim.shape.ll, value })
}
