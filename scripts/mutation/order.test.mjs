import assert from 'node:assert/strict'
import test from 'node:test'
import { inOrder } from './order.mjs'

const FILES = ['t/A.gas.t.sol', 't/B.t.sol', 't/C.f.t.sol', 't/D.t.sol', 't/E.t.sol']
const costs = new Map([
  ['t/A.gas.t.sol', 9],
  ['t/B.t.sol', 2],
])

test('namesakes come first, then who noticed lately, then the cheap ones', () => {
  const changed = { file: 'contracts/D.sol', place: '_f' }
  const near = ['t/E.t.sol', 't/elsewhere.t.sol']
  const order = inOrder(FILES, { changed, near, costs })
  assert.deepEqual(order, ['t/C.f.t.sol', 't/D.t.sol', 't/E.t.sol', 't/B.t.sol', 't/A.gas.t.sol'])
})

test('the real code meets all of them', () => {
  const order = inOrder(FILES, { near: [], costs: new Map() })
  assert.deepEqual(order, FILES)
})
