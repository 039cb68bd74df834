import assert from 'node:assert/strict'
import test from 'node:test'
import { combined } from './breakdown.mjs'
import { GROWTH } from './growth-stories.mjs'
import { pageText, snapshotText, verdict } from './page.mjs'
import { REASONS } from './reasons.mjs'
import { ROWS, SLOTS } from './rows.mjs'

const PRICE = { makes: 20_000, changes: 2_900, cold: 2_100 }

/** A figure with as many slots as the row names. */
function figureOf(key, gas = 1) {
  const { makes = [], changes = [], reads = [] } = SLOTS[key] ?? {}
  const slots = (count, price) => ({ count, gas: count * price })
  const cold = makes.length + changes.length + reads.length
  return {
    ...combined([]),
    gas,
    newSlots: slots(makes.length, PRICE.makes),
    changedSlots: slots(changes.length, PRICE.changes),
    coldSlots: slots(cold, PRICE.cold),
    coldAccounts: slots(0, 0),
    logs: slots(0, 0),
  }
}

/** Every row, each far under its bar. */
function allFigures() {
  const rows = ROWS.map(({ key }) => key).filter((key) => key !== 'distribute')
  return new Map([...rows, ...GROWTH.flatMap(({ keys }) => keys)].map((key) => [key, figureOf(key)]))
}

test('a bar is met up to its last gas', () => {
  assert.equal(verdict(35_500, 35_500), 'met')
  assert.equal(verdict(36_501, 35_500), 'dearer by 1,001')
})

test('the snapshot is flat, sorted, and knows that distributing costs nothing', () => {
  const text = snapshotText(
    new Map([
      ['withdraw', { gas: 7 }],
      ['accept.signed', { gas: 5 }],
    ]),
  )
  assert.equal(text, '{\n  "accept.signed": 5,\n  "distribute": 0,\n  "withdraw": 7\n}\n')
})

test('the page explains rows above their bar, and them only', () => {
  assert.match(pageText(allFigures(), ''), /Every row keeps its bar\./)
  const dear = allFigures().set('withdraw', figureOf('withdraw', 45_001))
  const page = pageText(dear, '')
  assert.match(page, /\| 45,001 \| 45,000 \|.*\| dearer by 1 \|/)
  assert.ok(page.includes(`**\`withdraw\`.** ${REASONS.withdraw(figureOf('withdraw'))}`))
  assert.ok(!page.includes('**`finalize`.**'))
})

test('a row above its bar without a reason stops the page', () => {
  const dear = allFigures().set('transfer.known', figureOf('transfer.known', 35_501))
  assert.throws(() => pageText(dear, ''), /above the bar and not explained: transfer\.known/)
})

test('slots that are not named stop the page', () => {
  const figure = { ...figureOf('finalize'), newSlots: { count: 1, gas: PRICE.makes } }
  assert.throws(() => pageText(allFigures().set('finalize', figure), ''), /finalize: the trace has 1,4,4/)
})

test('a figure without a row, or a row without a figure, stops the page', () => {
  assert.throws(() => pageText(allFigures().set('mint', figureOf('mint')), ''), /rows and stories differ: mint/)
  const fewer = allFigures()
  fewer.delete('cancel')
  assert.throws(() => pageText(fewer, ''), /rows and stories differ/)
})
