// Commitment and Freivalds' check beside the compute that they belong to.
import { jobOf, kernels } from './engines.mjs'
import { operandsOf, sizeText } from './operands.mjs'
import { takeTurns, timesAsFast } from './timing.mjs'

const TENSORS = ['a', 'b', 'c']

const percent = (part, whole) => `${((100 * part) / whole).toPrecision(3)} %`

/** What committing to A, B and C costs beside computing C: one after another, and at once where the backend can. */
export async function commitmentRows({ size, engines }) {
  const rows = []
  const operands = operandsOf(size)
  for (const engine of engines.filter(({ kind, isSoftware }) => kind !== 'reference' && !isSoftware)) {
    const product = await engine.product(operands)
    const steps = [
      { name: 'run', run: product.run },
      ...TENSORS.map((name) => ({ name, run: () => product.commit(name) })),
      { name: 'together', run: product.together },
    ]
    const warm = steps.map((step) => ({ ...step, warmMs: engine.warmMs }))
    const times = await takeTurns(warm, { budgetMs: 4000 })
    product.free()
    rows.push(commitmentRow({ size, engine, times }))
  }
  return rows
}

function commitmentRow({ size, engine, times }) {
  const share = (name) => timesAsFast(times.get('run'), times.get(name))
  const each = TENSORS.map((name) => `${name.toUpperCase()} ${percent(share(name), 1)}`)
  const inTurn = TENSORS.reduce((sum, name) => sum + share(name), 0)
  const together = Math.max(0, share('together') - 1)
  const note = `${percent(inTurn, 1)} of compute in turn (${each.join(', ')}), ${percent(together, 1)} at once`
  const ms = Object.fromEntries(['run', ...TENSORS, 'together'].map((name) => [name, times.get(name).ms]))
  const shares = { inTurn, together }
  return {
    work: 'commitment',
    size: sizeText(size),
    engine: engine.name,
    ms: ms.a + ms.b + ms.c,
    times: ms,
    shares,
    note,
  }
}

/** Freivalds' check of C beside computing it on the best backend that is no reference. */
export async function freivaldsRows({ size, engines }) {
  const operands = operandsOf(size)
  const job = jobOf(size)
  const rows = []
  for (const engine of engines.filter(({ kind, isSoftware }) => kind !== 'reference' && !isSoftware)) {
    const product = await engine.product(operands)
    const run = { name: 'run', run: product.run, warmMs: engine.warmMs }
    const { ms: compute } = (await takeTurns([run], { rounds: 2 })).get('run')
    const sources = [...sourcesOf(job, operands), outputSource(job, await product.read())]
    const check = {
      name: 'check',
      run: () => job.kernel.findWrong(job, { inputs: sources.slice(0, 2), output: sources[2] }),
    }
    const { ms } = (await takeTurns([check])).get('check')
    const found = await check.run()
    if (found.wrongElement !== undefined) throw new Error(`${engine.name} computed element ${found.wrongElement} wrong`)
    product.free()
    rows.push({
      work: 'Freivalds',
      size: sizeText(size),
      engine: engine.name,
      ms,
      note: `${percent(ms, compute)} of compute`,
    })
  }
  return rows
}

function sourcesOf({ layout }, { a, bt }) {
  return [a, bt].map((array, i) => kernels.bytesSource(layout.inputs[i], new Uint8Array(array.buffer)))
}

function outputSource({ layout }, c) {
  return kernels.bytesSource(layout.output(0), new Uint8Array(c.buffer, c.byteOffset, c.byteLength))
}
