import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describeMandelbrot, describeSolids } from '@quern/sdk'
import { startDevnet, type Devnet, type DevnetAccount } from '@quern/sdk/testing'
import { parseEther, type Address } from 'viem'
import { createImageRequester, type ImageOrder, type ImageRequester } from './image-requester.js'
import type { SeenJob } from './jobs.js'
import { encodePng } from './png.js'
import { elapsedS, say } from './progress.js'
import { contentFolder, startWorker, type RunningWorker, type WorkerPlan } from './workers.js'

const OUTPUT = path.resolve('demo-output')
const SIZE = { width: 1920, height: 1080, shards: 12 }
const IMAGES = {
  mandelbrot: describeMandelbrot({ ...SIZE, centre: { re: -0.7, im: 0 }, across: 4.2, iterations: 1000 }),
  solids: describeSolids({ ...SIZE, camera: { x: 1.2, y: 1.8, z: -3.7 } }),
}
/** Six locks and more: each worker holds half of the bands at most, so both take some. */
const BOND = parseEther('1500')
const LOOK_MS = 500
/** Seconds after which it gives up. */
const LIMIT_S = 600

interface Stage {
  readonly devnet: Devnet
  readonly home: string
  /** What must be undone at the end, last first. */
  readonly closing: (() => Promise<unknown>)[]
  readonly signal: AbortSignal
}

/** Has both images drawn in bands by two workers, checks and pays each band, and writes them as PNG. */
export async function runRenderDemo(signal: AbortSignal): Promise<string[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'quern-render-'))
  const closing: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })]
  try {
    say('starting a local chain and deploying the protocol')
    const devnet = await startDevnet({ chain: 'anvil', blockTimeS: 1 })
    closing.push(() => devnet.stop())
    signal.throwIfAborted()
    return await drawImages({ devnet, home, closing, signal })
  } finally {
    for (const close of closing.toReversed()) await close()
  }
}

async function drawImages(stage: Stage): Promise<string[]> {
  const { devnet, home, signal } = stage
  const [customer, ada, bo] = devnet.accounts as [DevnetAccount, DevnetAccount, DevnetAccount]
  const board = path.join(home, 'board')
  await mkdir(board)
  say('creating keystores, bonding two workers and starting them')
  const workers = await startWorkers(stage, board, { ada, bo })
  const outputs = workers.map(({ name }) => path.join(contentFolder(path.join(home, name)), 'outputs'))
  const requester = createImageRequester({ devnet, privateKey: customer.privateKey, board, outputs })
  await requester.fund()
  const problems: string[] = []
  for (const [name, work] of Object.entries(IMAGES)) {
    const order = await requester.order(name, work)
    say(`a request for ${name}, ${SIZE.width} x ${SIZE.height} in ${SIZE.shards} bands, is signed and on the board`)
    problems.push(...(await settle({ requester, order, workers, signal })))
  }
  for (const worker of workers) await worker.stop()
  say(`done in ${elapsedS().toFixed(0)} s`)
  return problems
}

async function startWorkers({ devnet, home, closing }: Stage, board: string, owners: Record<string, DevnetAccount>) {
  const logs = path.join(OUTPUT, 'logs')
  await mkdir(logs, { recursive: true })
  const started = Object.entries(owners).map(([name, owner]) => {
    const plan: WorkerPlan = { name, owner, bond: BOND, maxJobs: SIZE.shards / 2, cheats: false }
    const logFile = path.join(logs, `${name}.log`)
    return startWorker({ plan, devnet, folder: path.join(home, name), board, logFile })
  })
  for (const worker of started) closing.push(() => worker.then(({ stop }) => stop()).catch(() => undefined))
  return Promise.all(started)
}

interface Settling {
  readonly requester: ImageRequester
  readonly order: ImageOrder
  readonly workers: readonly RunningWorker[]
  readonly signal: AbortSignal
}

/** Checks every band as soon as it is revealed, approves it, and writes the image; returns what came out wrong. */
async function settle({ requester, order, workers, signal }: Settling): Promise<string[]> {
  const { width, height } = order.image
  const pixels = new Uint8Array(width * height * 4)
  const bandBytes = Math.ceil(height / order.request.work.shards) * width * 4
  const drawnBy = new Map<number, string>()
  const problems: string[] = []
  const end = Date.now() + LIMIT_S * 1000
  for (let jobs: SeenJob[] = []; !isDone(jobs); jobs = await requester.jobs(order)) {
    signal.throwIfAborted()
    if (Date.now() > end) return [`${order.name} was not settled within ${LIMIT_S} s`]
    for (const { shard, state, worker } of jobs.filter((job) => isShown(job) && !drawnBy.has(job.shard))) {
      const band = await requester.check(order, shard)
      drawnBy.set(shard, nameOf(workers, worker))
      if (!band.ok) problems.push(`band ${shard} of ${order.name} is wrong at pixel ${band.wrongElement}`)
      pixels.set(band.pixels, shard * bandBytes)
      if (band.ok && state === 'revealed') await requester.approve(order, [shard])
      say(`${order.name}: band ${shard} by ${drawnBy.get(shard)} is ${band.ok ? 'right, approved' : 'wrong'}`)
    }
    await wait(LOOK_MS, undefined, { signal })
  }
  if (drawnBy.size < order.request.work.shards) problems.push(`${order.name} has only ${drawnBy.size} bands`)
  const file = path.join(OUTPUT, `${order.name}.png`)
  await writeFile(file, encodePng({ width, height, pixels }))
  say(`${file}: ${sharesOf(drawnBy)}`)
  return problems
}

/** Whether its result can be seen: its worker finalizes what nobody approves in time. */
function isShown({ state }: SeenJob): boolean {
  return state === 'revealed' || state === 'finalized'
}

function isDone(jobs: readonly SeenJob[]): boolean {
  return jobs.length > 0 && jobs.every(({ state }) => state === 'finalized' || state === 'slashed')
}

function nameOf(workers: readonly RunningWorker[], address: Address | undefined): string {
  return workers.find(({ owner }) => owner.address.toLowerCase() === address?.toLowerCase())?.name ?? 'nobody'
}

function sharesOf(drawnBy: ReadonlyMap<number, string>): string {
  const names = [...new Set(drawnBy.values())].toSorted()
  const count = (name: string) => [...drawnBy.values()].filter((one) => one === name).length
  return names.map((name) => `${count(name)} bands by ${name}`).join(', ')
}
