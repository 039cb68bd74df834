import {
  malformedClaims,
  oneShard,
  outputTree,
  withWord,
  writtenCheck,
  writtenLayout,
  writtenRefusals,
  wrongLengths,
  wrongShards,
  type KernelVectorCheck,
  type KernelVectorLayout,
  type KernelVectors,
  type LeafClaim,
  type RefusedJob,
} from '../conformance/kernel-vectors.test.support.js'
import {
  checkRender,
  encodeRenderParams,
  renderFault,
  renderLayout,
  renderPixel,
  type Hex,
  type MerkleTree,
  type RenderParams,
} from '../index.js'
import { SOLIDS, WHOLE_SET } from './images.test.support.js'

const ABOUT =
  'pixels: the colours 0xAABBGGRR of the pixels start, start + stride, … of an image, counted row by row. checks: a call of check with these input roots; verdict 0 invalid, 1 correct, 2 wrong. layouts: what validate and elements return. refusals: the arguments of ShapeOutOfBounds that elements reverts with.'

/** Colours of an image. */
export interface RenderVectorPixels {
  readonly name: string
  readonly params: Hex
  readonly start: number
  readonly stride: number
  readonly pixels: readonly string[]
}

/** The whole file. */
export interface RenderVectors extends KernelVectors {
  readonly format: 'quern-render-vectors/1'
  readonly pixels: readonly RenderVectorPixels[]
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

/** The output of shard 1 of 2. */
function bandTree(params: RenderParams, change?: (bytes: Uint8Array) => void): MerkleTree {
  const layout = renderLayout(params, 2)
  const { start } = layout.bandOf(1)
  const coloursOf = (row: number) =>
    Uint32Array.from({ length: params.width }, (_, column) => renderPixel(params, { row: start + row, column }))
  return outputTree(layout.output(1), (row) => new Uint8Array(coloursOf(row).buffer), change)
}

/** 33 columns need two leaves a row, 5 rows a tree of 8. */
const SMALL = { ...WHOLE_SET, width: 33, height: 9, pitch: 16777216, steps: 40 }
const SMALL_SOLIDS = { ...SOLIDS, width: 33, height: 9, pitch: 366090, steps: 40 }

function written(params: RenderParams, claim: LeafClaim): KernelVectorCheck {
  return writtenCheck(checkRender, { params: encodeRenderParams(params), shards: 2, shard: 1 }, claim)
}

/** Shard 1 of 2 has rows 5 … 8: four rows of 33 pixels, eight leaves. */
function checksOf(params: RenderParams, what: string): KernelVectorCheck[] {
  const honest = bandTree(params)
  const dirty = (at: number) => bandTree(params, (bytes) => bytes.fill((bytes[at] as number) ^ 1, at, at + 1))
  const right = { tree: honest, leaf: 2, element: 40 }
  const claims: readonly LeafClaim[] = [
    { name: 'right', ...right },
    { name: 'the last pixel of a row', tree: honest, leaf: 7, element: 131 },
    { name: 'a wrong pixel', tree: dirty(256 + 7 * 4), leaf: 2, element: 40 },
    { name: 'beside a wrong pixel', tree: dirty(256 + 8 * 4), leaf: 2, element: 40 },
    { name: 'padding behind the last pixel', tree: dirty(4 * 256 - 1), leaf: 7, element: 131 },
    { name: 'a leaf with pixels named as padding', tree: honest, leaf: 2, element: 132 + 2 },
    { name: 'a leaf beyond the tree', tree: honest, leaf: 7, element: 132 + 8 },
    ...malformedClaims(right),
  ]
  return claims.map((claim) => written(params, { ...claim, name: `${what}: ${claim.name}` }))
}

/** Three rows of a tree of four: the last leaf is padding. */
function paddingChecks(): KernelVectorCheck[] {
  const params = { ...WHOLE_SET, width: 3, height: 7, pitch: 2 ** 26 }
  const honest = bandTree(params)
  const dirty = bandTree(params, (bytes) => bytes.fill(7, bytes.length - 1))
  return [
    written(params, { name: 'a leaf of zero padding', tree: honest, leaf: 3, element: 9 + 3 }),
    written(params, { name: 'a leaf of padding that is not zero', tree: dirty, leaf: 3, element: 9 + 3 }),
  ]
}

function layouts(): KernelVectorLayout[] {
  const jobs: readonly (readonly [RenderParams, shards: number, shard: number])[] = [
    [{ ...WHOLE_SET, width: 1, height: 1, steps: 1 }, 1, 0],
    [{ ...WHOLE_SET, width: 1920, height: 1080, pitch: 293601, steps: 1000 }, 9, 8],
    [{ ...WHOLE_SET, width: 1920, height: 1080, pitch: 293601, steps: 8192 }, 7, 6],
    [{ ...WHOLE_SET, width: 16384, height: 16384, pitch: 1, steps: 8192 }, 1, 0],
    [{ ...WHOLE_SET, width: 16384, height: 16384, pitch: 1, steps: 1 }, 16384, 16383],
    [{ ...SOLIDS, width: 1920, height: 1080, pitch: 6291 }, 8, 7],
    [{ ...SOLIDS, width: 16384, height: 16384, pitch: 1, steps: 256 }, 5, 4],
  ]
  return jobs.map(([params, shards, shard]) =>
    writtenLayout({ params: encodeRenderParams(params), shards, shard }, renderLayout(params, shards)),
  )
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
function refused(): RefusedJob[] {
  const [whole, ofSolids] = [encodeRenderParams(WHOLE_SET), encodeRenderParams(SOLIDS)]
  const words = WORDS.flatMap(([name, index, flat, solids]): RefusedJob[] => [
    ...flat.map((word): RefusedJob => [name, oneShard(withWord(whole, index, word))]),
    ...solids.map((word): RefusedJob => [name, oneShard(withWord(ofSolids, index, word))]),
  ])
  return [...wrongLengths(whole), ...words, ...wrongShards(whole)]
}

/** The vectors of `Render`: the same on every run. */
export function makeVectors(): RenderVectors {
  return {
    format: 'quern-render-vectors/1',
    about: ABOUT,
    pixels: pixels(),
    checks: [...checksOf(SMALL, 'set'), ...checksOf(SMALL_SOLIDS, 'solids'), ...paddingChecks()],
    layouts: layouts(),
    refusals: writtenRefusals(refused(), renderFault),
  }
}
