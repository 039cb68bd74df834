import { concatBytes } from '@noble/hashes/utils.js'
import { toHex } from '../hex.js'
import {
  checkRender,
  encodeRenderParams,
  merkleTree,
  renderFault,
  renderLayout,
  renderPixel,
  tensorShape,
  type Hex,
  type MerkleTree,
  type RenderParams,
} from '../index.js'
import { SOLIDS, WHOLE_SET } from '../render/images.test.support.js'
import { VERDICT_CODES } from './vectors.test.support.js'

const ABOUT =
  'pixels: the colours 0xAABBGGRR of the pixels start, start + stride, … of an image, counted row by row. checks: a call of check with these input roots; verdict 0 invalid, 1 correct, 2 wrong. layouts: what validate and elements return. refusals: the arguments of ShapeOutOfBounds that elements reverts with.'

interface ShardJob {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

/** Colours of an image. */
export interface RenderVectorPixels {
  readonly name: string
  readonly params: Hex
  readonly start: number
  readonly stride: number
  readonly pixels: readonly string[]
}

/** One call of the contract's `check` and what it returns. */
export interface RenderVectorCheck extends ShardJob {
  readonly name: string
  readonly inputRoots: readonly Hex[]
  readonly outputRoot: Hex
  readonly element: number
  readonly proof: Hex
  readonly verdict: number
}

/** What `validate` and `elements` return for a job. */
export interface RenderVectorLayout extends ShardJob {
  readonly elements: string
  readonly units: string
  readonly maxSamples: number
  readonly proofBytes: number
}

/** What `elements` refuses, and `validate` too unless the shard is at fault. */
export interface RenderVectorRefusal extends ShardJob {
  readonly name: string
  readonly have: string
  readonly least: string
  readonly most: string
}

/** The whole file. */
export interface RenderVectors {
  readonly format: 'quern-render-vectors/1'
  readonly about: string
  readonly pixels: readonly RenderVectorPixels[]
  readonly checks: readonly RenderVectorCheck[]
  readonly layouts: readonly RenderVectorLayout[]
  readonly refusals: readonly RenderVectorRefusal[]
}

const PIXELS = 24
const SEAHORSE = { ...WHOLE_SET, steps: 2000, x: -199619820, y: 35386294, pitch: 8388, cycle: 900, palette: 0x906030 }

/** Whole images, close views, and the ends of every bound. */
const drawn: readonly (readonly [name: string, RenderParams])[] = [
  ['the whole set', WHOLE_SET],
  ['a valley of seahorses', SEAHORSE],
  ['the finest pitch', { ...SEAHORSE, pitch: 1, steps: 8192 }],
  ['the widest pitch', { ...WHOLE_SET, x: 0, pitch: 16777215 }],
  ['a far centre', { ...WHOLE_SET, x: -(2 ** 29), y: 2 ** 29, pitch: 8388607 }],
  ['one iteration', { ...WHOLE_SET, steps: 1, cycle: 65535, palette: 0xffffff }],
  ['one point', { ...WHOLE_SET, width: 1, height: 1, x: 2 ** 29 }],
  ['solids', SOLIDS],
  ['solids from above', { ...SOLIDS, x: 0, y: 2 ** 14, z: 0, cycle: 0 }],
  ['solids from a corner, wide', { ...SOLIDS, x: 2 ** 14, y: 2 ** 14, z: 2 ** 14, pitch: 524288, cycle: 65535 }],
  ['along the floor', { ...SOLIDS, x: -(2 ** 14), y: 9, z: -(2 ** 14), steps: 256 }],
  ['below the floor', { ...SOLIDS, y: -(2 ** 14) }],
  ['inside the ball', { ...SOLIDS, x: -4506, y: 4096, z: 819 }],
  ['inside the box', { ...SOLIDS, x: 6964, y: 2867, z: -410 }],
  ['at the edge of the box', { ...SOLIDS, x: 6965, y: 4916, z: -410 }],
  ['where it looks', { ...SOLIDS, x: 0, y: 3072, z: 0 }],
  ['one step', { ...SOLIDS, steps: 1 }],
]

function pixels(): RenderVectorPixels[] {
  return drawn.map(([name, params], index) => {
    const [start, stride] = [index * 31, 97]
    const colours = Array.from({ length: PIXELS }, (_, i) => {
      const at = (start + i * stride) % (params.width * params.height)
      return renderPixel(params, { row: Math.floor(at / params.width), column: at % params.width })
    })
    return { name, params: encodeRenderParams(params), start, stride, pixels: colours.map((c) => c.toString(16)) }
  })
}

/** A shard's output with its padding spelled out, so that any byte of it can be changed. */
function outputTree(
  params: RenderParams,
  { shards, shard }: Omit<ShardJob, 'params'>,
  change: (bytes: Uint8Array) => void = () => undefined,
): MerkleTree {
  const layout = renderLayout(params, shards)
  const shape = layout.output(shard)
  const rows = 2 ** shape.hl
  const bytes = new Uint8Array(rows * shape.paddedRowBytes)
  const view = new DataView(bytes.buffer)
  for (let row = 0; row < shape.rows; row++) {
    for (let column = 0; column < shape.cols; column++) {
      const colour = renderPixel(params, { row: layout.bandOf(shard).start + row, column })
      view.setUint32(row * shape.paddedRowBytes + 4 * column, colour, true)
    }
  }
  change(bytes)
  return merkleTree(tensorShape({ rows, cols: shape.paddedRowBytes / 4, elementBytes: 4, role: 'output' }), bytes)
}

function proofOf(tree: MerkleTree, leaf: number): Hex {
  return toHex(concatBytes(tree.leaf(leaf), tree.pathOfLeaf(leaf)))
}

/** 33 columns need two leaves a row, 5 rows a tree of 8. */
const SMALL = { ...WHOLE_SET, width: 33, height: 9, pitch: 16777216, steps: 40 }
const SMALL_SOLIDS = { ...SOLIDS, width: 33, height: 9, pitch: 366090, steps: 40 }

interface Claim {
  readonly name: string
  readonly tree: MerkleTree
  readonly leaf: number
  readonly element: number
  readonly changed?: Partial<RenderVectorCheck>
}

function written(params: RenderParams, { name, tree, leaf, element, changed }: Claim): RenderVectorCheck {
  const job = { params: encodeRenderParams(params), shards: 2, shard: 1 }
  const call = { ...job, inputRoots: [], outputRoot: tree.root, element, proof: proofOf(tree, leaf), ...changed }
  return { name, ...call, verdict: VERDICT_CODES[checkRender({ ...call, element: BigInt(element) })] }
}

/** Shard 1 of 2 has rows 5 … 8: four rows of 33 pixels, eight leaves. */
function checksOf(params: RenderParams, what: string): RenderVectorCheck[] {
  const place = { shards: 2, shard: 1 }
  const honest = outputTree(params, place)
  const dirty = (at: number) => outputTree(params, place, (bytes) => bytes.fill((bytes[at] as number) ^ 1, at, at + 1))
  const right = { tree: honest, leaf: 2, element: 40 }
  const proof = proofOf(honest, 2)
  const claims: readonly Claim[] = [
    { name: 'right', ...right },
    { name: 'the last pixel of a row', tree: honest, leaf: 7, element: 131 },
    { name: 'a wrong pixel', tree: dirty(256 + 7 * 4), leaf: 2, element: 40 },
    { name: 'beside a wrong pixel', tree: dirty(256 + 8 * 4), leaf: 2, element: 40 },
    { name: 'padding behind the last pixel', tree: dirty(4 * 256 - 1), leaf: 7, element: 131 },
    { name: 'a leaf with pixels named as padding', tree: honest, leaf: 2, element: 132 + 2 },
    { name: 'a leaf beyond the tree', tree: honest, leaf: 7, element: 132 + 8 },
    { name: 'the proof of another leaf', ...right, changed: { proof: proofOf(honest, 3) } },
    { name: 'one byte of the path changed', ...right, changed: { proof: `${proof.slice(0, -2)}00` as Hex } },
    { name: 'one word short', ...right, changed: { proof: proof.slice(0, -64) as Hex } },
    { name: 'one word too long', ...right, changed: { proof: `${proof}${'00'.repeat(32)}` } },
    { name: 'an input', ...right, changed: { inputRoots: [honest.root] } },
    { name: 'no shards', ...right, changed: { shards: 0 } },
    { name: 'too many shards', ...right, changed: { shards: 7, shard: 1 } },
    { name: 'a shard beyond the shards', ...right, changed: { shard: 2 } },
    { name: 'the other shard', ...right, changed: { shard: 0 } },
  ]
  return claims.map((claim) => written(params, { ...claim, name: `${what}: ${claim.name}` }))
}

/** Three rows of a tree of four: the last leaf is padding. */
function paddingChecks(): RenderVectorCheck[] {
  const params = { ...WHOLE_SET, width: 3, height: 7, pitch: 2 ** 26 }
  const place = { shards: 2, shard: 1 }
  const honest = outputTree(params, place)
  const dirty = outputTree(params, place, (bytes) => bytes.fill(7, bytes.length - 1))
  return [
    written(params, { name: 'a leaf of zero padding', tree: honest, leaf: 3, element: 9 + 3 }),
    written(params, { name: 'a leaf of padding that is not zero', tree: dirty, leaf: 3, element: 9 + 3 }),
  ]
}

function layouts(): RenderVectorLayout[] {
  const jobs: readonly (readonly [RenderParams, shards: number, shard: number])[] = [
    [{ ...WHOLE_SET, width: 1, height: 1, steps: 1 }, 1, 0],
    [{ ...WHOLE_SET, width: 1920, height: 1080, pitch: 293601, steps: 1000 }, 9, 8],
    [{ ...WHOLE_SET, width: 1920, height: 1080, pitch: 293601, steps: 8192 }, 7, 6],
    [{ ...WHOLE_SET, width: 16384, height: 16384, pitch: 1, steps: 8192 }, 1, 0],
    [{ ...WHOLE_SET, width: 16384, height: 16384, pitch: 1, steps: 1 }, 16384, 16383],
    [{ ...SOLIDS, width: 1920, height: 1080, pitch: 6291 }, 8, 7],
    [{ ...SOLIDS, width: 16384, height: 16384, pitch: 1, steps: 256 }, 5, 4],
  ]
  return jobs.map(([params, shards, shard]) => {
    const layout = renderLayout(params, shards)
    const { units, maxSamples, proofBytes } = layout
    const elements = layout.elements(shard).toString()
    const sizes = { elements, units: units.toString(), maxSamples, proofBytes }
    return { params: encodeRenderParams(params), shards, shard, ...sizes }
  })
}

/** `params` with one word replaced. */
function withWord(params: RenderParams, index: number, word: bigint): Hex {
  const hex = encodeRenderParams(params)
  const at = 2 + 64 * index
  return `0x${hex.slice(2, at)}${BigInt.asUintN(256, word).toString(16).padStart(64, '0')}${hex.slice(at + 64)}`
}

const WORDS: readonly (readonly [name: string, index: number, flat: readonly bigint[], solids: readonly bigint[]])[] = [
  ['scene', 0, [2n, 1n << 32n], [2n]],
  ['width', 1, [0n, 16385n, 1n << 255n], [0n]],
  ['height', 2, [0n, 16385n, 1n << 32n], [0n]],
  ['steps', 3, [0n, 8193n], [0n, 257n]],
  ['|x|', 4, [2n ** 29n + 1n, -(2n ** 29n) - 1n, 2n ** 255n, 1n << 32n], [16385n, -16385n]],
  ['|y|', 5, [2n ** 29n + 1n, -(2n ** 255n)], [16385n, -16385n]],
  ['|z|', 6, [1n, -1n], [16385n, -16385n]],
  ['pitch', 7, [0n, 13841268n, 1n << 32n], [0n, 524289n]],
  ['cycle', 8, [65536n], [65536n]],
  ['palette', 9, [1n << 24n], [1n << 24n]],
]

/** Every bound, overstepped by one where that can be, and by dirty upper bits. */
function refused(): (readonly [string, ShardJob])[] {
  const one = (params: Hex): ShardJob => ({ params, shards: 1, shard: 0 })
  const whole = encodeRenderParams(WHOLE_SET)
  const words = WORDS.flatMap(([name, index, flat, solids]) => [
    ...flat.map((word) => [name, one(withWord(WHOLE_SET, index, word))] as const),
    ...solids.map((word) => [name, one(withWord(SOLIDS, index, word))] as const),
  ])
  return [
    ['paramsLength', one('0x')],
    ['paramsLength', one(whole.slice(0, -2) as Hex)],
    ['paramsLength', one(`${whole}${'00'.repeat(32)}`)],
    ...words,
    ['shards', { params: whole, shards: 0, shard: 0 }],
    ['shards', { params: whole, shards: 37, shard: 0 }],
    ['shards', { params: whole, shards: 13, shard: 0 }],
    ['shard', { params: whole, shards: 12, shard: 12 }],
    ['shard', { params: whole, shards: 1, shard: 2 ** 32 - 1 }],
  ]
}

function refusals(): RenderVectorRefusal[] {
  return refused().map(([name, job]) => {
    const fault = renderFault(job.params, job)
    if (fault?.name !== name) throw new Error(`${name}: the fault is ${String(fault?.name)}`)
    const [have, least, most] = [fault.have, fault.least, fault.most].map(String) as [string, string, string]
    return { name, ...job, have, least, most }
  })
}

/** The vectors of `Render`: the same on every run. */
export function renderVectors(): RenderVectors {
  return {
    format: 'quern-render-vectors/1',
    about: ABOUT,
    pixels: pixels(),
    checks: [...checksOf(SMALL, 'set'), ...checksOf(SMALL_SOLIDS, 'solids'), ...paddingChecks()],
    layouts: layouts(),
    refusals: refusals(),
  }
}
