// Renders snapshots/gas.json and docs/gas.md.
import { GROWTH } from './growth-stories.mjs'
import { REASONS } from './reasons.mjs'
import { ROWS, SLOTS } from './rows.mjs'

const n = (value) => value.toLocaleString('en-US')
const NONE = { gas: 0 }

/** The flat object key → gas, sorted. */
export function snapshotText(figures) {
  const all = [...figures].map(([key, { gas }]) => [key, gas])
  const sorted = [...all, ['distribute', 0]].toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`
}

/** The page; throws when a row above its bar is not explained, or when a trace touched other slots than are named. */
export function pageText(figures, preamble) {
  requireSameKeys(figures)
  const sections = [
    preamble,
    '## Against the bar',
    table(
      BAR_HEAD,
      ROWS.filter(({ bar }) => bar !== undefined).map((row) => barCells(row, figures)),
    ),
    '## Without a bar',
    table(
      PLAIN_HEAD,
      ROWS.filter(({ bar }) => bar === undefined).map((row) => plainCells(row, figures)),
    ),
    '## Growth',
    GROWTH_TEXT,
    table(
      GROWTH_HEAD,
      GROWTH.map((row) => growthCells(row, figures)),
    ),
    '## What is above its bar, and what the extra gas buys',
    reasons(figures),
    '## Where the gas goes',
    PARTS_TEXT,
    table(
      PARTS_HEAD,
      ROWS.filter(({ key }) => figures.has(key)).map(({ key }) => partsCells(key, figures.get(key))),
    ),
    '## Which slots a transaction touches',
    SLOTS_TEXT,
    table(
      SLOTS_HEAD,
      Object.keys(SLOTS).map((key) => slotCells(key, figures.get(key))),
    ),
  ]
  return `${sections.join('\n\n')}\n`
}

function requireSameKeys(figures) {
  const named = new Set([...ROWS.map(({ key }) => key), ...GROWTH.flatMap(({ keys }) => keys)])
  const differ = [
    ...[...figures.keys()].filter((key) => !named.has(key)),
    ...[...named].filter((key) => !hasFigure(figures, key)),
  ]
  if (differ.length > 0) throw new Error(`rows and stories differ: ${differ.join(', ')}`)
}

/** Distributing takes no transaction, so there is nothing to measure. */
function hasFigure(figures, key) {
  return key === 'distribute' || figures.has(key)
}

const BAR_HEAD = ['key', 'operation', 'ours', 'bar', 'best comparable', 'calldata bytes', 'verdict']
const PLAIN_HEAD = ['key', 'operation', 'ours', 'calldata bytes']
const PARTS_HEAD = [
  'key',
  'calldata',
  'new slots',
  'changed slots',
  'cold slots',
  'cold contracts',
  'logs',
  'computation',
  'floor or refund',
  'total',
]
const SLOTS_HEAD = ['key', 'from zero', 'changed', 'only read']
const GROWTH_HEAD = ['operation', 'grows', 'after', 'gas']
const GROWTH_TEXT = `The same transaction after little and after much has happened. What differs by a few hundred is bytes that \
are zero or not, and bits of the time in the emission curve; nothing is looked through.`
const PARTS_TEXT = `From \`debug_traceTransaction\`; a row's parts and 21,000 for each transaction sum to its total. New slots: SSTORE \
from zero, 20,000 each. Changed: 2,900 each. Cold slots: 2,100 for the first touch of a slot, read or written. Cold \
contracts: 2,600 each. Computation is everything else that is executed, precompiles among it. The last part is what \
EIP-7623's floor adds, or, negative, what is refunded.`
const SLOTS_TEXT = 'The numbers of slots are held against the trace whenever this page is made.'

/** Whether `gas` keeps the bar. */
export function verdict(gas, bar) {
  return gas <= bar ? 'met' : `dearer by ${n(gas - bar)}`
}

function barCells({ key, operation, bar, comparable }, figures) {
  const { gas, bytes } = figures.get(key) ?? NONE
  const cells = [`\`${key}\``, operation, n(gas), n(bar), comparable ?? 'none has it']
  return [...cells, bytes === undefined ? '–' : n(bytes), verdict(gas, bar)]
}

function plainCells({ key, operation }, figures) {
  const { gas, bytes } = figures.get(key)
  return [`\`${key}\``, operation, n(gas), n(bytes)]
}

function growthCells({ operation, grows, sizes, keys }, figures) {
  return [operation, grows, sizes.map(n).join(' / '), keys.map((key) => n(figures.get(key).gas)).join(' / ')]
}

function reasons(figures) {
  const above = ROWS.filter(({ key, bar }) => bar !== undefined && (figures.get(key) ?? NONE).gas > bar)
  if (above.length === 0) return 'Every row keeps its bar.'
  const unexplained = above.filter(({ key }) => REASONS[key] === undefined)
  if (unexplained.length > 0) throw new Error(`above the bar and not explained: ${unexplained.map(({ key }) => key)}`)
  return above.map(({ key }) => `**\`${key}\`.** ${REASONS[key](figures.get(key))}`).join('\n\n')
}

function partsCells(key, f) {
  const counted = ({ count, gas }) => (count === 0 ? '–' : `${n(gas)} (${count})`)
  const kinds = [f.newSlots, f.changedSlots, f.coldSlots, f.coldAccounts].map(counted)
  const rest = [n(f.logs.gas), n(f.other), f.adjusted === 0 ? '–' : n(f.adjusted), n(f.gas)]
  return [`\`${key}\``, n(f.calldata), ...kinds, ...rest]
}

function slotCells(key, { newSlots, changedSlots, coldSlots }) {
  const { makes = [], changes = [], reads = [] } = SLOTS[key]
  const named = [makes.length, changes.length, makes.length + changes.length + reads.length]
  const traced = [newSlots.count, changedSlots.count, coldSlots.count]
  if (named.join() !== traced.join()) {
    throw new Error(`${key}: the trace has ${traced} new, changed and cold slots, scripts/gas/rows.mjs names ${named}`)
  }
  return [`\`${key}\``, ...[makes, changes, reads].map((slots) => slots.join('; ') || '–')]
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
