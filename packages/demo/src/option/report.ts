import type { AsianOptionEstimate } from '@quern/sdk'
import { table } from '../table.js'
import type { Estimate } from './doubles.js'
import { europeanPrice, geometricPrice, type AsianCall } from './formulas.js'

/** Standard errors by which an estimate may be off: one of 16,000 is further. */
const SIGMAS = 4

/** What the workers found, and what it is compared with. */
export interface Prices {
  readonly call: AsianCall
  readonly bought: AsianOptionEstimate
  readonly doubles: Estimate
}

/** The prices in a table, and what they say in words. */
export function formatPrices({ call, bought, doubles }: Prices): string {
  const { spot, strike, volatility, rate, years, steps } = call
  const row = (what: string, price: number, { standardError, paths }: Partial<Estimate> = {}) => [
    what,
    price.toFixed(4),
    standardError?.toFixed(4) ?? '',
    paths?.toLocaleString('en') ?? '',
  ]
  const rows = [
    row('bought: fixed point, Philox4x32-10', bought.price, bought),
    row('here: floating point, Box-Muller from xorshift32', doubles.price, doubles),
    row('formula: a call on the geometric average, which is less', geometricPrice(call)),
    row('formula: the mean of the calls on each price, which is more', europeanPrice(call)),
  ]
  const deviations = Math.abs(bought.price - doubles.price) / errorOfDifference(bought, doubles)
  return [
    `A call on the average of ${steps} prices in ${years === 1 ? 'a year' : `${years} years`}, strike ${strike}, spot ${spot}, ` +
      `volatility ${percent(volatility)} and interest ${percent(rate)} a year:`,
    table(['price today by', 'price', 'standard error', 'paths'], rows),
    `Both estimates are ${deviations.toFixed(2)} standard errors of their difference apart. ` +
      `Prices are cut off at 64 times the spot, which takes less than ${(bought.cutOff + 5e-5).toFixed(4)} off what was bought.`,
  ].join('\n\n')
}

/** What did not come out as it must: both estimates are alike, and between the formulas. */
export function judgePrices({ call, bought, doubles }: Prices): string[] {
  const apart = Math.abs(bought.price - doubles.price) > SIGMAS * errorOfDifference(bought, doubles)
  const room = SIGMAS * bought.standardError
  const between = bought.price > geometricPrice(call) - room && bought.price < europeanPrice(call) + room
  return [
    ...(apart ? [`The price is ${bought.price}, in floating point it is ${doubles.price}.`] : []),
    ...(between ? [] : [`The price ${bought.price} is not between those of the formulas.`]),
  ]
}

function errorOfDifference(left: Estimate, right: Estimate): number {
  return Math.hypot(left.standardError, right.standardError)
}

function percent(part: number): string {
  return `${(100 * part).toFixed(0)} %`
}
