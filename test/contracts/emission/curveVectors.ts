// The emission curve in 512-bit fixed point: where the constants of EmissionCurve.sol and the vectors of its Solidity test
// come from. `node test/contracts/emission/curveVectors.ts` writes the vectors anew.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concat, keccak256, toBeHex } from 'ethers'

export const VECTORS_FILE = fileURLToPath(new URL('../../solidity/unit/emission/CurveVectors.sol', import.meta.url))

const PRECISION = 512n
const ONE = 1n << PRECISION
const HALF_LIFE = 63_072_000n
const DAY = 86_400n
const YEARS = 50
const BUDGET = 6n * 10n ** 26n
const LN2 = ln2()

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
  const left = budget * fractionLeft(elapsed)
  const margin = budget << 20n
  if (left >> PRECISION !== (left + margin) >> PRECISION || left >> PRECISION !== (left - margin) >> PRECISION) {
    throw new RangeError(`emitted(${budget}, ${elapsed}) is too close to a whole number`)
  }
  return budget - (left >> PRECISION) - 1n
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
  const years = [word(32n), word(BigInt(YEARS)), ...Array.from({ length: YEARS }, (_, year) => yearDigest(year))]
  const seconds = sampledSeconds()
  const pairs = seconds.flatMap((s) => [word(s), word(fractionLeft(s) >> (PRECISION - 128n))])
  const fractions = [word(32n), word(BigInt(seconds.length)), ...pairs]
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Exact values of the emission curve, written by test/contracts/emission/curveVectors.ts.
library CurveVectors {
    /// @dev ABI-encoded \`bytes32[]\`, of each of ${YEARS} years of 365 days: the hash of what ${BUDGET} base units have emitted at the start of each day.
    bytes internal constant YEARS =
${years.map((digest) => `        hex"${digest.slice(2)}"`).join('\n')};

    /// @dev ABI-encoded \`uint256[2][]\`, pairs of a second and 2^-(second / half-life) with 128 fractional bits, rounded down.
    bytes internal constant FRACTIONS =
${fractions.map((value) => `        hex"${value.slice(2)}"`).join('\n')};
}
`
}

function yearDigest(year: number): string {
  const days = Array.from({ length: 365 }, (_, day) => BigInt(year * 365 + day))
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
