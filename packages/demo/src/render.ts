import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describeMandelbrot, describeSolids } from '@quern/sdk'
import type { DevnetAccount } from '@quern/sdk/testing'
import { createImageRequester, type ImageOrder, type ImageRequester } from './image-requester.js'
import { encodePng } from './png.js'
import { elapsedS, say } from './progress.js'
import { settle, sharesOf } from './settling.js'
import { onStage, OUTPUT, type Stage } from './stage.js'
import { honestWorkers, outputFolders, startWorkers, type RunningWorker } from './workers.js'

const SIZE = { width: 1920, height: 1080, shards: 12 }
const IMAGES = {
  mandelbrot: describeMandelbrot({ ...SIZE, centre: { re: -0.7, im: 0 }, across: 4.2, iterations: 1000 }),
  solids: describeSolids({ ...SIZE, camera: { x: 1.2, y: 1.8, z: -3.7 } }),
}

/** Has both images drawn in bands by two workers, checks and pays each band, and writes them as PNG. */
export async function runRenderDemo(signal: AbortSignal): Promise<string[]> {
  return onStage(signal, drawImages)
}

async function drawImages(stage: Stage): Promise<string[]> {
  const { devnet, board, signal } = stage
  const [customer, ada, bo] = devnet.accounts as [DevnetAccount, DevnetAccount, DevnetAccount]
  const plans = honestWorkers({ ada, bo }, SIZE.shards)
  say('creating keystores, bonding two workers and starting them')
  const workers = await startWorkers(stage, plans)
  const outputs = outputFolders(stage, plans)
  const requester = createImageRequester({ devnet, privateKey: customer.privateKey, board, outputs })
  await requester.fund()
  const problems: string[] = []
  for (const [name, work] of Object.entries(IMAGES)) {
    const order = await requester.order(name, work)
    say(`a request for ${name}, ${SIZE.width} x ${SIZE.height} in ${SIZE.shards} bands, is signed and on the board`)
    problems.push(...(await drawImage({ requester, order, workers, signal })))
  }
  for (const worker of workers) await worker.stop()
  say(`done in ${elapsedS().toFixed(0)} s`)
  return problems
}

interface Drawing {
  readonly requester: ImageRequester
  readonly order: ImageOrder
  readonly workers: readonly RunningWorker[]
  readonly signal: AbortSignal
}

/** Gathers the bands and writes the image; returns what came out wrong. */
async function drawImage({ requester, order, workers, signal }: Drawing): Promise<readonly string[]> {
  const { name } = order
  const { width, height } = order.image
  const pixels = new Uint8Array(width * height * 4)
  const bandBytes = Math.ceil(height / order.request.work.shards) * width * 4
  const take = async (shard: number) => {
    const band = await requester.check(order, shard)
    pixels.set(band.pixels, shard * bandBytes)
    return band.ok ? undefined : `is wrong at pixel ${band.wrongElement}`
  }
  const settled = await settle({ name, part: 'band', requester, order, workers, take, signal })
  const file = path.join(OUTPUT, `${name}.png`)
  await writeFile(file, encodePng({ width, height, pixels }))
  say(`${file}: ${sharesOf(settled, 'band')}`)
  return settled.problems
}
