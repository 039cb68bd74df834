import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { maxTransactionGas } from '@quern/sdk'
import { gasOfJobs, gasOfWorst, type GasShape } from './gas.js'

/** The jobs of docs/gas.md: 1024 x 1024 x 1024, 96 bytes of params, 28 of URI, 65 of signature. */
const flat = { proofBytes: 3456, sampleGas: 0, isWitness: false, isPosted: false } as const
const measured: GasShape = { requestBytes: 189, sampleBps: 0, samples: 0, ...flat }
const sampled: GasShape = { ...measured, sampleBps: 10_000, samples: 4 }

/** Whether an estimate lies at most a fifth above what was measured, and never below. */
function assertCovers(estimate: bigint, gas: number): void {
  assert.ok(Number(estimate) >= gas && Number(estimate) <= gas * 1.2, `${estimate} for ${gas}`)
}

describe('gasOfJobs', () => {
  it('covers a whole job that was measured', () => {
    assertCovers(gasOfJobs(measured, 1), 313_295)
  })

  it('covers a posted job and a search that were measured', () => {
    assertCovers(gasOfJobs({ ...measured, isPosted: true }, 1), 99_680 + 68_912 + 59_633 + 53_614)
    assertCovers(gasOfJobs({ ...measured, isWitness: true, sampleGas: 8_500 }, 1), 132_496 + 117_058)
  })

  it('covers lists of 32 that were measured, and an accept and a commit of their own', () => {
    const together = 1_768_880 + 747_005 + 437_654
    const commitAlone = 68_912 + 31 * 10_000
    assertCovers(gasOfJobs(measured, 32), together + commitAlone)
  })

  it('covers a drawn job that was measured, with the posting of its header', () => {
    assertCovers(gasOfJobs(sampled, 1), 313_177 - 59_633 + 573_180 + 40_000)
  })

  it('grows with samples, with their proofs, with the chance of a draw and with the request', () => {
    for (const change of [{ samples: 5 }, { proofBytes: 4000 }, { requestBytes: 1000 }] as const)
      assert.ok(gasOfJobs({ ...sampled, ...change }, 4) > gasOfJobs(sampled, 4), Object.keys(change)[0])
    const chance = [0, 2500, 5000, 10_000].map((sampleBps) => gasOfJobs({ ...sampled, sampleBps }, 4))
    assert.deepEqual(
      chance,
      chance.toSorted((one, other) => Number(one - other)),
    )
    assert.equal(new Set(chance).size, 4)
  })

  it('adds what checks take besides their bytes, once they are more than the bytes', () => {
    const checked =
      gasOfJobs({ ...sampled, sampleGas: 1_000_000 }, 1) - gasOfJobs({ ...sampled, sampleGas: 900_000 }, 1)
    assertCovers(checked, 4 * 100_000)
    assert.equal(gasOfJobs({ ...sampled, sampleGas: 1 }, 1), gasOfJobs(sampled, 1))
  })

  it('adds what the check of each answer takes', () => {
    const search = { ...measured, isWitness: true, sampleGas: 8_500 }
    assertCovers(gasOfJobs({ ...search, sampleGas: 108_500 }, 2) - gasOfJobs(search, 2), 2 * 100_000)
  })

  it('shares what a transaction costs among its jobs', () => {
    const ofJob = [1, 2, 8, 32].map((jobs) => gasOfJobs(measured, jobs) / BigInt(jobs))
    assert.deepEqual(
      ofJob,
      ofJob.toSorted((one, other) => Number(other - one)),
    )
  })
})

describe('gasOfWorst', () => {
  it('covers a drawn reveal that was measured, with the posting of its header', () => {
    const gas = Number(gasOfWorst({ ...sampled, sampleBps: 1 })) / (573_660 + 40_000)
    assert.ok(gas > 1.1 && gas < 1.25, String(gas))
    assert.equal(gasOfWorst(measured), 0n)
  })

  it('covers a witness that was measured', () => {
    assertCovers(gasOfWorst({ ...measured, isWitness: true, sampleGas: 8_500 }), 117_058)
  })

  it('fits a transaction for all that a kernel may allow: 96 KiB, 12M gas of checks', () => {
    const requestBytes = 8_192
    for (const samples of [1, 12, 25, 200]) {
      const proofBytes = 98_304 / samples
      const reveal = { ...sampled, requestBytes, samples, proofBytes, sampleGas: 12_000_000 / samples }
      assert.ok(gasOfWorst(reveal) <= maxTransactionGas, String(samples))
    }
    assert.ok(gasOfWorst({ ...measured, requestBytes, isWitness: true, sampleGas: 12_000_000 }) <= maxTransactionGas)
  })
})
