import { CLASSES, type Digits, FEATURES, FULL } from './digits.js'
import { shuffled, xorshift32 } from './random.js'

const EPOCHS = 12
const BATCH = 32
const LEARNING_RATE = 0.25

/**
 * Trains a softmax regression by mini-batch gradient descent with a fixed seed, and quantises it to int8.
 *
 * @returns int8 `[CLASSES, FEATURES]`, row-major: the transposed second operand of the classification matmul.
 */
export function trainClassifier(train: Digits, seed: number): Int8Array {
  const weights = new Float64Array(CLASSES * FEATURES)
  const next = xorshift32(seed)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = shuffled(train.count, next)
    const rate = LEARNING_RATE / (1 + epoch)
    for (let from = 0; from < order.length; from += BATCH) {
      descend(weights, train, { rows: order.subarray(from, from + BATCH), rate })
    }
  }
  return quantise(weights)
}

interface Batch {
  readonly rows: Uint32Array
  readonly rate: number
}

/** One step down the gradient of the batch's mean cross-entropy. */
function descend(weights: Float64Array, digits: Digits, { rows, rate }: Batch): void {
  const gradient = new Float64Array(weights.length)
  for (const row of rows) {
    const input = digits.features.subarray(row * FEATURES, (row + 1) * FEATURES)
    const slopes = softmax(scores(weights, input))
    const label = digits.labels[row] as number
    slopes[label] = (slopes[label] as number) - 1
    for (let c = 0; c < CLASSES; c++) {
      const slope = (slopes[c] as number) / FULL
      for (let f = 0; f < FEATURES; f++) {
        const at = c * FEATURES + f
        gradient[at] = (gradient[at] as number) + slope * (input[f] as number)
      }
    }
  }
  for (let i = 0; i < weights.length; i++) {
    weights[i] = (weights[i] as number) - (rate / rows.length) * (gradient[i] as number)
  }
}

function scores(weights: Float64Array, input: Int8Array): Float64Array {
  const out = new Float64Array(CLASSES)
  for (let c = 0; c < CLASSES; c++) {
    let sum = 0
    for (let f = 0; f < FEATURES; f++) sum += (weights[c * FEATURES + f] as number) * (input[f] as number)
    out[c] = sum / FULL
  }
  return out
}

function softmax(values: Float64Array): Float64Array {
  const top = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - top))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** One scale for all classes, so that the order of the scores survives. */
function quantise(weights: Float64Array): Int8Array {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  return Int8Array.from(weights, (weight) => Math.round((weight / largest) * FULL))
}

/** The class with the highest score in each row of `scores`, int32 `[rows, CLASSES]`; the lowest class wins a tie. */
export function labelsOf(rowScores: Int32Array): Uint8Array {
  const labels = new Uint8Array(rowScores.length / CLASSES)
  for (let row = 0; row < labels.length; row++) {
    let best = 0
    for (let c = 1; c < CLASSES; c++) {
      if ((rowScores[row * CLASSES + c] as number) > (rowScores[row * CLASSES + best] as number)) best = c
    }
    labels[row] = best
  }
  return labels
}

/** The part of `labels` that equals `truth`, 0..1. */
export function accuracyOf(labels: Uint8Array, truth: Uint8Array): number {
  const right = labels.reduce((count, label, row) => count + (label === truth[row] ? 1 : 0), 0)
  return right / labels.length
}
