import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import { multiply8, openBackend, referenceMatmul8 } from '../index.js'

test('wasm_anyShape_equalsTheReferenceInOver60000Elements', async () => {
  const backend = await openBackend({ prefer: 'wasm' })
  const side = fc.integer({ min: 1, max: 40 })
  const length = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1000, max: 1040 }))
  const fill = fc.constantFrom(undefined, undefined, -128, 127)
  const products = fc.record({ m: side, n: side, k: length, seed: fc.nat(), fillA: fill, fillB: fill })
  let compared = 0
  await fc.assert(
    fc.asyncProperty(products, async ({ m, n, k, seed, fillA, fillB }) => {
      const input = { m, n, k, a: operand(m * k, seed + 1, fillA), bt: operand(n * k, seed + 2, fillB) }
      const product = await multiply8(backend, input)
      assert.deepEqual(product, referenceMatmul8(input))
      compared += product.length
    }),
    { numRuns: 400 },
  )
  assert.ok(compared > 60_000, `${compared} elements compared`)
  await backend.close()
})

test('wasm_everyRemainderOfK_equalsTheReference', async () => {
  const backend = await openBackend({ prefer: 'wasm' })
  for (let k = 1; k <= 33; k++) {
    const input = { m: 3, n: 5, k, a: operand(3 * k, k), bt: operand(5 * k, k + 1) }
    assert.deepEqual(await multiply8(backend, input), referenceMatmul8(input), `k = ${k}`)
  }
  await backend.close()
})

test('wasm_severalPanels_equalTheReference', async () => {
  const backend = await openBackend({ prefer: 'wasm' })
  for (const [m, n, k] of [
    [35, 70, 16384],
    [1030, 3, 17],
    [3, 1027, 33],
    [1030, 1027, 2],
  ] as const) {
    const input = { m, n, k, a: operand(m * k, 7), bt: operand(n * k, 8) }
    assert.deepEqual(await multiply8(backend, input), referenceMatmul8(input), `${m} x ${n} x ${k}`)
  }
  await backend.close()
})

test('wasm_callsAtOnce_doNotDisturbEachOther', async () => {
  const backend = await openBackend({ prefer: 'wasm' })
  const inputs = [1, 2, 3, 4].map((seed) => {
    const [m, n, k] = [300 * seed, 200, 500]
    return { m, n, k, a: operand(m * k, seed), bt: operand(n * k, seed + 9) }
  })
  const products = await Promise.all(inputs.map((input) => multiply8(backend, input)))
  for (const [i, input] of inputs.entries()) {
    const spots = [0, 777, input.m * input.n - 1]
    for (const spot of spots) {
      const row = Math.floor(spot / input.n)
      const one = { m: 1, n: 1, k: input.k, a: input.a.subarray(row * 500, (row + 1) * 500) }
      const bt = input.bt.subarray((spot % input.n) * 500, ((spot % input.n) + 1) * 500)
      assert.equal(products[i]?.[spot], referenceMatmul8({ ...one, bt })[0])
    }
  }
  await backend.close()
})
