import assert from 'node:assert/strict'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { killProcessesWith, runProgram, startProgram, untilGone, within } from './support/processes.js'

const program = fileURLToPath(new URL('../../packages/demo/dist/main.js', import.meta.url))
const [queries, verses, hits] = [40, 1000, 10]
const small = ['search', '--queries', String(queries), '--verses', String(verses)]

describe('the search demo, small', () => {
  let folder: string
  const inFolder = () => ({ program, temporary: folder, cwd: folder })

  before(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'quern-search-')))
  })
  after(async () => {
    killProcessesWith(folder)
    await rm(folder, { recursive: true })
  })

  it('finds the verses, pays every shard, and leaves no process', { timeout: 150_000 }, async () => {
    const { code, stdout, stderr } = await runProgram(small, inFolder(), 140)
    assert.equal(code, 0, stderr)
    assert.match(
      stdout,
      /^14 verses without half of their words: 1[34] are their own best hit, 14 are among the ten\.$/m,
    )
    assert.match(stdout, /^Of the 400 hits of 40 queries (39\d|400) are also the best/m)
    assert.equal(stdout.match(/^1\/\d .* (ada|bo) .* finalized/gm)?.length, 8)
    const found = await readFile(path.join(folder, 'demo-output', 'search.txt'), 'utf8')
    assert.equal(found.match(/^\d+\. "/gm)?.length, queries)
    assert.equal(found.match(/^-?[01]\.\d{4} {2}\S/gm)?.length, queries * hits)
    await untilGone(folder)
  })

  it('stopped by SIGTERM while workers run, ends them, too', { timeout: 90_000 }, async () => {
    const life = startProgram(small, inFolder())
    await life.diagnosed('the request', /is on the board/)
    life.kill('SIGTERM')
    const { code, stderr } = await within(life.ended, 'its end', 30)
    assert.equal(code, 130, stderr)
    await untilGone(folder)
  })

  it('says what it does not understand, with code 2', { timeout: 30_000 }, async () => {
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await runProgram(args, inFolder())
      assert.deepEqual([code, stdout], [2, ''])
      return stderr
    }
    assert.match(
      await refused('find'),
      /^There is no demo "find": give nothing, or one of loop, render, search, salts\.\n$/,
    )
    assert.match(
      await refused('search', '--verses', '31103'),
      /^--verses is "31103", and must be .* 1000 to 30000\.\n$/,
    )
    assert.match(await refused('render', '--verses', '5'), /'--verses'\. It takes no options\.\n$/)
  })
})
