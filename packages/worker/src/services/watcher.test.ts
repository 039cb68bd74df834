import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { formatRequestDocument, hashRequest } from '@quern/sdk'
import type { Context } from './context.js'
import { testContext } from './context.test.fixture.js'
import { testDocument } from './samples.test.fixture.js'
import { createWatcher, scanFolder } from './watcher.js'

let context: Context
let folder: string
let seen: Map<string, number>

beforeEach(() => {
  context = testContext()
  folder = mkdtempSync(join(tmpdir(), 'quern-board-'))
  seen = new Map()
})

afterEach(() => context.store.db.close())

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const events = (): string[] => context.store.journal.latest(50).map(({ event }) => event)

describe('scanFolder', () => {
  it('keeps a request once, however often it is read', async () => {
    const document = testDocument()
    put('one.json', formatRequestDocument(document))
    put('copy.json', formatRequestDocument(document))
    await scanFolder(context, folder, seen)
    await scanFolder(context, folder, new Map())
    assert.deepEqual(events(), ['request.seen'])
    const row = context.store.requests.find(hashRequest(document))
    assert.deepEqual([row?.action, row?.reason], ['wait', 'new'])
  })

  it('journals malformed documents with the reason, and reads on', async () => {
    const good = formatRequestDocument(testDocument())
    put('a-text.json', 'no json')
    put('b-null.json', 'null')
    put('c-prototype.json', '{"__proto__":{"format":"quern-request/1"}}')
    put('d-price.json', good.replace('"minPrice": "1000"', `"minPrice": "${'9'.repeat(60)}"`))
    put('e-long.json', `${good}${' '.repeat(70_000)}`)
    mkdirSync(join(folder, 'f-folder.json'))
    symlinkSync('/dev/zero', join(folder, 'g-endless.json'))
    put('z-good.json', good)
    await scanFolder(context, folder, seen)
    const malformed = context.store.journal.latest(50).filter(({ event }) => event === 'request.malformed')
    assert.equal(malformed.length, 7)
    assert.equal(malformed.filter(({ facts }) => String(facts?.['problem']).includes('no file of up to')).length, 3)
    assert.ok(malformed.every(({ reason, facts }) => reason !== undefined && facts?.['problem'] !== ''))
    assert.deepEqual(
      events().filter((event) => event === 'request.seen'),
      ['request.seen'],
    )
  })

  it('leaves other names and half-written files alone', async () => {
    put('.hidden.json', 'half')
    put('request.json.tmp', 'half')
    await scanFolder(context, folder, seen)
    assert.deepEqual(events(), [])
  })

  it('lets another document replace one whose signature failed, and only then', async () => {
    const document = testDocument()
    const requestId = hashRequest(document)
    const forged = formatRequestDocument({ ...document, signature: '0xbad0' })
    put('forged.json', forged)
    await scanFolder(context, folder, seen)
    context.store.requests.decide(requestId, { action: 'pass', reason: 'signature_mismatch', retryAtMs: 0 })
    put('good.json', formatRequestDocument(document))
    await scanFolder(context, folder, seen)
    assert.equal(context.store.requests.find(requestId)?.action, 'wait')
    put('forged-again.json', forged)
    await scanFolder(context, folder, seen)
    assert.equal(context.store.requests.find(requestId)?.document, formatRequestDocument(document))
  })
})

describe('watcher', () => {
  it('sees a request that appears while it runs, and stops when asked', async () => {
    const board = (context.config.boards.urls[0] ?? '').slice('dir:'.length)
    mkdirSync(board, { recursive: true })
    const stop = new AbortController()
    const running = createWatcher(context).run(stop.signal)
    const since = context.bell.count()
    writeFileSync(join(board, 'late.json'), formatRequestDocument(testDocument()))
    await context.bell.wait({ ms: 30_000, signal: stop.signal, since })
    assert.ok(context.store.requests.find(hashRequest(testDocument())))
    stop.abort()
    await running
  })

  it('says which board cannot be read, so that the supervisor tries again', async () => {
    await assert.rejects(createWatcher(context).run(new AbortController().signal), {
      code: 'BOARD_UNREADABLE',
      exitCode: 75,
    })
  })
})
