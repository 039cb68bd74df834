import { jobEscrowAbi, type JobEvent } from '@quern/sdk'
import { decodeFunctionData, type Address, type Hash, type PublicClient } from 'viem'
import type { SeenJob } from './jobs.js'
import type { JobStory, Step } from './story.js'

type Reader = Pick<PublicClient, 'getTransaction' | 'getTransactionReceipt' | 'getBlock'>

const stepNames: Readonly<Record<string, string>> = {
  acceptSigned: 'accept',
  revealSampled: 'reveal',
  proveFraud: 'fraud',
  slashTimeout: 'timeout',
}

/** Tells each job's life, with what every transaction of it cost. */
export async function chronicle(
  client: Reader,
  jobs: readonly (readonly SeenJob[])[],
  nameOf: (worker: Address | undefined) => string,
): Promise<JobStory[]> {
  const shared = countByTransaction(jobs.flat())
  const stories: JobStory[] = []
  for (const [index, own] of jobs.entries()) {
    for (const job of own) {
      const { jobId, shard, price, state, sampled } = job
      const hashes = [...new Set(job.events.map((event) => event.transactionHash))]
      const steps: Step[] = []
      for (const hash of hashes) steps.push(await stepOf(client, hash, shared.get(hash) ?? 1))
      stories.push({ jobId, request: index + 1, shard, worker: nameOf(job.worker), price, state, sampled, steps })
    }
  }
  return stories
}

async function stepOf(client: Reader, hash: Hash, shared: number): Promise<Step> {
  const [transaction, receipt] = await Promise.all([
    client.getTransaction({ hash }),
    client.getTransactionReceipt({ hash }),
  ])
  const { functionName } = decodeFunctionData({ abi: jobEscrowAbi, data: transaction.input })
  const block = await client.getBlock({ blockNumber: receipt.blockNumber })
  const name = stepNames[functionName] ?? functionName
  return { name, at: Number(block.timestamp), gas: receipt.gasUsed, shared }
}

/** How many jobs each transaction moved. */
function countByTransaction(jobs: readonly SeenJob[]): Map<Hash, number> {
  const moved = new Map<Hash, Set<string>>()
  const note = (event: JobEvent, jobId: string) =>
    moved.set(event.transactionHash, (moved.get(event.transactionHash) ?? new Set()).add(jobId))
  for (const job of jobs) for (const event of job.events) note(event, job.jobId)
  return new Map([...moved].map(([hash, ids]) => [hash, ids.size]))
}
