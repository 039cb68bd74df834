import { emissionAbi } from '@quern/sdk'
import type { Devnet } from '@quern/sdk/testing'
import type { Address } from 'viem'
import { chronicle } from './chronicle.js'
import { accuracyOf, labelsOf } from './classifier.js'
import type { Digits } from './digits.js'
import { holdingsOf, type Holdings, type Party } from './holdings.js'
import type { Bought } from './market.js'
import { elapsedS } from './progress.js'
import type { Requester } from './requester.js'
import type { PartyStory, Story } from './story.js'

export interface TellingParameters {
  readonly devnet: Devnet
  readonly requester: Requester
  readonly test: Digits
  readonly bought: Bought
  readonly parties: readonly Party[]
  readonly before: ReadonlyMap<Address, Holdings>
}

/** Goes past the end of the epoch, and puts together what happened from the chain. */
export async function tellStory(
  parameters: TellingParameters,
): Promise<{ story: Story; after: ReadonlyMap<Address, Holdings> }> {
  const { devnet, requester, test, bought, parties, before } = parameters
  const { reader: client } = requester
  const addresses = parties.map(({ address }) => address)
  const after = await holdingsOf(client, devnet.addresses, addresses)
  const nameOf = (worker: Address | undefined) =>
    parties.find(({ address }) => address.toLowerCase() === worker?.toLowerCase())?.name ?? 'nobody'
  const jobs = await chronicle(client, bought.jobs, nameOf)
  const claimable = await claimableAfterTheEpoch(parameters)
  const changes = parties.map(({ name, role, address }): PartyStory => {
    const [from, to] = [before.get(address) as Holdings, after.get(address) as Holdings]
    return {
      name,
      role,
      coin: { before: from.coin, after: to.coin },
      qrn: { before: from.qrn, after: to.qrn },
      claimable: claimable.get(address) ?? 0n,
    }
  })
  const labels = labelsOf(bought.scores)
  const accuracy = accuracyOf(labels, test.labels)
  return { story: { digits: test, labels, accuracy, jobs, parties: changes, seconds: elapsedS() }, after }
}

/** Rolls the workers once their epoch is over; what they are owed then, `claimWork` would mint. */
async function claimableAfterTheEpoch({
  devnet,
  requester,
  parties,
}: TellingParameters): Promise<Map<Address, bigint>> {
  const { reader: client } = requester
  const read = { address: devnet.addresses.emission, abi: emissionAbi } as const
  await devnet.warp(Number(await client.readContract({ ...read, functionName: 'EPOCH' })))
  const workers = parties.slice(1).map(({ address }) => address)
  await requester.roll(workers)
  const owed = new Map<Address, bigint>()
  for (const worker of workers) {
    owed.set(worker, await client.readContract({ ...read, functionName: 'owedTo', args: [worker] }))
  }
  return owed
}
