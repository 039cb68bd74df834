import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { VECTORS_FILE, bitFactor, rate, vectorsSource } from './curveVectors.js'

const CURVE_FILE = new URL('../../../contracts/emission/EmissionCurve.sol', import.meta.url)

describe('EmissionCurve', () => {
  const source = readFileSync(CURVE_FILE, 'utf8')

  it('has the factors of its bits, rounded up', () => {
    const factors = [...source.matchAll(/elapsed & (0x[0-9a-f]+) != 0\) left = \(left \* (0x[0-9a-f]+)/g)]
    expect(factors.map(([, mask]) => BigInt(mask ?? 0))).to.deep.equal(
      [20, 21, 22, 23, 24, 25].map((bit) => 1n << BigInt(bit)),
    )
    expect(factors.map(([, , factor]) => BigInt(factor ?? 0))).to.deep.equal([20, 21, 22, 23, 24, 25].map(bitFactor))
  })

  it('has the rate of its series, rounded down', () => {
    const [, constant] = /RATE = (0x[0-9a-f]+)/.exec(source) ?? []
    expect(BigInt(constant ?? 0)).to.equal(rate())
  })

  it('is tested against vectors that are fresh', () => {
    expect(readFileSync(VECTORS_FILE, 'utf8'), 'run: node test/contracts/emission/curveVectors.ts').to.equal(
      vectorsSource(),
    )
  })
})
