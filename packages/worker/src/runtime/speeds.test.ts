import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openDatabase } from './database.js'
import { openSpeeds } from './speeds.js'

describe('speeds', () => {
  it('are those of the latest work, by kernel and device, and ignore what was over at once', () => {
    const db = openDatabase(mkdtempSync(join(tmpdir(), 'quern-speeds-')))
    const speeds = openSpeeds(db)
    const [product, search] = [
      { kernelId: 1, kind: 'wasm' },
      { kernelId: 3, kind: 'wasm' },
    ] as const
    speeds.measured(product, { units: 1, ms: 499 })
    assert.equal(speeds.msOfUnit(product), undefined)
    speeds.measured(product, { units: 1000, ms: 1000 })
    speeds.measured(search, { units: 10, ms: 5000 })
    assert.deepEqual([speeds.msOfUnit(product), speeds.msOfUnit(search)], [1, 500])
    assert.equal(speeds.msOfUnit({ ...product, kind: 'webgpu' }), undefined)
    for (let i = 0; i < 20; i++) speeds.measured(product, { units: 1000, ms: 4000 })
    assert.ok(Math.abs((speeds.msOfUnit(product) ?? 0) - 4) < 0.1)
    db.close()
  })
})
