// Render on every backend, beside its reference, taking turns.
import { kernels } from './engines.mjs'
import { takeTurns, timesAsFast } from './timing.mjs'

const REFERENCE = 'reference'
/** Slow contenders draw the same view with so many times fewer pixels a side. */
const COARSER = 4

const SIZE = { width: 960, height: 540 }

/** The images of `npm run demo -- render`, at half of their sides. */
export const IMAGES = [
  {
    name: 'mandelbrot',
    params: {
      ...SIZE,
      scene: 0,
      steps: 1000,
      x: -187904819,
      y: 0,
      z: 0,
      pitch: 587203,
      cycle: 2048,
      palette: 0x804020,
    },
  },
  {
    name: 'solids',
    params: {
      ...SIZE,
      scene: 1,
      steps: 128,
      x: 4915,
      y: 7373,
      z: -15155,
      pitch: 12233,
      cycle: 39977,
      palette: 0x3c28c8,
    },
  },
]

/** Rows of one image. */
export async function imageRows({ image, engines }) {
  const contenders = []
  for (const engine of engines) contenders.push(await contenderOf(engine, image))
  const times = await takeTurns(contenders)
  for (const contender of contenders) {
    await assertRight(contender)
    contender.free()
  }
  return contenders.map((contender) => rowOf({ contender, contenders, image, times }))
}

async function contenderOf(engine, { params }) {
  const isSlow = engine.kind === 'reference' || engine.isSoftware
  const drawn = isSlow ? coarser(params) : params
  const job = jobOf(drawn)
  const { name, warmMs } = engine
  return { name, warmMs, engine, drawn, job, ...(await engine.output(job)) }
}

function coarser({ width, height, pitch, ...view }) {
  return { ...view, width: width / COARSER, height: height / COARSER, pitch: pitch * COARSER }
}

function jobOf(params) {
  const work = { kernelId: kernels.RENDER_KERNEL_ID, params: kernels.encodeRenderParams(params) }
  return kernels.shardJob({ ...work, shards: 1, shard: 0 })
}

/** What was timed has to be the image. */
async function assertRight({ name, job, read }) {
  const rows = await job.kernel.openWasm()
  const need = await rows.rows(job, [], { first: 0, count: job.params.height })
  if (Buffer.compare(Buffer.from(await read()), Buffer.from(need)) !== 0) throw new Error(`${name} drew another image`)
}

function rowOf({ contender, contenders, image, times }) {
  const { name, drawn } = contender
  const { ms, medianMs, rounds } = times.get(name)
  const beside = {}
  for (const other of name === REFERENCE ? [] : contenders.filter((one) => one.name === REFERENCE)) {
    const work = pixelsOf(drawn) / pixelsOf(other.drawn)
    beside[REFERENCE] = timesAsFast(times.get(name), times.get(REFERENCE), work)
  }
  const { width, height } = image.params
  const note = drawn === image.params ? {} : { note: `${drawn.width}×${drawn.height} of the same view` }
  const measured = { ms, medianMs, runs: rounds.length, rate: pixelsOf(drawn) / ms / 1000, unit: 'Mpixel/s' }
  return { work: 'render', size: `${image.name} ${width}×${height}`, engine: name, ...measured, beside, ...note }
}

const pixelsOf = ({ width, height }) => width * height
