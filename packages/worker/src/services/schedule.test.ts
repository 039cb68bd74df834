import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fitting, type Due } from './schedule.js'

const job: Due = { deadlineS: 110, ms: 3000 }
const fit = (queue: readonly Due[], most = 9): number => fitting({ queue, job, nowS: 100, most })

describe('fitting', () => {
  it('counts whole jobs until the deadline, up to the most', () => {
    assert.equal(fit([]), 3)
    assert.equal(fit([], 2), 2)
    assert.equal(fitting({ queue: [], job, nowS: 108, most: 9 }), 0)
  })

  it('computes what is due earlier first, and keeps its deadlines', () => {
    assert.equal(fit([{ deadlineS: 105, ms: 5000 }]), 1)
    assert.equal(fit([{ deadlineS: 200, ms: 50_000 }]), 3)
    assert.equal(fit([{ deadlineS: 112, ms: 5000 }]), 2)
    assert.equal(fit([{ deadlineS: 112, ms: 11_000 }]), 0)
  })
})
