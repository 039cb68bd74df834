import assert from 'node:assert/strict'
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { killProcessesWith, runProgram, untilGone } from './support/processes.js'

const program = fileURLToPath(new URL('../../packages/demo/dist/main.js', import.meta.url))

describe('the demo of salts', () => {
  let folder: string

  before(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'quern-salts-')))
  })
  after(async () => {
    killProcessesWith(folder)
    await rm(folder, { recursive: true })
  })

  it('creates both contracts where their salts lead, and leaves nothing behind', { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await runProgram(['salts'], { program, temporary: folder, cwd: folder }, 230)
    assert.equal(code, 0, stderr)
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/))
    const rowOf = (name: string): string[] => rows.find(([first]) => first === name) ?? []
    const [, bits, , , token = '', says] = rowOf('token')
    assert.deepEqual([bits, says], ['24', 'QRN, 400000000 of them'])
    assert.match(token.toLowerCase(), /^0xc0ffee[0-9a-f]{34}$/)
    const [, hookBits, , , hook = '0x0', calledFor] = rowOf('hook')
    assert.deepEqual([hookBits, calledFor], ['14', 'called for beforeSwap and afterSwap'])
    assert.equal(BigInt(hook) & 0x3fffn, 0xc0n)
    await untilGone(folder)
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('quern-')),
      [],
    )
  })
})
