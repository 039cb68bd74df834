import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { driverEnv } from './driver.mjs'

test('driverEnv adds an unpacked driver to those of the machine, and nothing where there is none', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'driver-'))
  t.after(() => rmSync(folder, { recursive: true }))
  assert.deepEqual(driverEnv(folder), {})
  const driver = path.join(folder, 'vk_swiftshader_icd.json')
  writeFileSync(driver, '{}')
  assert.deepEqual(driverEnv(folder, ''), { VK_ADD_DRIVER_FILES: driver, LD_LIBRARY_PATH: folder })
  assert.deepEqual(driverEnv(folder, '/opt/lib'), {
    VK_ADD_DRIVER_FILES: driver,
    LD_LIBRARY_PATH: `${folder}:/opt/lib`,
  })
})
