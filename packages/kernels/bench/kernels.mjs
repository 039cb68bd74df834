// node packages/kernels/bench/kernels.mjs [webgpu|wasm|reference] [--software]: prints rates as JSON. Needs the built package.
import { cpus, platform, release } from 'node:os'
import {
  freivalds,
  merkleTree,
  multiply8,
  openBackend,
  searchCreate2Salts,
  selfTest,
  tensorShape,
} from '../dist/index.js'
import { createPortableHasher, sharedHasher } from '../dist/tensors/hasher.js'

const RUNS = 5
const SIZES = [
  { m: 256, n: 256, k: 256 },
  { m: 1024, n: 1024, k: 1024 },
  { m: 2048, n: 2048, k: 2048 },
  { m: 2000, n: 10, k: 784 },
  { m: 512, n: 512, k: 16384 },
]
const SLOWEST_MACS = { reference: 2 ** 27, software: 2 ** 28 }

function operand(length) {
  let state = 1
  return Int8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >> 24
  })
}

/** The shortest of RUNS runs, in milliseconds. */
async function best(run) {
  let shortest = Infinity
  for (let i = 0; i < RUNS; i++) {
    const started = performance.now()
    await run()
    shortest = Math.min(shortest, performance.now() - started)
  }
  return shortest
}

const round = (value) => Number(value.toPrecision(3))

async function matmulRates(backend) {
  const slow = backend.isFallbackAdapter ? SLOWEST_MACS.software : (SLOWEST_MACS[backend.kind] ?? Infinity)
  const rates = []
  for (const size of SIZES.filter(({ m, n, k }) => m * n * k <= slow)) {
    const { m, n, k } = size
    const input = { ...size, a: operand(m * k), bt: operand(n * k) }
    const ms = await best(() => multiply8(backend, input))
    rates.push({ ...size, ms: round(ms), gops: round((2 * m * n * k) / ms / 1e6) })
  }
  return rates
}

async function treeRates() {
  const shapes = [
    { rows: 2 ** 14, cols: 512, elementBytes: 4, role: 'output' },
    { rows: 2 ** 15, cols: 1024, elementBytes: 1, role: 'input' },
    { rows: 2 ** 15, cols: 1024, elementBytes: 1, role: 'input', laneReversed: true },
  ]
  const rates = []
  for (const parameters of shapes) {
    const shape = tensorShape(parameters)
    const bytes = new Uint8Array(shape.rows * shape.rowBytes).fill(1)
    const ms = await best(() => merkleTree(shape, bytes))
    const perSecond = { megabytes: round(bytes.length / ms / 1e3), leaves: round((2 ** shape.depth * 1e3) / ms) }
    rates.push({ ...parameters, ms: round(ms), perSecond })
  }
  return rates
}

async function portableHashesPerSecond() {
  const hasher = createPortableHasher()
  const ms = await best(() => hasher.climb(2048))
  return round(2048e3 / ms)
}

/** Salts tried a second for an address of 64 wanted bits, which a slice does not find. */
async function saltsPerSecond() {
  const target = { deployer: `0x${'11'.repeat(20)}`, initCodeHash: `0x${'5a'.repeat(32)}`, mask: 2n ** 64n - 1n }
  const params = { ...target, value: 0n, base: 0n, r: 71 }
  const ms = await best(() => searchCreate2Salts({ params, shards: 1, shard: 0, from: 0n, count: 2 ** 20 }))
  return round((2 ** 20 * 1e3) / ms)
}

async function freivaldsTimes() {
  const times = []
  for (const params of [SIZES[3], SIZES[1], SIZES[2]]) {
    const a = operand(params.m * params.k)
    const b = operand(params.n * params.k)
    const backend = await openBackend({ prefer: 'wasm' })
    const c = await multiply8(backend, { ...params, a, bt: b })
    times.push({ ...params, ms: round(await best(() => freivalds({ params, shards: 1, shard: 0, a, b, c }))) })
  }
  return times
}

const [prefer = 'auto', software] = process.argv.slice(2)
const backend = await openBackend({ prefer, allowFallbackAdapter: software === '--software' })
await selfTest(backend)
const report = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, os: `${platform()} ${release()}`, node: process.version },
  backend: { name: backend.name, device: backend.device, isFallbackAdapter: backend.isFallbackAdapter },
  matmul8: await matmulRates(backend),
  merkleTree: { hasher: sharedHasher().name, rates: await treeRates() },
  portableHashesPerSecond: await portableHashesPerSecond(),
  create2SaltsPerSecond: await saltsPerSecond(),
  freivalds: await freivaldsTimes(),
}
await backend.close()
console.log(JSON.stringify(report, undefined, 2))
