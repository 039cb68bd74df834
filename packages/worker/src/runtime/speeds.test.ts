import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openDatabase } from './database.js'
import { openSpeeds } from './speeds.js'

describe('speeds', () => {
  it('are those of the latest work, by kernel, and ignore what was over at once', () => {
    const db = openDatabase(mkdtempSync(join(tmpdir(), 'quern-speeds-')))
    const speeds = openSpeeds(db)
    speeds.measured(1, { units: 1, ms: 499 })
    assert.equal(speeds.msOfUnit(1), undefined)
    speeds.measured(1, { units: 1000, ms: 1000 })
    speeds.measured(3, { units: 10, ms: 5000 })
    assert.deepEqual([speeds.msOfUnit(1), speeds.msOfUnit(3)], [1, 500])
    for (let i = 0; i < 20; i++) speeds.measured(1, { units: 1000, ms: 4000 })
    assert.ok(Math.abs((speeds.msOfUnit(1) ?? 0) - 4) < 0.1)
    db.close()
  })
})
