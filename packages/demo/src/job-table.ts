import { formatEther } from 'viem'
import type { JobStory, Step } from './story.js'
import { table } from './table.js'

/** A table of jobs, with what each step of theirs cost. */
export function formatJobs(jobs: readonly JobStory[]): string {
  return table(
    ['job', 'worker', 'price', 'state', 'gas per step', 'seconds'],
    jobs.map((job) => [
      `${job.request}/${job.shard}  ${job.jobId.slice(0, 10)}`,
      job.worker,
      `${formatEther(job.price)} ETH`,
      job.sampled ? `${job.state} (sampled)` : job.state,
      job.steps.map(formatStep).join('  '),
      String(lifetimeOf(job)),
    ]),
  )
}

/** Seconds from a job's first transaction to its last. */
export function lifetimeOf(job: JobStory): number {
  const times = job.steps.map((step) => step.at)
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}

function formatStep(step: Step): string {
  const share = step.gas / BigInt(step.shared)
  return `${step.name} ${share.toLocaleString('en')}`
}
