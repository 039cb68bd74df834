// Salts of Create2Search tried a second on every backend, beside a plain loop over @noble/hashes and the reference, taking turns.
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../scripts/lib/paths.mjs'
import { takeTurns, timesAsFast } from './timing.mjs'

const NOBLE = '@noble/hashes'
const REFERENCE = 'reference'
const SALTS = 2 ** 20
/** What slow contenders try, and what a GPU tries so that it is busy for longer than a submit. */
const SLOW_SALTS = 2 ** 13
const SOFTWARE_SALTS = 2 ** 16
const GPU_SALTS = 2 ** 28

// As the kernels resolve it: their version, not one that some other package brought.
const { resolve } = createRequire(path.join(root, 'packages/kernels/package.json'))
const { keccak_256 } = await import(pathToFileURL(resolve('@noble/hashes/sha3.js')).href)

/** 64 wanted bits, which so few salts do not have. */
const QUERY = {
  deployer: `0x${'11'.repeat(20)}`,
  initCodeHash: `0x${'5a'.repeat(32)}`,
  mask: 2n ** 64n - 1n,
  value: 0n,
  base: 0n,
  r: 71,
}

/** A row for each backend and one for the loop. */
export async function saltRows({ engines }) {
  const contenders = engines.map(engineContender)
  contenders.push({ name: NOBLE, salts: SLOW_SALTS, run: () => nobleSearch(QUERY, { from: 0n, count: SLOW_SALTS }) })
  const times = await takeTurns(contenders)
  return contenders.map((contender) => rowOf(contender, times))
}

function engineContender({ name, kind, isSoftware, warmMs, search }) {
  const processor = kind === 'reference' ? SLOW_SALTS : SALTS
  const salts = kind === 'webgpu' ? (isSoftware ? SOFTWARE_SALTS : GPU_SALTS) : processor
  const slice = { params: QUERY, shards: 1, shard: 0, from: 0n, count: salts }
  return { name, warmMs, salts, run: () => search(slice) }
}

function rowOf({ name, salts }, times) {
  const { ms, medianMs, rounds } = times.get(name)
  const yardsticks = [NOBLE, REFERENCE].filter((other) => name !== NOBLE && other !== name && times.has(other))
  const fast = (other) => timesAsFast(times.get(name), times.get(other), salts / SLOW_SALTS)
  const beside = Object.fromEntries(yardsticks.map((other) => [other, fast(other)]))
  const measured = { ms, medianMs, runs: rounds.length, rate: salts / ms / 1000, unit: 'MH/s' }
  const note = salts === SALTS ? {} : { note: `2^${Math.log2(salts)} salts` }
  return { work: 'create2-search', size: '2^20 salts', engine: name, ...measured, beside, bars: {}, ...note }
}

/** The first right salt of a range, by the library alone: the message is made once, and the counter written into it. */
export function nobleSearch({ deployer, initCodeHash, mask, value }, { from, count }) {
  const message = Buffer.alloc(85, 0)
  message[0] = 0xff
  message.write(deployer.slice(2), 1, 'hex')
  message.write(initCodeHash.slice(2), 53, 'hex')
  const [maskBytes, valueBytes] = [mask, value].map((bits) => Buffer.from(bits.toString(16).padStart(40, '0'), 'hex'))
  for (let i = 0; i < count; i++) {
    message.writeBigUInt64BE(from + BigInt(i), 45)
    const hash = keccak_256(message)
    if (valueBytes.every((byte, at) => ((hash[12 + at] ^ byte) & maskBytes[at]) === 0)) return from + BigInt(i)
  }
  return undefined
}
