// The table of the inverse normal distribution that docs/specs/monte-carlo.md describes: parabolas over sixteenths of octaves
// of the tail's probability. Only operations that every engine rounds alike, so that the integers are the same everywhere.

const OCTAVES = 32
const PARTS = 16
const STEPS = 2 ** 16
const ONE = 2 ** 20
const SAMPLES = 64
const ROOT_TWO_PI = 2.5066282746310002

/** e^−y for y >= 0: a series of y / 64, then squared six times. */
function decay(y) {
  const x = y / 64
  let term = 1
  let sum = 1
  for (let k = 1; k < 30; k++) {
    term *= -x / k
    sum += term
  }
  for (let i = 0; i < 6; i++) sum *= sum
  return sum
}

function density(z) {
  return decay((z * z) / 2) / ROOT_TWO_PI
}

/** The probability of more than z >= 0: by the series about 0, or by Laplace's continued fraction where that is short. */
function tail(z) {
  if (z > 3) {
    let fraction = 0
    for (let k = 200; k >= 1; k--) fraction = k / (z + fraction)
    return density(z) / (z + fraction)
  }
  let term = z
  let sum = z
  for (let k = 1; k < 80; k++) {
    term *= (z * z) / (2 * k + 1)
    sum += term
  }
  return 0.5 - density(z) * sum
}

/** z with tail(z) = probability, 0 < probability <= 1/2, by Halley's iteration from 0. */
function inverseTail(probability) {
  let z = 0
  let step = 1
  while (Math.abs(step) > 1e-11) {
    step = (tail(z) - probability) / density(z)
    step /= 1 - Math.min(0.5, (z * step) / 2)
    z += step
  }
  return z
}

/**
 * The parabola of part `part` of octave `octave`: z is start − ((t · (slope − ((t · bend) >> 16))) >> 16), Q20, for t = 0 … 65535
 * across the part. It goes through three Chebyshev points; then start is moved to where the largest error is least.
 */
function piece(octave, part) {
  const scale = 2 ** -(octave + 2)
  const exact = (t) => inverseTail(scale * (1 + (part + (t + 0.5) / STEPS) / PARTS)) * ONE
  const nodes = [0.0669872981077807, 0.5, 0.9330127018922193].map((share) => share * STEPS)
  const [first, middle, last] = nodes.map(exact)
  const [left, right] = [(middle - first) / (nodes[1] - nodes[0]), (last - middle) / (nodes[2] - nodes[1])]
  const curve = (right - left) / (nodes[2] - nodes[0])
  const slope = Math.round(-(left - curve * (nodes[0] + nodes[1])) * STEPS)
  const bend = Math.round(curve * STEPS * STEPS)
  const fall = (t) => Math.floor((t * (slope - Math.floor((t * bend) / STEPS))) / STEPS)
  const errors = Array.from({ length: SAMPLES + 1 }, (_, i) => Math.min(STEPS - 1, (i * STEPS) / SAMPLES)).map(
    (t) => exact(t) + fall(t),
  )
  const start = Math.round((Math.min(...errors) + Math.max(...errors)) / 2)
  return { start: Math.max(start, fall(STEPS - 1)), slope, bend }
}

/** The pieces, 16 for each of 32 octaves, from the middle of the distribution outwards. */
export function normalTable() {
  return Array.from({ length: OCTAVES * PARTS }, (_, i) => piece(Math.floor(i / PARTS), i % PARTS))
}
