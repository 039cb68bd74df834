import { formatEther } from 'ethers'
import { larger, runsOf } from '../runs.js'
import type { Report, Strategy } from '../strategy.js'
import { textTable } from '../textTable.js'
import type { WashOutcome } from './outcome.js'
import { strategies } from './strategies.js'

/** What all runs of one strategy came to. */
export type Row = {
  readonly name: string
  readonly seeds: number
  /** The run with the highest profit. */
  readonly best: WashOutcome
  /** The most that came back of what was spent, in bps, rounded up. */
  readonly returnBps: bigint
  readonly worstVictims: bigint
  /** Every broken rule, with the seed that broke it. */
  readonly broken: readonly string[]
}

const BPS = 10_000n

const ABOUT = `Whole jobs of one party (four identities, one requester) and of two honest workers at two escrows. Profit is what the
party has in QRN in the end, in wallets, ledgers and bonds, less what it had; gas is not counted. A victim's loss is what
the honest were paid less than without the party's burns. A run breaks a rule where the party does not lose a tenth of its
burns at least, where the honest lose more than the party is paid, or where something owed cannot be claimed.`

/** Plays every strategy with the seeds 1 to `seeds`. */
export async function report(seeds: number): Promise<Report> {
  const rows: Row[] = []
  for (const strategy of strategies) rows.push(await rowOf(strategy, seeds))
  return { text: `${ABOUT}\n\n${tableOf(rows)}`, broken: rows.flatMap((row) => row.broken) }
}

/** Plays one strategy with the seeds 1 to `seeds`. */
export async function rowOf(strategy: Strategy<WashOutcome>, seeds: number): Promise<Row> {
  const { outcomes, broken } = await runsOf(strategy, seeds)
  const best = outcomes.reduce((most, outcome) => (outcome.profit > most.profit ? outcome : most))
  const returns = outcomes.map(({ paid, spent }) => (spent === 0n ? 0n : (paid * BPS + spent - 1n) / spent))
  const worstVictims = outcomes.map(({ victims }) => victims).reduce(larger)
  return { name: strategy.name, seeds, best, returnBps: returns.reduce(larger), worstVictims, broken }
}

function tableOf(rows: readonly Row[]): string {
  const head = ['strategy', 'seeds', 'best profit (QRN)', 'most paid back', 'worst victim loss (QRN)']
  const cells = rows.map(({ name, seeds, best, returnBps, worstVictims }) => [
    name,
    String(seeds),
    qrn(best.profit),
    `${(Number(returnBps) / 100).toFixed(2)} %`,
    qrn(worstVictims),
  ])
  return textTable([head, ...cells])
}

function qrn(amount: bigint): string {
  return Number(formatEther(amount)).toFixed(6)
}
