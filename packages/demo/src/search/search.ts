import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { productOf } from '@quern/sdk'
import type { DevnetAccount } from '@quern/sdk/testing'
import { parseEther } from 'viem'
import { chronicle } from '../chronicle.js'
import { formatJobs } from '../job-table.js'
import { paidOf } from '../jobs.js'
import { USUAL_TERMS } from '../ordering.js'
import { createProductRequester, type ProductOrder, type ProductRequester } from '../product-requester.js'
import { elapsedS, say } from '../progress.js'
import { settle, sharesOf, type Settled } from '../settling.js'
import { onStage, OUTPUT, type Stage } from '../stage.js'
import { honestWorkers, nameOf, outputFolders, startWorkers, type RunningWorker } from '../workers.js'
import { agreementOf, hitsOf, recallOf, type Compared } from './findings.js'
import { select, type QueryKind, type SearchSize, type Selection } from './queries.js'
import type { Hit } from './ranking.js'
import { formatFindings, formatHits } from './report.js'
import { roundVectors, type RoundedVectors } from './rounding.js'
import { createVectoriser, FEATURES, type SentenceVector } from './vectors.js'
import { loadVerses } from './verses.js'

export const SIZES = {
  queries: { usual: 1_000, least: 40, most: 1_500 },
  verses: { usual: 20_000, least: 1_000, most: 30_000 },
} as const

const DEPOSIT = { coin: parseEther('0.2'), qrn: parseEther('20') }
const MOST_SHARDS = 8
/** Queries whose hits are compared with those of the exact vectors. */
const COMPARED = 100
/** The part of the halves that must find their verse. */
const LEAST_RECALL = 0.95
/** How many queries of each kind are shown at the end; the file has all. */
const SHOWN: Readonly<Record<QueryKind, number>> = { saying: 4, half: 2, other: 2 }

/** Everything that is compared. */
interface Corpus extends Selection {
  readonly exact: Compared<SentenceVector[]>
  readonly rounded: Compared<RoundedVectors>
}

/** Finds the ten verses most like each query by a product that workers compute, and shows how well that works. */
export async function runSearchDemo(signal: AbortSignal, size: SearchSize): Promise<string[]> {
  say(`making vectors of ${FEATURES} features of ${size.verses} verses and ${size.queries} queries`)
  const corpus = vectorise(select(await loadVerses(), size))
  signal.throwIfAborted()
  return onStage(signal, (stage) => searchOn(stage, corpus))
}

function vectorise(selection: Selection): Corpus {
  const texts = selection.searched.map(({ text }) => text)
  const vectorOf = createVectoriser(texts)
  const exact = { searched: texts.map(vectorOf), queries: selection.queries.map(({ text }) => vectorOf(text)) }
  const rounded = { searched: roundVectors(exact.searched), queries: roundVectors(exact.queries) }
  return { ...selection, exact, rounded }
}

async function searchOn(stage: Stage, corpus: Corpus): Promise<string[]> {
  const { devnet, home, board } = stage
  const [customer, ada, bo] = devnet.accounts as [DevnetAccount, DevnetAccount, DevnetAccount]
  const plans = honestWorkers({ ada, bo }, MOST_SHARDS)
  say('creating keystores, bonding two workers and starting them')
  const workers = await startWorkers(stage, plans)
  const requester = createProductRequester({
    devnet,
    privateKey: customer.privateKey,
    board,
    inputs: path.join(home, 'inputs'),
    outputs: outputFolders(stage, plans),
    terms: USUAL_TERMS,
  })
  await requester.fund(DEPOSIT)
  const order = await requester.order(describeProduct(corpus.rounded))
  const { shards } = order.request.work
  say(
    `a request for ${corpus.queries.length} x ${FEATURES} x ${corpus.searched.length} in ${shards} shards is on the board`,
  )
  const { settled, hits } = await gather({ stage, requester, order, workers, corpus })
  for (const worker of workers) await worker.stop()
  const jobs = await chronicle(requester.reader, [settled.jobs], (worker) => nameOf(workers, worker))
  const problems = [...settled.problems, ...judgePayments(settled), ...(await report(corpus, hits))]
  process.stdout.write(`\n${formatJobs(jobs)}\n`)
  say(`${sharesOf(settled, 'shard')}; done in ${elapsedS().toFixed(0)} s`)
  return problems
}

/** Every query with every verse; each shard has some of the queries. */
function describeProduct({ searched, queries }: Compared<RoundedVectors>) {
  const [m, n] = [queries.lengths.length, searched.lengths.length]
  const shards = Math.ceil(m / Math.ceil(m / MOST_SHARDS))
  return { m, n, k: FEATURES, a: queries.rows, b: searched.rows, shards }
}

interface Gathering {
  readonly stage: Stage
  readonly requester: ProductRequester
  readonly order: ProductOrder
  readonly workers: readonly RunningWorker[]
  readonly corpus: Corpus
}

/** Takes the hits from each result that is right; the result itself is not kept. */
async function gather(parameters: Gathering): Promise<{ settled: Settled; hits: Hit[][] }> {
  const { stage, requester, order, workers, corpus } = parameters
  const verses = corpus.searched.length
  const block = Math.ceil(corpus.queries.length / order.request.work.shards)
  const hits: Hit[][] = corpus.queries.map(() => [])
  const take = async (shard: number) => {
    const { output, wrongElement } = await requester.check(order, shard)
    if (wrongElement !== undefined) return `is wrong at element ${wrongElement}`
    const dots = productOf(output)
    for (let row = 0; row < dots.length / verses; row++) {
      const query = shard * block + row
      hits[query] = hitsOf(dots.subarray(row * verses, (row + 1) * verses), query, corpus.rounded)
    }
    return undefined
  }
  const { signal } = stage
  const settled = await settle({ name: 'the search', part: 'shard', requester, order, workers, take, signal })
  return { settled, hits }
}

/** Every job was paid in full. */
function judgePayments({ jobs }: Settled): string[] {
  return jobs.flatMap((job) => (paidOf(job) === job.price ? [] : [`Job ${job.jobId} was paid ${paidOf(job)}.`]))
}

/** Shows what was found, and returns what did not come out as it must. */
async function report(corpus: Corpus, hits: Hit[][]): Promise<string[]> {
  const { queries } = corpus
  const findings = { ...corpus, hits }
  const file = path.join(OUTPUT, 'search.txt')
  const every = [...queries.keys()]
  await writeFile(file, `${formatHits(findings, { shown: every, width: Infinity })}\n`)
  const shown = Object.entries(SHOWN).flatMap(([kind, count]) =>
    every.filter((i) => queries[i]?.kind === kind).slice(0, count),
  )
  const halves = recallOf(findings, 'half')
  const agreement = agreementOf(hits, { ...corpus, count: Math.min(COMPARED, queries.length) })
  const words = formatFindings({ halves, sayings: recallOf(findings, 'saying'), agreement })
  process.stdout.write(`\n${formatHits(findings, { shown, width: 90 })}\n\nAll queries: ${file}\n\n${words}\n`)
  const few = halves.among < LEAST_RECALL * halves.queries
  return [
    ...(few ? [`Only ${halves.among} of ${halves.queries} halves found their verse.`] : []),
    ...(agreement.beyond > 0 ? [`${agreement.beyond} cosines are further off than rounding allows.`] : []),
  ]
}
