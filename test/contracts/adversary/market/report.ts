import { formatEther } from 'ethers'
import { larger, runsOf } from '../runs.js'
import type { Outcome, Report } from '../strategy.js'
import { textTable } from '../textTable.js'
import { PRICE } from './prices.js'
import { strategies } from './strategies.js'
import type { Chance, MarketStrategy } from './strategyOf.js'
import { tailOf } from './tail.js'

/** What all runs of one strategy came to, in prices. */
export type Row = {
  readonly name: string
  readonly seeds: number
  readonly mean: number
  /** The standard error of `mean`: by the strategy's whole distribution, or by the runs where that is not known. */
  readonly error: number
  /** What the rules give on average; undefined where nobody reckoned it. */
  readonly expected?: number
  readonly worstVictims: number
  readonly bound: number
  readonly known?: string
  /** Every broken rule, with the seed that broke it. */
  readonly broken: readonly string[]
}

/** An outcome that came as often as only so rarely happens breaks a rule. */
const LEAST_LIKELY = 1e-8
const TINY = 1e-12

const ABOUT = `Jobs at a price of 1 QRN with a lock of 6, of which the author has 0.025; all amounts in prices. Profit is what the party (a
worker, a challenger, a requester and a delegator that are one) has in wallets, ledgers and stake in the end, less what it
had and less the cost of the work that it really did; a job's whole work is taken to cost what it pays, 0.975, so honest
work brings 0 and all that is skipped is gain. A right result is worth its price to whoever ordered it. Gas and rewards of
stake are not counted. "exact" is the mean of all outcomes that the rules allow, each with its chance; no run may come to
anything else, and the error is what these outcomes give for so many seeds. Where it is empty, no run may pay. The worst
loss is the largest of all others together in one run, reckoned in the same way and gains not set off. A run breaks a rule,
too, where QRN are missing or appear.`

/** Plays every strategy with the seeds 1 to `seeds`. */
export async function report(seeds: number): Promise<Report> {
  const rows: Row[] = []
  for (const strategy of strategies) rows.push(await rowOf(strategy, seeds))
  const text = [ABOUT, tableOf(rows), notesOf(rows)].join('\n\n')
  return { text, broken: rows.flatMap((row) => row.broken) }
}

/** Plays one strategy with the seeds 1 to `seeds`. */
export async function rowOf(strategy: MarketStrategy, seeds: number): Promise<Row> {
  const { outcomes, broken } = await runsOf(strategy, seeds)
  const profits = outcomes.map(({ profit }) => inPrices(profit))
  const mean = meanOf(profits)
  const worstVictims = inPrices(outcomes.map(({ victims }) => victims).reduce(larger))
  const played = { name: strategy.name, seeds, mean, worstVictims, bound: inPrices(strategy.bound) }
  const known = strategy.known === undefined ? {} : { known: strategy.known }
  if (strategy.chances === undefined) return { ...played, ...known, error: errorOf(profits), broken }

  const expected = strategy.chances.reduce((all, { chance, profit }) => all + chance * inPrices(profit), 0)
  const error = Math.sqrt(varianceOf(strategy.chances, expected) / seeds)
  const rules = [...broken, ...oddCounts(strategy.name, strategy.chances, outcomes)]
  if (expected > TINY && strategy.known === undefined) rules.push(`${strategy.name}: pays ${expected} on average`)
  return { ...played, ...known, expected, error, broken: rules }
}

/** Outcomes that came far more or far less often than their chance allows. */
function oddCounts(name: string, chances: readonly Chance[], outcomes: readonly Outcome[]): string[] {
  return chances.flatMap(({ chance, profit }) => {
    const count = outcomes.filter((outcome) => outcome.profit === profit).length
    const odd = tailOf(outcomes.length, count, chance) < LEAST_LIKELY
    return odd ? [`${name}: ${inPrices(profit)} came ${count} times in ${outcomes.length}`] : []
  })
}

function varianceOf(chances: readonly Chance[], mean: number): number {
  return chances.reduce((all, { chance, profit }) => all + chance * (inPrices(profit) - mean) ** 2, 0)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

/** The standard error of the mean of what was played; zero for a single run. */
function errorOf(values: readonly number[]): number {
  const mean = meanOf(values)
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0)
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length)
}

function tableOf(rows: readonly Row[]): string {
  const head = ['strategy', 'seeds', 'mean profit', '±', 'exact', 'worst loss', 'bound', 'verdict']
  const notes = reasonsOf(rows)
  const cells = rows.map((row) => [
    row.name,
    String(row.seeds),
    row.mean.toFixed(3),
    row.error.toFixed(3),
    row.expected?.toFixed(3) ?? '',
    row.worstVictims.toFixed(3),
    row.bound.toFixed(3),
    verdictOf(row, notes),
  ])
  return textTable([head, ...cells])
}

function verdictOf({ broken, known }: Row, notes: readonly string[]): string {
  if (broken.length > 0) return 'BROKEN'
  return known === undefined ? 'does not pay' : `known, note ${notes.indexOf(known) + 1}`
}

function notesOf(rows: readonly Row[]): string {
  return reasonsOf(rows)
    .map((reason, index) => `note ${index + 1}: ${reason}`)
    .join('\n')
}

function reasonsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ known }) => known ?? []))]
}

function inPrices(amount: bigint): number {
  return Number(formatEther(amount)) / Number(formatEther(PRICE))
}
