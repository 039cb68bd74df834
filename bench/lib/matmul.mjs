// Matmul8 on every backend, beside onnxruntime on one thread and plain JavaScript, taking turns.
import { onnxProduct } from './onnx.mjs'
import { ONE_THREAD } from './engines.mjs'
import { firstRows, gops, macsOf, operandsOf, sizeText } from './operands.mjs'
import { takeTurns, timesAsFast } from './timing.mjs'

const SIGNED = 'onnxruntime s8'
const UNSIGNED = 'onnxruntime u8'
const PLAIN = 'plain JS'
/** What WASM on one thread has to reach beside onnxruntime's signed product, and a GPU of its own peak. */
const SIGNED_BAR = 1.5
const PEAK_BAR = 0.3
/** Multiply-adds a call of contenders that are slow; they get the first rows only. */
const SLOW_MACS = 2 ** 27

/** Rows of one size. `peak` is { tops, source } of the GPU's packed dot product, if it was given. */
export async function matmulRows({ size, engines, onnxruntime, peak }) {
  const operands = operandsOf(size)
  const contenders = [
    ...(await Promise.all(engines.map((engine) => engineContender(engine, operands)))),
    plainContender(operands),
    ...(onnxruntime === undefined ? [] : await onnxContenders(onnxruntime, operands)),
  ]
  const times = await takeTurns(contenders)
  await assertAlike(contenders)
  for (const { free } of contenders) await free?.()
  return contenders.map((contender) => rowOf({ contender, contenders, size, times, peak }))
}

async function engineContender(engine, operands) {
  const isSlow = engine.kind === 'reference' || engine.isSoftware
  const part = isSlow ? firstRows(operands, SLOW_MACS) : operands
  const product = await engine.product(part)
  return { name: engine.name, engine, part, run: product.run, read: product.read, free: product.free }
}

function plainContender(operands) {
  const part = firstRows(operands, SLOW_MACS)
  let c
  const run = () => {
    c = plainProduct(part)
  }
  return { name: PLAIN, part, run, read: () => c }
}

async function onnxContenders(runtime, operands) {
  const contender = async (name, type) => {
    const { run, close } = await onnxProduct(runtime, operands, type)
    let c
    return {
      name,
      part: operands,
      run: async () => void (c = await run()),
      read: () => (type === 'int8' ? c : undefined),
      free: close,
    }
  }
  return [await contender(SIGNED, 'int8'), await contender(UNSIGNED, 'uint8')]
}

/** The loop that a programmer would write first, on typed arrays. */
function plainProduct({ m, n, k, a, bt }) {
  const c = new Int32Array(m * n)
  for (let row = 0; row < m; row++) {
    for (let col = 0; col < n; col++) {
      let sum = 0
      for (let i = 0; i < k; i++) sum += a[row * k + i] * bt[col * k + i]
      c[row * n + col] = sum
    }
  }
  return c
}

/** What was timed has to be the same product: all signed contenders agree on the rows that they share. */
async function assertAlike(contenders) {
  const products = []
  for (const { name, read } of contenders) {
    const c = await read()
    if (c !== undefined) products.push({ name, c })
  }
  const [first] = products
  for (const { name, c } of products) {
    const shared = Math.min(c.length, first.c.length)
    if (Buffer.compare(bytes(c, shared), bytes(first.c, shared)) !== 0)
      throw new Error(`${name} and ${first.name} differ`)
  }
}

const bytes = (c, length) => Buffer.from(c.buffer, c.byteOffset, length * 4)

function rowOf({ contender, contenders, size, times, peak }) {
  const { name, engine, part } = contender
  const { ms, medianMs, rounds } = times.get(name)
  const rate = gops(part, ms)
  const beside = {}
  for (const other of engine === undefined ? [] : contenders.filter((one) => one.engine === undefined)) {
    const work = macsOf(part) / macsOf(other.part)
    beside[other.name] = timesAsFast(times.get(name), times.get(other.name), work)
  }
  const isBarred = engine?.device === ONE_THREAD
  const bars = isBarred && macsOf(size) >= 2 ** 30 ? { [SIGNED]: SIGNED_BAR } : {}
  const hasPeak = engine?.kind === 'webgpu' && !engine.isSoftware && peak !== undefined
  if (hasPeak) {
    beside['dp4a peak'] = rate / (peak.tops * 1000)
    bars['dp4a peak'] = PEAK_BAR
  }
  const note = part.m < size.m ? { note: `first ${part.m} of ${size.m} rows` } : {}
  return {
    work: 'matmul8',
    size: sizeText(size),
    engine: name,
    ms,
    medianMs,
    runs: rounds.length,
    rate,
    unit: 'GOPS',
    beside,
    bars,
    ...(hasPeak ? { peak } : {}),
    ...note,
  }
}
