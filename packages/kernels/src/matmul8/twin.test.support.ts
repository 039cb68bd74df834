import type { CheckTwin } from '../conformance/kernel-vectors.test.support.js'
import {
  checkMatmul8,
  decodeMatmul8Params,
  MATMUL8_MAX_K,
  MATMUL8_MAX_SIDE,
  type Hex,
  type Matmul8Check,
} from '../index.js'
import { outside, shardFault, type ShapeFault, type ShardOf } from '../shape-fault.js'

const PARAMS_BYTES = 96n
const WORD_DIGITS = 64
const BOUNDS: readonly (readonly [name: string, most: number])[] = [
  ['m', MATMUL8_MAX_SIDE],
  ['n', MATMUL8_MAX_SIDE],
  ['k', MATMUL8_MAX_K],
]

/** What the contract refuses by `ShapeOutOfBounds`. */
export function matmul8Fault(params: Hex, of: ShardOf): ShapeFault | undefined {
  const bytes = BigInt(params.length - 2) / 2n
  const length = outside('paramsLength', bytes, [PARAMS_BYTES, PARAMS_BYTES])
  if (length !== undefined) return length
  const word = (index: number) => BigInt(`0x${params.slice(2 + index * WORD_DIGITS, 2 + (index + 1) * WORD_DIGITS)}`)
  const faults = BOUNDS.map(([name, most], index) => outside(name, word(index), [1n, BigInt(most)]))
  return faults.find((fault) => fault !== undefined) ?? shardFault(word(0), of)
}

/** The contract's verdict on a call with any roots, params and shards. */
export const checkMatmul8Call: CheckTwin = ({ params, inputRoots, ...claim }) => {
  if (inputRoots.length !== 2 || matmul8Fault(params, claim) !== undefined) return 'invalid'
  const roots = inputRoots as Matmul8Check['inputRoots']
  return checkMatmul8({ ...claim, params: decodeMatmul8Params(params), inputRoots: roots })
}
