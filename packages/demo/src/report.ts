import { formatEther } from 'viem'
import type { JobStory, PartyStory, Step, Story } from './story.js'

/** The tables that the demo prints at its end. */
export function formatReport(story: Story): string {
  const jobs = table(
    ['job', 'worker', 'price', 'state', 'gas per step', 'seconds'],
    story.jobs.map((job) => [
      `${job.request}/${job.shard}  ${job.jobId.slice(0, 10)}`,
      job.worker,
      `${formatEther(job.price)} ETH`,
      job.sampled ? `${job.state} (sampled)` : job.state,
      job.steps.map(formatStep).join('  '),
      String(lifetimeOf(job)),
    ]),
  )
  const parties = table(
    ['party', 'role', 'coin', 'QRN', 'claimable after the epoch'],
    story.parties.map((party) => [
      party.name,
      party.role,
      `${signed(party.coin)} ETH`,
      `${signed(party.qrn)} QRN`,
      `${formatEther(party.claimable)} QRN`,
    ]),
  )
  const accuracy = `${(story.accuracy * 100).toFixed(2)} % of ${story.digits.count} digits labelled right`
  return [jobs, parties, `${accuracy}; ${story.seconds.toFixed(0)} s in all.`].join('\n\n')
}

/** Seconds from a job's first transaction to its last. */
export function lifetimeOf(job: JobStory): number {
  const times = job.steps.map((step) => step.at)
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}

/** What a party gained or lost, with its sign. */
export function signed(change: PartyStory['coin']): string {
  const delta = change.after - change.before
  return `${delta > 0n ? '+' : ''}${formatEther(delta)}`
}

function formatStep(step: Step): string {
  const share = step.gas / BigInt(step.shared)
  return `${step.name} ${share.toLocaleString('en')}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] as number))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}
