import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import type { FillRandom, FreivaldsMachine, FreivaldsSize } from './freivalds-machine.js'
import { createPortableMachine } from './freivalds-portable.js'
import { createWasmMachine } from './freivalds-wasm.js'
import { referenceMatmul8 } from './reference.js'

type CreateMachine = (size: FreivaldsSize, fillRandom: FillRandom) => FreivaldsMachine

const machines: readonly CreateMachine[] = [createWasmMachine, createPortableMachine]

/** A generator whose words are what `word` gives for 0, 1, 2 …; an entry of r is half of it. */
function wordsOf(word: (index: number) => number): FillRandom {
  let index = 0
  return (bytes) => {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    for (let i = 0; i < words.length; i++) words[i] = word(index++)
  }
}

function bytesOf(array: Int8Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

interface Product {
  readonly n: number
  readonly k: number
  readonly a: Int8Array
  readonly bt: Int8Array
  readonly c: Int32Array
}

function productOf({ m, n, k, seed }: { m: number; n: number; k: number; seed: number }): Product {
  const [a, bt] = [operand(m * k, seed), operand(n * k, seed + 1)]
  return { n, k, a, bt, c: referenceMatmul8({ m, n, k, a, bt }) }
}

function wrongRows(create: CreateMachine, { n, k, a, bt, c }: Product, fillRandom: FillRandom): number[] {
  const machine = create({ n, k }, fillRandom)
  const step = Math.floor(machine.maxBytes / (machine.rowGroup * k)) * machine.rowGroup * k
  for (let from = 0; from < bt.length; from += step) machine.addB(bytesOf(bt.subarray(from, from + step)))
  machine.endB()
  machine.subtractA(bytesOf(a))
  return machine.addC(bytesOf(c))
}

test('freivaldsMachines_fewPossibleEntries_missTheSameRows', () => {
  const size = fc.integer({ min: 1, max: 20 })
  const works = fc.record({ m: size, n: size, k: size, seed: fc.integer({ min: 1, max: 2 ** 30 }) })
  const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(1, -1, 2 ** 16, -(2 ** 31))), { maxLength: 8 })
  const entries = fc.array(fc.constantFrom(0, 2, -2, 2 ** 30, -(2 ** 31), 2 ** 31 - 2, 65_534), {
    minLength: 40,
    maxLength: 40,
  })
  let missed = 0
  fc.assert(
    fc.property(works, changes, entries, (work, changed, words) => {
      const product = productOf(work)
      const rows = new Set<number>()
      for (const [at, delta] of changed) {
        const index = at % product.c.length
        product.c[index] = (product.c[index] as number) + delta
        rows.add(Math.floor(index / work.n))
      }
      const [wasm, portable] = machines.map((create) =>
        wrongRows(
          create,
          product,
          wordsOf((i) => words[i] as number),
        ),
      )
      assert.deepEqual(wasm, portable)
      for (const row of wasm as number[]) assert.ok(rows.has(row), `row ${row} is right`)
      if ((wasm as number[]).length < rows.size) missed++
    }),
    { numRuns: 1000 },
  )
  assert.ok(missed > 20, `${missed} products with a row that was missed`)
})

test('freivaldsMachines_fourPossibleEntries_missAsOftenAsTheBoundSays', () => {
  // Differences 1 and −1 cancel when both entries are equal: of four values each, for two vectors, once in 16 times.
  const runs = 2000
  const random = operand(16 * runs, 12345)
  const product = productOf({ m: 1, n: 3, k: 2, seed: 5 })
  product.c[0] = (product.c[0] as number) + 1
  product.c[2] = (product.c[2] as number) - 1
  const machine = (run: number) => wordsOf((i) => 2 * (((random[16 * run + i] as number) >> 3) & 3))
  for (const create of machines) {
    let missed = 0
    for (let run = 0; run < runs; run++) if (wrongRows(create, product, machine(run)).length === 0) missed++
    const expected = runs / 16
    const deviation = Math.sqrt(expected * (15 / 16))
    assert.ok(Math.abs(missed - expected) < 5 * deviation, `${missed} of ${runs} were missed, not about ${expected}`)
  }
})

test('freivaldsMachines_anyEntryButZero_showsAnyDifferenceOfOneElement', () => {
  const product = productOf({ m: 1, n: 5, k: 9, seed: 3 })
  const right = product.c[3] as number
  for (const create of machines) {
    for (let power = 1; power < 32; power++) {
      for (const delta of [1, 2 ** 8, 2 ** 16, 2 ** 30, -(2 ** 31)]) {
        product.c[3] = right + delta
        const entry = 2 ** power
        assert.deepEqual(
          wrongRows(
            create,
            product,
            wordsOf(() => entry),
          ),
          [0],
          `${entry} ${delta}`,
        )
        assert.deepEqual(
          wrongRows(
            create,
            product,
            wordsOf(() => 0),
          ),
          [],
        )
      }
    }
  }
})

test('freivaldsMachines_largestEntriesAndOperands_refuseNoRightRow', () => {
  for (const [n, k] of [
    [1100, 20],
    [5, 16384],
  ] as const) {
    for (const [fillA, fillB] of [
      [-128, -128],
      [127, -128],
    ] as const) {
      const [a, bt] = [operand(2 * k, 1, fillA), operand(n * k, 1, fillB)]
      const product = { n, k, a, bt, c: referenceMatmul8({ m: 2, n, k, a, bt }) }
      for (const word of [-(2 ** 31), 2 ** 31 - 2, 65_534, -65_536]) {
        const random = wordsOf(() => word)
        for (const create of machines) assert.deepEqual(wrongRows(create, product, random), [], `${n} ${k} ${word}`)
      }
    }
  }
})

test('freivaldsMachines_firstDifference_isTheFirstOfSeveral', () => {
  const { n, k, a, bt, c } = productOf({ m: 1, n: 40, k: 21, seed: 9 })
  for (const create of machines) {
    const machine = create(
      { n, k },
      wordsOf(() => 2),
    )
    const row = { a: bytesOf(a), b: bytesOf(bt), c: bytesOf(c) }
    assert.equal(machine.firstDifference(row), -1)
    const wrong = c.slice()
    for (const at of [39, 17, 16]) {
      wrong[at] = (wrong[at] as number) ^ (2 ** 30)
      assert.equal(machine.firstDifference({ ...row, c: bytesOf(wrong) }), at)
    }
  }
})
