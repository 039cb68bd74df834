import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tensorShape } from '@quern/kernels'
import type { Hex } from 'viem'
import { createKeptTensors } from './kept-tensors.js'

const shape = tensorShape({ rows: 2, cols: 2, elementBytes: 1, role: 'input' })
const wide = tensorShape({ rows: 1, cols: 4, elementBytes: 1, role: 'input' })
const rootOf = (name: string): Hex => `0x${name}`

/** Room for 100 bytes, and what was given up. */
function world() {
  const kept = createKeptTensors(100)
  const freed: string[] = []
  const add = (name: string, bytes: number): void => {
    const commitment = { root: rootOf(name), shape, open: async () => [] }
    kept.add({ tensor: { shape }, commitment, bytes, free: () => freed.push(name) })
  }
  const has = (name: string): boolean => kept.find(rootOf(name), shape) !== undefined
  return { kept, freed, add, has }
}

describe('kept tensors', () => {
  it('forget what the task used, and nothing else', () => {
    const { kept, freed, add, has } = world()
    add('a', 40)
    kept.begin()
    add('b', 40)
    kept.forget()
    assert.deepEqual(freed, ['b'])
    assert.deepEqual([has('a'), has('b')], [true, false])
  })

  it('give up the longest unused first, and nothing that the task uses', () => {
    const { kept, freed, add, has } = world()
    for (const name of ['a', 'b', 'c']) {
      kept.begin()
      add(name, 40)
    }
    assert.deepEqual(freed, ['a'])
    kept.begin()
    assert.ok(has('b'))
    add('d', 90)
    assert.deepEqual(freed, ['a', 'c'])
    // More than there is room for stays as long as the task runs.
    add('e', 90)
    assert.deepEqual(freed, ['a', 'c'])
    kept.begin()
    assert.deepEqual(freed, ['a', 'c', 'b', 'd'])
  })

  it('tell shapes under one root apart', () => {
    const { kept, add, has } = world()
    add('a', 1)
    assert.ok(has('a'))
    assert.equal(kept.find(rootOf('a'), wide), undefined)
  })

  it('make room by all that the task does not use', () => {
    const { kept, freed, add, has } = world()
    add('a', 1)
    add('b', 1)
    kept.begin()
    assert.ok(has('b'))
    assert.deepEqual([kept.makeRoom(), kept.makeRoom()], [true, false])
    assert.deepEqual(freed, ['a'])
  })

  it('free what is replaced', () => {
    const { freed, add } = world()
    add('a', 1)
    add('a', 1)
    assert.deepEqual(freed, ['a'])
  })
})
