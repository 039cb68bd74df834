import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createQuarantine } from './quarantine.js'

const fault = { code: 'SELF_CHECK', problem: 'one bit' }
const dayMs = 24 * 3_600_000

describe('quarantine', () => {
  it('ends, and lasts four times as long after each further fault, up to a day', () => {
    let nowMs = 1000
    const quarantine = createQuarantine(() => nowMs)
    assert.deepEqual(quarantine.put('webgpu', fault), { kind: 'webgpu', ...fault, ms: 60_000, untilMs: 61_000 })
    nowMs = 60_999
    assert.equal(quarantine.of('webgpu')?.code, 'SELF_CHECK')
    assert.equal(quarantine.of('wasm'), undefined)
    nowMs = 61_000
    assert.equal(quarantine.of('webgpu'), undefined)
    const times = Array.from({ length: 6 }, () => quarantine.put('webgpu', fault).ms / 60_000)
    assert.deepEqual(times, [4, 16, 64, 256, 1024, 1440])
  })

  it('begins anew after a day without a fault', () => {
    let nowMs = 0
    const quarantine = createQuarantine(() => nowMs)
    quarantine.put('webgpu', fault)
    nowMs = 60_000 + dayMs - 1
    assert.equal(quarantine.put('webgpu', fault).ms, 240_000)
    nowMs += 240_000 + dayMs
    assert.equal(quarantine.put('webgpu', fault).ms, 60_000)
  })
})
