import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { encodeCreate2SearchParams, encodeMatmul8Params } from '@quern/kernels'
import { formatRequestDocument, type RequestDocument, type Terms, type Work } from '@quern/sdk'
import { parseEther, type Hex } from 'viem'
import { bookOf } from './support/books.js'
import type { LogLine } from './support/processes.js'
import { named, price, type Order } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import { started, type Life, type Worker } from './support/worker.js'

const bond = parseEther('500')
const elsewhere = `0x${'ab'.repeat(20)}` as const

interface Status {
  readonly requests: readonly { action: string; reason: string; count: number }[]
  readonly journal: readonly { event: string; reason?: string; facts: { file?: string; problem?: string } }[]
}

/** A request that is well-formed and must not be taken, and why. */
interface Bad {
  readonly reason: string
  readonly action?: 'wait'
  readonly terms?: Partial<Terms>
  readonly work?: Partial<Work>
  /** Changes the document after it was signed. */
  readonly forge?: (document: RequestDocument) => RequestDocument
}

const side = 2 ** 24
const search = encodeCreate2SearchParams({
  deployer: elsewhere,
  initCodeHash: `0x${'cd'.repeat(32)}`,
  mask: 1n,
  value: 1n,
  base: 0n,
  r: 8,
})
/** Minutes of work on a processor. */
const long = { m: 2 ** 17, n: 2 ** 10, k: 2 ** 12 }
const word = (value: bigint): string => value.toString(16).padStart(64, '0')
/** The root of inputs that nobody has. */
const rootOf = (seed: number): Hex => `0x${word(BigInt(seed))}`
const withSignature = (signature: Hex) => (document: RequestDocument) => ({ ...document, signature })

const bads: readonly Bad[] = [
  { reason: 'signature_mismatch', forge: withSignature(`0x${'11'.repeat(64)}1b`) },
  { reason: 'signature_mismatch', forge: withSignature('0x') },
  { reason: 'signature_mismatch', forge: withSignature(`0x${'22'.repeat(3000)}`) },
  { reason: 'wrong_chain', forge: (document) => ({ ...document, chainId: 1 }) },
  { reason: 'wrong_escrow', forge: (document) => ({ ...document, escrow: elsewhere }) },
  { reason: 'expired', terms: { acceptBy: 1 } },
  { reason: 'not_assignee', terms: { assignee: elsewhere } },
  { reason: 'duration_too_short', terms: { duration: 9 } },
  { reason: 'kernel_unknown', terms: { kernelId: 99 } },
  { reason: 'kernel_parameters', work: { params: '0x' } },
  { reason: 'kernel_parameters', work: { params: `0x${word(2n ** 32n - 1n).repeat(3)}` } },
  { reason: 'kernel_parameters', work: { params: `0x${word(2n ** 256n - 1n).repeat(3)}` } },
  { reason: 'kernel_parameters', work: { shards: 2 ** 32 - 1 } },
  { reason: 'kernel_parameters', work: { shards: 0 } },
  { reason: 'input_too_large', work: { params: encodeMatmul8Params({ m: side, n: side, k: 1024 }) } },
  { reason: 'output_too_large', work: { params: encodeMatmul8Params({ m: side, n: side, k: 1 }) } },
  { reason: 'too_many_samples', terms: { samples: 255 } },
  { reason: 'pay_token_refused', terms: { payToken: elsewhere } },
  { reason: 'inputs_not_empty', terms: { kernelId: 3, sampleBps: 0, samples: 0 }, work: { params: search } },
  { reason: 'input_scheme_refused', work: { inputUri: 'ftp://127.0.0.1/' } },
  { reason: 'input_scheme_refused', work: { inputUri: 'javascript:alert(1)' } },
  { reason: 'inputs_wrong', work: { inputRoot: rootOf(1), inputUri: 'file://elsewhere/inputs/' } },
  { reason: 'inputs_wrong', work: { inputRoot: rootOf(2), inputUri: 'file:///a%00b/' } },
  { reason: 'inputs_wrong', work: { inputRoot: rootOf(3), inputUri: 'file:///a%2Fb/' } },
  { reason: 'inputs_unreadable', action: 'wait', work: { inputRoot: rootOf(4), inputUri: 'file:///nowhere/' } },
  { reason: 'stake_too_low', action: 'wait', terms: { lock: bond + 1n } },
  { reason: 'terms_refused', terms: { lock: 2n ** 96n - 1n } },
  { reason: 'too_much_work', terms: { burn: 0n }, work: { params: encodeMatmul8Params(long), shards: 1 } },
  { reason: 'terms_refused', terms: { lock: 1n } },
  { reason: 'terms_refused', terms: { duration: 2 ** 32 - 1 } },
  { reason: 'terms_refused', terms: { challengeWindow: 2 ** 32 - 1 } },
  { reason: 'terms_refused', terms: { sampleBps: 65_535 } },
  { reason: 'terms_refused', terms: { minPrice: 2n ** 96n - 1n, maxPrice: 2n ** 96n - 1n } },
  { reason: 'price_falls', terms: { minPrice: 2n ** 96n - 1n, maxPrice: 0n } },
  { reason: 'accept_LedgerTooLow', action: 'wait', terms: { minPrice: parseEther('1'), maxPrice: parseEther('1') } },
]

describe('a worker whose board holds bad documents', () => {
  let stage: Stage
  let worker: Worker
  let life: Life
  let good: Order

  before(async () => {
    const opened = await openStage({ workers: [{ bond }] })
    stage = opened
    ;[worker] = opened.workers
    good = await stage.requester.prepare({ shards: 2 })
  })
  after(() => stage?.close())

  it('says of each file that is no request what is wrong with it', { timeout: 60_000 }, async () => {
    const problems = writeMalformed(stage.board, formatRequestDocument(good.document))
    life = worker.start()
    await started(life)
    for (const [name, problem] of problems) {
      const line = await life.line(name, ({ message, file }) => message === 'request document refused' && file === name)
      assert.match(String(line['problem']), problem, name)
    }
    const { journal, requests } = await statusOf(worker)
    const kept = journal.filter(({ event }) => event === 'request.malformed')
    assert.deepEqual(
      kept.map(({ facts }) => path.basename(facts.file ?? '')).toSorted(),
      [...problems.keys()].toSorted(),
    )
    for (const { facts, reason } of kept) {
      assert.match(facts.problem ?? '', problems.get(path.basename(facts.file ?? '')) ?? /never/)
      assert.notEqual(reason, undefined)
    }
    assert.deepEqual(requests, [])
  })

  it('gives a reason for each request that it does not take', { timeout: 90_000 }, async () => {
    for (const [index, bad] of bads.entries()) await publishBad(bad, index)
    for (const [index, { reason }] of bads.entries()) {
      const { requestId, jobIds } = placed[index] as Order
      const isReason = (line: LogLine): boolean =>
        (line.request_id === requestId && line.reason === reason) ||
        (jobIds.includes(line.job_id as Hex) && `accept_${line.reason}` === reason)
      await life.line(`${reason} of request ${index}`, isReason)
    }
  })

  it('serves a good request all the same, and nothing else was sent', { timeout: 90_000 }, async () => {
    const { requester } = stage
    await requester.publish(good)
    const events = await requester.until(good, {
      what: 'the payment',
      isDone: (seen) => named(seen, 'JobFinalized').length === 2,
    })
    assert.equal((await bookOf(stage, worker.owner)).coin, 2n * price)
    const useful = new Set(events.map(({ transactionHash }) => transactionHash))
    assert.equal(await requester.client.getTransactionCount({ address: worker.operator }), useful.size)
    assert.deepEqual(
      life.lines().filter(({ message }) => message.startsWith('service failed')),
      [],
    )

    const { requests } = await statusOf(worker)
    const passed = bads.filter(({ action }) => action === undefined).map(({ reason }) => reason)
    const kept = requests
      .filter(({ action, reason }) => action === 'pass' && reason !== 'accept_LedgerTooLow')
      .flatMap(({ reason, count }) => Array<string>(count).fill(reason))
    assert.deepEqual(kept.toSorted(), passed.toSorted())
    life.kill('SIGTERM')
    assert.equal((await life.ended).code, 0)
    await untilNoneLeft(worker)
  })

  const placed: Order[] = []

  async function publishBad(
    { terms = {}, work = {}, forge = (document) => document }: Bad,
    index: number,
  ): Promise<void> {
    const { requester } = stage
    const request = {
      terms: { ...good.request.terms, nonce: BigInt(index), ...terms },
      work: { ...good.request.work, ...work },
    }
    const document = forge(await requester.sign(request))
    const order = { ...good, ...requester.idsOf(document), request, document }
    placed.push(order)
    await requester.publish(order)
  }
})

/** Puts files on the board that are no requests; returns what must be said of each. */
function writeMalformed(board: string, text: string): Map<string, RegExp> {
  const file = (name: string): string => path.join(board, name)
  writeFileSync(file('cut.json'), text.slice(0, text.length / 2))
  writeFileSync(file('bytes.json'), Buffer.from([0, 255, 254, 10, 200]))
  writeFileSync(file('deep.json'), '['.repeat(60_000))
  writeFileSync(file('long.json'), text + ' '.repeat(65_536))
  writeFileSync(file('huge.json'), '')
  truncateSync(file('huge.json'), 2 ** 36)
  writeFileSync(file('format.json'), text.replace('quern-request/1', 'quern-request/9'))
  writeFileSync(file('extra.json'), text.replace('{', '{"__proto__": {"a": 1},'))
  writeFileSync(file('float.json'), text.replace(/"shards": \d+/, '"shards": 1.5'))
  writeFileSync(file('amount.json'), text.replace(/"lock": "\d+"/, `"lock": "${2n ** 96n}"`))
  mkdirSync(file('folder.json'))
  symlinkSync('/dev/zero', file('device.json'))
  execFileSync('mkfifo', [file('pipe.json')])
  return new Map([
    ['cut.json', /not JSON/],
    ['bytes.json', /not JSON/],
    ['deep.json', /not JSON/],
    ['long.json', /65536 bytes/],
    ['huge.json', /65536 bytes/],
    ['format.json', /\$\.format: is "quern-request\/9"/],
    ['extra.json', /\$\.__proto__: is not a known field/],
    ['float.json', /\$\.request\.work\.shards: is 1\.5, not a whole number/],
    ['amount.json', /\$\.request\.terms\.lock: is 79228162514264337593543950336/],
    ['folder.json', /no file/],
    ['device.json', /no file/],
    ['pipe.json', /no file/],
  ])
}

async function statusOf(worker: Worker): Promise<Status> {
  const { code, stdout, stderr } = await worker.command(['status', '--json'])
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Status
}
