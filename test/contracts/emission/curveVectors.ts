// The emission curve in 512-bit fixed point: where the constants of EmissionCurve.sol and the vectors of its Solidity test
// come from. `node test/contracts/emission/curveVectors.ts` writes the vectors anew.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concat, keccak256, toBeHex } from 'ethers'

export const VECTORS_FILE = fileURLToPath(new URL('../../solidity/unit/emission/CurveVectors.sol', import.meta.url))

const PRECISION = 512n
const ONE = 1n << PRECISION
const HALF_LIFE = 63_072_000n
/** The length of an epoch, in seconds. */
export const DAY = 86_400n
const DAYS_OF_HALF_LIFE = 730
/** Epochs in 50 years, leap days included. */
export const EPOCHS = 18_263
/** What is emitted in the end, in base units. */
export const BUDGET = 6n * 10n ** 26n
const LN2 = ln2()
/** More than the rounding of a fraction with 512 bits, or of 730 products of such. */
const SLACK = 1n << 20n

/** 2 atanh(1/3), which is ln 2. */
function ln2(): bigint {
  let sum = 0n
  let power = ONE / 3n
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k
    power /= 9n
  }
  return 2n * sum
}

/** 2^-(elapsed / half-life) with 512 fractional bits; the last few of them are rounding. */
export function fractionLeft(elapsed: bigint): bigint {
  const x = ((elapsed % HALF_LIFE) * LN2) / HALF_LIFE
  let sum = ONE
  let term = ONE
  for (let k = 1n; term !== 0n; k += 1n) {
    term = -(term * x) / ONE / k
    sum += term
  }
  return sum >> (elapsed / HALF_LIFE)
}

/** What `budget` has emitted, rounded down. Throws where 512 bits do not tell on which side of a whole number it lies. */
export function emitted(budget: bigint, elapsed: bigint): bigint {
  if (elapsed % HALF_LIFE === 0n) return budget - divUp(budget, 1n << (elapsed / HALF_LIFE))
  return budget - leftUp(budget, fractionLeft(elapsed))
}

/**
 * What `BUDGET` has emitted at each edge of `EPOCHS` epochs, by another way than `emitted`: powers of the factor of one
 * day, whose 730th power is checked to be a half, which is what defines the curve.
 */
export function edges(): bigint[] {
  const day = fractionLeft(DAY)
  let fraction = ONE
  return Array.from({ length: EPOCHS + 1 }, (_, epoch) => {
    if (epoch > 0) fraction = (fraction * day) >> PRECISION
    if (epoch % DAYS_OF_HALF_LIFE !== 0) return BUDGET - leftUp(BUDGET, fraction)
    const halvings = BigInt(epoch / DAYS_OF_HALF_LIFE)
    const error = fraction - (ONE >> halvings)
    if (error > SLACK || error < -SLACK) throw new RangeError(`${epoch} days are not ${halvings} half-lives`)
    fraction = ONE >> halvings
    return BUDGET - divUp(BUDGET, 1n << halvings)
  })
}

/** `budget` times a fraction with 512 bits, rounded up. */
function leftUp(budget: bigint, fraction: bigint): bigint {
  const left = budget * fraction
  const margin = budget * SLACK
  if (left >> PRECISION !== (left + margin) >> PRECISION || left >> PRECISION !== (left - margin) >> PRECISION) {
    throw new RangeError(`${fraction} of ${budget} is too close to a whole number`)
  }
  return (left >> PRECISION) + 1n
}

/** The factor of bit `bit` of the elapsed seconds, with 128 fractional bits, rounded up. */
export function bitFactor(bit: number): bigint {
  return divUp(fractionLeft(1n << BigInt(bit)), 1n << (PRECISION - 128n))
}

/** ln 2 / half-life with 192 fractional bits, rounded down. */
export function rate(): bigint {
  return (LN2 / HALF_LIFE) >> (PRECISION - 192n)
}

/** The text of CurveVectors.sol. */
export function vectorsSource(): string {
  const digests = Array.from({ length: Math.ceil((EPOCHS + 1) / 365) }, (_, year) => yearDigest(year))
  const years = [word(32n), word(BigInt(digests.length)), ...digests]
  const seconds = sampledSeconds()
  const pairs = seconds.flatMap((s) => [word(s), word(fractionLeft(s) >> (PRECISION - 128n))])
  const fractions = [word(32n), word(BigInt(seconds.length)), ...pairs]
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Exact values of the emission curve, written by test/contracts/emission/curveVectors.ts.
library CurveVectors {
    /// @dev How many edges of days \`YEARS\` covers: those of 50 years, leap days included.
    uint256 internal constant EDGES = ${EPOCHS + 1};

    /// @dev ABI-encoded \`bytes32[]\`, of each 365 days: the hash of what ${BUDGET} base units have emitted at the start of each
    /// day. The last of them is cut short.
    bytes internal constant YEARS =
${years.map((digest) => `        hex"${digest.slice(2)}"`).join('\n')};

    /// @dev ABI-encoded \`uint256[2][]\`, pairs of a second and 2^-(second / half-life) with 128 fractional bits, rounded down.
    bytes internal constant FRACTIONS =
${fractions.map((value) => `        hex"${value.slice(2)}"`).join('\n')};
}
`
}

function yearDigest(year: number): string {
  const count = Math.min(365, EPOCHS + 1 - year * 365)
  const days = Array.from({ length: count }, (_, day) => BigInt(year * 365 + day))
  return keccak256(concat(days.map((day) => word(emitted(BUDGET, day * DAY)))))
}

// Of the seconds below 2^20, two of the seven where the series would be too low without the one it adds at its end.
const TIGHT_SECONDS = [352_575n, 870_111n]

/** Each bit alone, all bits below it, tight ones, the ends, and seconds spread over the half-life. */
function sampledSeconds(): bigint[] {
  const bits = Array.from({ length: 26 }, (_, bit) => 1n << BigInt(bit))
  const spread = Array.from({ length: 40 }, (_, i) => (BigInt(i) * 2_654_435_761n + 12_345n) % HALF_LIFE)
  return [...bits, ...bits.slice(1).map((bit) => bit - 1n), ...spread, ...TIGHT_SECONDS, HALF_LIFE - 1n]
}

function word(value: bigint): string {
  return toBeHex(value, 32)
}

function divUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(VECTORS_FILE, vectorsSource())
