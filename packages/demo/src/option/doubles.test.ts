import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priceInDoubles } from './doubles.js'
import { europeanPrice, geometricPrice, normalBelow, type AsianCall } from './formulas.js'
import { formatPrices, judgePrices } from './report.js'

const YEARLY: AsianCall = { spot: 50, strike: 55, volatility: 0.3, rate: 0.05, years: 1, steps: 12 }

test('normalBelow_isTheDistributionFunction', () => {
  const known = [
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.96, 0.024997895148220435],
    [4, 0.9999683287581669],
    [-6, 9.865876450376946e-10],
    [9, 1],
    [-9, 0],
  ] as const
  for (const [x, below] of known) assert.ok(Math.abs(normalBelow(x) - below) < 1e-14, String(x))
})

// With one step all averages are the last price, whose call has the formula of Black and Scholes.
test('formulas_oneStep_areThatOfBlackAndScholes', () => {
  for (const price of [geometricPrice, europeanPrice])
    assert.ok(Math.abs(price({ ...YEARLY, steps: 1 }) - 5.010038810027975) < 1e-12)
})

test('priceInDoubles_isTheFormulasPriceForOneStep_andBetweenThemForMore', () => {
  const one = priceInDoubles({ ...YEARLY, steps: 1 }, { paths: 400_000, seed: 1 })
  assert.ok(Math.abs(one.price - 5.01004) < 4 * one.standardError, `${one.price} ± ${one.standardError}`)
  assert.ok(one.standardError > 0.01 && one.standardError < 0.02, String(one.standardError))
  const twelve = priceInDoubles(YEARLY, { paths: 100_000, seed: 2 })
  assert.ok(twelve.price > geometricPrice(YEARLY) && twelve.price < europeanPrice(YEARLY))
})

test('judgePrices_refusesPricesThatAreFarOffOrBeyondTheFormulas', () => {
  // The formulas say 2.0958 and 2.8297.
  const judge = (price: number, other: number) =>
    judgePrices({
      call: YEARLY,
      bought: { price, standardError: 0.04, cutOff: 0, paths: 10_000 },
      doubles: { price: other, standardError: 0.03, paths: 10_000 },
    })
  assert.deepEqual([judge(2.35, 2.3), judge(2.3, 2.49), judge(1.94, 2), judge(2.98, 2.9)], [[], [], [], []])
  assert.deepEqual(judge(2.3, 2.51), ['The price is 2.3, in floating point it is 2.51.'])
  assert.deepEqual(judge(1.93, 2), ['The price 1.93 is not between those of the formulas.'])
  assert.deepEqual(judge(3, 2.9), ['The price 3 is not between those of the formulas.'])
})

test('formatPrices_showsBothEstimatesBesideTheFormulas', () => {
  const doubles = { price: 2.3, standardError: 0.03, paths: 10_000 }
  const bought = { ...doubles, price: 2.35, standardError: 0.04, cutOff: 0.01234 }
  const text = formatPrices({ call: YEARLY, bought, doubles })
  assert.match(text, /^A call on the average of 12 prices .* volatility 30 % and interest 5 % a year:$/m)
  assert.match(text, /^bought: .* 2\.3500 +0\.0400 +10,000$/m)
  assert.match(text, /^here: .* 2\.3000 +0\.0300 +10,000$/m)
  assert.match(text, /are 1\.00 standard errors/)
  assert.match(text, /takes less than 0\.0124 off/)
})
