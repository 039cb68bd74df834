import { formatEther } from 'viem'
import { formatJobs } from './job-table.js'
import type { PartyStory, Story } from './story.js'
import { table } from './table.js'

/** The tables that the demo prints at its end. */
export function formatReport(story: Story): string {
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
  return [formatJobs(story.jobs), parties, `${accuracy}; ${story.seconds.toFixed(0)} s in all.`].join('\n\n')
}

/** What a party gained or lost, with its sign. */
export function signed(change: PartyStory['coin']): string {
  const delta = change.after - change.before
  return `${delta > 0n ? '+' : ''}${formatEther(delta)}`
}
