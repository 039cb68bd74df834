// keccak-256 trees on every backend, beside @noble/hashes, taking turns. A rate counts hashes: leaves and nodes.
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../scripts/lib/paths.mjs'
import { kernels, ONE_THREAD } from './engines.mjs'
import { operand } from './operands.mjs'
import { takeTurns, timesAsFast } from './timing.mjs'

const NOBLE = '@noble/hashes'
/** What WASM has to reach beside @noble/hashes. */
const NOBLE_BAR = 15
const SUFFIX = new TextEncoder().encode('LEAF')
/** Leaves of the trees of slow contenders. */
const SLOW_LEAVES = 2 ** 12
const SOFTWARE_LEAVES = 2 ** 12

// As the kernels resolve it: their version, not one that some other package brought.
const { resolve } = createRequire(path.join(root, 'packages/kernels/package.json'))
const { keccak_256 } = await import(pathToFileURL(resolve('@noble/hashes/sha3.js')).href)

/** Kinds of tensors whose rows are one leaf each. */
export const LEAVES = [
  { name: '128 B', elementBytes: 4, cols: 32, role: 'output' },
  { name: '1024 B', elementBytes: 1, cols: 1024, role: 'input' },
  { name: '1024 B, lanes reversed', elementBytes: 1, cols: 1024, role: 'input', laneReversed: true },
]

/** Trees are made on one thread, whatever a backend multiplies on. */
const hashes = ({ kind, device }) => kind === 'webgpu' || device === ONE_THREAD

/** Rows of a tree with 2^`log2` leaves of one kind. */
export async function treeRows({ log2, leaf, engines }) {
  const { name: leafName, ...parameters } = leaf
  const contenders = []
  for (const engine of engines.filter(hashes)) {
    const count = engine.isSoftware ? Math.min(2 ** log2, SOFTWARE_LEAVES) : 2 ** log2
    contenders.push(await engineContender(engine, kernels.tensorShape({ ...parameters, rows: count })))
  }
  contenders.push(nobleContender(kernels.tensorShape({ ...parameters, rows: SLOW_LEAVES })))
  const times = await takeTurns(contenders)
  for (const { free } of contenders) free?.()
  const size = `2^${log2} leaves of ${leafName}`
  return contenders.map((contender) => rowOf({ ...contender, size, times, whole: 2 ** log2 }))
}

function rowOf({ name, kind, leaves, size, times, whole }) {
  const { ms, medianMs, rounds } = times.get(name)
  const work = hashesOf(leaves) / hashesOf(SLOW_LEAVES)
  const beside = kind === undefined ? {} : { [NOBLE]: timesAsFast(times.get(name), times.get(NOBLE), work) }
  const bars = kind === 'wasm' ? { [NOBLE]: NOBLE_BAR } : {}
  const note = leaves < whole ? { note: `${leaves} leaves` } : {}
  const rate = hashesOf(leaves) / ms / 1000
  const measured = { ms, medianMs, runs: rounds.length, rate, unit: 'MH/s' }
  return { work: 'keccak tree', size, engine: name, ...measured, beside, bars, ...note }
}

/** Leaves and nodes. */
const hashesOf = (leaves) => 2 * leaves - 1

async function engineContender({ name, kind, tensor }, shape) {
  const { commit, free } = await tensor(shape, bytesOfRows(shape))
  return { name, kind, leaves: shape.rows, run: commit, free }
}

function nobleContender(shape) {
  const bytes = bytesOfRows(shape)
  return { name: NOBLE, leaves: shape.rows, run: () => nobleRoot(shape, bytes) }
}

function bytesOfRows(shape) {
  return new Uint8Array(operand(shape.rows * shape.rowBytes).buffer)
}

/** The root of a tree whose rows are leaves, with @noble/hashes alone. */
export function nobleRoot({ rows, rowBytes, laneReversed }, bytes) {
  const leaf = new Uint8Array(rowBytes + SUFFIX.length)
  leaf.set(SUFFIX, rowBytes)
  let level = Array.from({ length: rows }, (_, row) => {
    leaf.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes))
    if (laneReversed) {
      const words = new Uint32Array(leaf.buffer, 0, rowBytes / 4)
      for (let word = 0; word < words.length; word += 8) words.subarray(word, word + 8).reverse()
    }
    return keccak_256(leaf)
  })
  const pair = new Uint8Array(64)
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => {
      pair.set(level[2 * i])
      pair.set(level[2 * i + 1], 32)
      return keccak_256(pair)
    })
  }
  return level[0]
}
