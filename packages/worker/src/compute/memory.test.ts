import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { budgetOf, programBytes } from './memory.js'

describe('budgetOf', () => {
  it("is the GPU's own memory on a GPU, and half of what the program leaves on the processor", () => {
    const limits = { memoryBytes: programBytes + 1000, gpuMemoryBytes: 7 }
    assert.equal(budgetOf('webgpu', limits), 7)
    assert.equal(budgetOf('wasm', limits), 500)
    assert.equal(budgetOf('reference', limits), 500)
  })
})
