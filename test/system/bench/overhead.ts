import path from 'node:path'
import { parseEther } from 'viem'
import { lock } from '../support/requester.js'
import { openStage } from '../support/stage.js'
import { started } from '../support/worker.js'
import { readTimes, type JobTimes } from './times.js'

// Prints one JSON document: for each size, what jobs of a real worker on a local chain took by part, in milliseconds.
// node build/system/bench/overhead.js [jobs] [side …]

const [jobs = 32, ...sides] = process.argv.slice(2).map(Number)

interface Measured {
  readonly side: number
  readonly jobs: number
  readonly times: JobTimes
}

/** `jobs` products of side × side × side, shards of one request, by one worker. */
async function measure(side: number): Promise<Measured> {
  const bond = BigInt(jobs + 1) * lock
  const settings = { 'worker.max_jobs': String(jobs), 'pricing.shards_per_accept': String(jobs) }
  const stage = await openStage({ workers: [{ bond, settings }] })
  try {
    const [worker] = stage.workers
    const life = worker.start()
    await started(life)
    const shape = { rowsOfShard: side, n: side, k: side }
    const order = await stage.requester.prepare({
      shards: jobs,
      shape,
      burn: parseEther('0.1'),
      duration: 180,
    })
    await stage.requester.publish(order)
    const done = new Set<unknown>()
    const isLast = ({ message, kind, job_id: job }: Record<string, unknown>): boolean => {
      if (message === 'transaction done' && kind === 'commit') done.add(job)
      return done.size === jobs
    }
    await life.line('all commits', isLast, 300)
    return { side, jobs, times: readTimes(path.join(worker.folder, 'state')) }
  } finally {
    await stage.close()
  }
}

const measured: Measured[] = []
for (const side of sides.length > 0 ? sides : [256, 512, 1024]) measured.push(await measure(side))
console.log(
  JSON.stringify(
    measured.map(({ times: { parts, acceptToSealMs }, ...size }) => {
      return { ...size, acceptToSealMs, parts: Object.fromEntries(parts) }
    }),
  ),
)
