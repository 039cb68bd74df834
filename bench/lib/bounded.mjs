// The operand of 256 MiB times 256 columns in bounded memory: a process of its own for each backend, whose rows of A are
// made when they are read, commits to A, B and C and computes; its peak of resident memory is the figure.
import { fileURLToPath } from 'node:url'
import { runNode } from '../../scripts/lib/run.mjs'
import { SIZES, gops, sizeText } from './operands.mjs'

const CHILD = fileURLToPath(new URL('bounded-child.mjs', import.meta.url))
const SIZE = SIZES.at(-1)
const MIB = 2 ** 20

export async function boundedRows({ engines }) {
  const rows = []
  for (const { kind, name } of engines.filter((engine) => engine.kind !== 'reference' && !engine.isSoftware)) {
    const { code, output } = await runNode([CHILD, kind, JSON.stringify(SIZE)])
    if (code !== 0) throw new Error(`the bounded product on ${name} failed:\n${output}`)
    const { runMs, commitMs, idleBytes, peakBytes } = JSON.parse(output.trim().split('\n').at(-1))
    const note = `peak of resident memory ${Math.round(peakBytes / MIB)} MiB, ${Math.round(idleBytes / MIB)} MiB before; commitment ${Math.round(commitMs)} ms`
    const rate = gops(SIZE, runMs)
    rows.push({
      work: 'bounded memory',
      size: sizeText(SIZE),
      engine: name,
      ms: runMs,
      rate,
      unit: 'GOPS',
      commitMs,
      idleBytes,
      peakBytes,
      note,
    })
  }
  return rows
}
