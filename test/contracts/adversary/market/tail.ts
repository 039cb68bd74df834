/** How likely something of the chance `p` happens in `n` tries as often as `count` times, or more rarely than that on its side. */
export function tailOf(n: number, count: number, p: number): number {
  const terms = Array.from({ length: n + 1 }, (_, k) => binomial(n, k, p))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return Math.min(1, sum(terms.slice(0, count + 1)), sum(terms.slice(count)))
}

/** The chance of exactly `k` of `n`; by logarithms, so that nothing overflows. */
function binomial(n: number, k: number, p: number): number {
  if (p <= 0 || p >= 1) return k === (p <= 0 ? 0 : n) ? 1 : 0
  let log = k * Math.log(p) + (n - k) * Math.log1p(-p)
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i)
  return Math.exp(log)
}
