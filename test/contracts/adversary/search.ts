import { formatEther } from 'ethers'
import type { Outcome, Strategy } from './strategy.js'

/** What all runs of one strategy came to. */
export type Row = {
  readonly name: string
  readonly seeds: number
  /** The run with the highest profit. */
  readonly best: Outcome
  /** The most that came back of what was spent, in bps, rounded up. */
  readonly returnBps: bigint
  readonly worstVictims: bigint
  /** Every broken rule, with the seed that broke it. */
  readonly broken: readonly string[]
}

const BPS = 10_000n

/** Runs every strategy with the seeds 1 to `seeds`, one after another. */
export async function search(strategies: readonly Strategy[], seeds: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const strategy of strategies) rows.push(await searchOne(strategy, seeds))
  return rows
}

async function searchOne({ name, run }: Strategy, seeds: number): Promise<Row> {
  const outcomes: Outcome[] = []
  const broken: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await run(seed)
    outcomes.push(outcome)
    broken.push(...outcome.broken.map((rule) => `${name}, seed ${seed}: ${rule}`))
  }
  const best = outcomes.reduce((most, outcome) => (outcome.profit > most.profit ? outcome : most))
  const returns = outcomes.map(({ paid, spent }) => (spent === 0n ? 0n : (paid * BPS + spent - 1n) / spent))
  return {
    name,
    seeds,
    best,
    returnBps: returns.reduce(larger),
    worstVictims: outcomes.map(({ victims }) => victims).reduce(larger),
    broken,
  }
}

/** The rows as a text table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ name, seeds, best, returnBps, worstVictims }) => [
    name,
    String(seeds),
    qrn(best.profit),
    `${(Number(returnBps) / 100).toFixed(2)} %`,
    qrn(worstVictims),
  ])
  const head = ['strategy', 'seeds', 'best profit (QRN)', 'most paid back', 'worst victim loss (QRN)']
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [head, ...cells].map(line).join('\n')
}

function qrn(amount: bigint): string {
  return Number(formatEther(amount)).toFixed(6)
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
