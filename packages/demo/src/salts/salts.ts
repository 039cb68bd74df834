import { verifyWitness } from '@quern/sdk'
import type { DevnetAccount } from '@quern/sdk/testing'
import { erc20Abi, formatEther, parseEther, type Address, type Hex } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { createOrdering, USUAL_TERMS, type Ordering } from '../ordering.js'
import { elapsedS, say } from '../progress.js'
import { settle } from '../settling.js'
import { onStage, type Stage } from '../stage.js'
import { table } from '../table.js'
import { honestWorkers, startWorkers, type RunningWorker } from '../workers.js'
import { createByFactory, FACTORY, hasFactory } from './factory.js'
import { callsOf } from './wanted.js'
import { makeWishes, type Wish } from './wishes.js'

/** Both searches, and a reserve. */
const DEPOSIT = { coin: parseEther('1'), qrn: parseEther('100') }

/** Has a salt found for each wish by two workers, and creates both contracts with them. */
export async function runSaltsDemo(signal: AbortSignal): Promise<string[]> {
  return onStage(signal, playSalts)
}

async function playSalts(stage: Stage): Promise<string[]> {
  const { devnet, board } = stage
  const [customer, ada, bo] = devnet.accounts as [DevnetAccount, DevnetAccount, DevnetAccount]
  const requester = createOrdering({ devnet, privateKey: customer.privateKey, board })
  if (!(await hasFactory(requester.client))) return [`The chain has no CREATE2 factory at ${FACTORY}.`]
  const wishes = await makeWishes(devnet.addresses)
  say('creating keystores, bonding two workers and starting them')
  const workers = await startWorkers(stage, honestWorkers({ ada, bo }, wishes.length))
  await requester.fund(DEPOSIT)
  const granted = await Promise.all(wishes.map((wish) => grant({ stage, requester, workers, wish })))
  for (const worker of workers) await worker.stop()
  process.stdout.write(`\n${reportOf(granted)}\n\n`)
  say(`done in ${elapsedS().toFixed(0)} s`)
  return granted.flatMap(({ problems }) => problems)
}

interface Granting {
  readonly stage: Stage
  readonly requester: Ordering
  readonly workers: readonly RunningWorker[]
  readonly wish: Wish
}

/** A wish, its salt, who found it, and where its contract lies. */
interface Granted {
  readonly wish: Wish
  readonly foundBy: string
  readonly salt?: Hex
  readonly address?: Address
  /** What the contract itself says. */
  readonly says: string
  readonly problems: readonly string[]
}

/** Orders the search, checks the salt that the escrow was shown, and creates the contract with it. */
async function grant(granting: Granting): Promise<Granted> {
  const { requester, workers, wish, stage } = granting
  const { kernelId, work } = wish.search
  // A witness is checked as a whole: there is nothing to sample, and no window.
  const { maxPrice, burn, lock, duration } = USUAL_TERMS
  const order = await requester.order({ kernelId, work, maxPrice, burn, lock, duration })
  const hashes = (2 ** wish.bits).toLocaleString('en')
  say(`${wish.name}: an address that ${wish.words} is wanted, ${wish.bits} bits: one of ${hashes} salts has it`)
  let found: { output: Hex; address: Address } | undefined
  const take = async (shard: number) => {
    const { addresses } = stage.devnet
    const { ok, output, address } = await verifyWitness(requester.client, { addresses, request: order.request, shard })
    if (!ok || address === undefined) return `leads elsewhere: ${output}`
    found = { output, address }
    return undefined
  }
  const { name } = wish
  const settled = await settle({ name, part: 'salt', requester, order, workers, take, signal: stage.signal })
  const foundBy = settled.computedBy.get(0) ?? 'nobody'
  if (found === undefined) return { wish, foundBy, says: '', problems: settled.problems }
  const { output: salt, address } = found
  return { wish, foundBy, salt, address, ...(await create(granting, { salt, address })) }
}

/** Creates the contract, and looks at what lies where the salt should lead. */
async function create(
  { requester, wish, stage }: Granting,
  { salt, address }: { salt: Hex; address: Address },
): Promise<Pick<Granted, 'says' | 'problems'>> {
  const { client } = requester
  if (await getCode(client, { address })) return { says: '', problems: [`There was something at ${address}.`] }
  await requester.mined(await createByFactory(client, { salt, initCode: wish.initCode }))
  if (!(await getCode(client, { address }))) return { says: '', problems: [`There is nothing at ${address}.`] }
  say(`${wish.name}: created at ${address}`)
  return wish.name === 'token' ? askToken(requester, address, stage) : askHook(address)
}

/** The new token has the name and the genesis of the one that was deployed. */
async function askToken({ client }: Ordering, address: Address, { devnet }: Stage) {
  const ask = async (token: Address) => {
    const [symbol, supply] = await Promise.all([
      readContract(client, { address: token, abi: erc20Abi, functionName: 'symbol' }),
      readContract(client, { address: token, abi: erc20Abi, functionName: 'totalSupply' }),
    ])
    return `${symbol}, ${formatEther(supply)} of them`
  }
  const [says, other] = await Promise.all([ask(address), ask(devnet.addresses.token)])
  return {
    says,
    problems: says === other ? [] : [`The token at ${address} says "${says}", the deployed one "${other}".`],
  }
}

function askHook(address: Address) {
  const calls = callsOf(address)
  const isRight = calls.toSorted().join() === 'afterSwap,beforeSwap'
  return {
    says: `called for ${calls.toReversed().join(' and ')}`,
    problems: isRight ? [] : [`${address} is no such hook.`],
  }
}

function reportOf(granted: readonly Granted[]): string {
  const rows = granted.map(({ wish, foundBy, salt = '0x', address = '0x', says }) => [
    wish.name,
    String(wish.bits),
    foundBy,
    salt,
    address,
    says,
  ])
  return table(['contract', 'bits', 'found by', 'salt', 'address', 'says'], rows)
}
