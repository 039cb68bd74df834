/** A call on the average of prices at the ends of equal steps, in a market of geometric Brownian motion. */
export interface AsianCall {
  readonly spot: number
  readonly strike: number
  /** Of a year: the deviation of the price's logarithm. */
  readonly volatility: number
  /** Of a year, compounded continuously. */
  readonly rate: number
  readonly years: number
  readonly steps: number
}

/** What the same call is worth if the geometric average counts: it is never above the arithmetic one. */
export function geometricPrice(call: AsianCall): number {
  const { volatility, years, steps } = call
  const variance = (volatility ** 2 * years * (steps + 1) * (2 * steps + 1)) / (6 * steps ** 2)
  return discounted(call, expectedExcess(call, { variance, time: (years * (steps + 1)) / (2 * steps) }))
}

/** The mean of calls that end at each step but pay at the end: what an average has above the strike is never more. */
export function europeanPrice(call: AsianCall): number {
  const { volatility, years, steps } = call
  const times = Array.from({ length: steps }, (_, step) => (years * (step + 1)) / steps)
  const sum = times.reduce((total, time) => total + expectedExcess(call, { variance: volatility ** 2 * time, time }), 0)
  return discounted(call, sum / steps)
}

function discounted({ rate, years }: AsianCall, paid: number): number {
  return Math.exp(-rate * years) * paid
}

/** The expected excess over the strike of a price whose logarithm is normal, with the drift of `time` years. */
function expectedExcess(call: AsianCall, { variance, time }: { variance: number; time: number }): number {
  const { spot, strike, rate, volatility } = call
  const mean = Math.log(spot / strike) + (rate - volatility ** 2 / 2) * time
  const deviation = Math.sqrt(variance)
  const forward = Math.exp(mean + variance / 2)
  return strike * (forward * normalBelow(mean / deviation + deviation) - normalBelow(mean / deviation))
}

/** The probability that a normal deviate is below x: its series about 0, which is exact enough to 8 deviations. */
export function normalBelow(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0
  let [term, sum] = [x, x]
  for (let k = 1; k < 200; k++) {
    term *= (x * x) / (2 * k + 1)
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}
