// Paths of MonteCarlo drawn a second on every backend, taking turns with the reference.
import { kernels } from './engines.mjs'
import { takeTurns, timesAsFast } from './timing.mjs'

const REFERENCE = 'reference'
/** Prices of a path: a year's months, and its trading days. */
const STEPS = [12, 252]
/** Steps of a run by the kind of backend: of a GPU so many that it is busy for longer than a submit. */
const LOG2_STEPS = { reference: 17, wasm: 22, webgpu: 32 }
const LOG2_STEPS_SOFTWARE = 19
/** Chunks that are compared with the reference. */
const AGAIN = 16
/** Of a year at 5 % and a volatility of 30 %: log2 of the price, Q32 and Q29. */
const YEAR = { drift: 30_981_640, volatility: 232_362_301 }

/** A row for each backend and number of steps. */
export async function pathRows({ engines }) {
  const rows = []
  for (const steps of STEPS) {
    const contenders = []
    for (const engine of engines) contenders.push(await contenderOf(engine, steps))
    const times = await takeTurns(contenders)
    for (const contender of contenders) {
      await assertRight(contender)
      contender.free()
      rows.push(rowOf(contender, { contenders, times, steps }))
    }
  }
  return rows
}

async function contenderOf({ name, kind, isSoftware, warmMs, output }, steps) {
  const most = Math.floor(kernels.MONTE_CARLO_MAX_COST / (steps + kernels.MONTE_CARLO_PATH_COST))
  const chunks = Math.ceil(2 ** (isSoftware ? LOG2_STEPS_SOFTWARE : LOG2_STEPS[kind]) / steps / most)
  const market = {
    drift: Math.round(YEAR.drift / steps),
    volatility: Math.round(YEAR.volatility / Math.sqrt(steps)),
    strike: 2 ** 22,
  }
  const params = kernels.encodeMonteCarloParams({ option: 0, steps, paths: most, chunks, ...market, seed: 7n })
  const job = kernels.shardJob({ kernelId: kernels.MONTE_CARLO_KERNEL_ID, params, shards: 1, shard: 0 })
  const timed = await output(job)
  // A software driver compiles the shader for longer than its budget.
  await timed.run()
  return { name, warmMs, paths: chunks * most, job, ...timed }
}

/** What was timed has to be the sums, of which the last chunks are drawn again. */
async function assertRight({ name, job, read }) {
  const { rows, rowBytes } = job.layout.output(0)
  const last = { first: Math.max(0, rows - AGAIN), count: Math.min(rows, AGAIN) }
  const need = await job.kernel.reference.rows(job, [], last)
  const have = (await read()).subarray(last.first * rowBytes)
  if (Buffer.compare(Buffer.from(have), Buffer.from(need)) !== 0) throw new Error(`${name} drew other paths`)
}

function rowOf({ name, paths }, { contenders, times, steps }) {
  const { ms, medianMs, rounds } = times.get(name)
  const slow = contenders.find((contender) => contender.name === REFERENCE && name !== REFERENCE)
  const beside = slow && { [REFERENCE]: timesAsFast(times.get(name), times.get(REFERENCE), paths / slow.paths) }
  const measured = { ms, medianMs, runs: rounds.length, rate: paths / ms / 1000, unit: 'Mpaths/s' }
  return { work: 'monte-carlo', size: `${steps} steps`, engine: name, ...measured, beside: beside ?? {}, bars: {} }
}
