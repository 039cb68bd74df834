import { emissionAbi, jobEscrowAbi, quernTokenAbi, stakingAbi, type ProtocolAddresses } from '@quern/sdk'
import { parseEventLogs, zeroAddress, type Address, type Log, type PublicClient } from 'viem'

/** Balances by token, then by account, in base units. */
type Balances = Map<string, bigint>

export interface AuditParameters {
  readonly client: Pick<PublicClient, 'getLogs' | 'readContract' | 'getBalance'>
  readonly addresses: ProtocolAddresses
  readonly workers: readonly Address[]
}

/**
 * Rebuilds every balance from events alone and compares it with the chain: the escrow's ledger and holdings, QRN
 * transfers, and bonds.
 *
 * @returns What does not add up; nothing when all does.
 */
export async function auditBalances(parameters: AuditParameters): Promise<string[]> {
  return [...(await auditEscrow(parameters)), ...(await auditBonds(parameters)), ...(await auditEmission(parameters))]
}

/** The ledger of everybody, QRN of everybody, and what the escrow holds for them. */
async function auditEscrow({ client, addresses }: AuditParameters): Promise<string[]> {
  const { escrow, token } = addresses
  const ledger = ledgerFromEvents(await client.getLogs({ address: escrow, fromBlock: 0n }), token)
  const transfers = transfersFromEvents(await client.getLogs({ address: token, fromBlock: 0n }))
  const read = { address: escrow, abi: jobEscrowAbi } as const
  const problems: string[] = []
  for (const [key, want] of ledger.credits) {
    const args = key.split(' ') as unknown as readonly [Address, Address]
    const have = await client.readContract({ ...read, functionName: 'ledgerOf', args })
    problems.push(...differ(`ledger of ${args[1]}`, have, want))
  }
  for (const [account, want] of transfers) {
    if (account === zeroAddress) continue
    const args = [account as Address] as const
    const have = await client.readContract({ address: token, abi: quernTokenAbi, functionName: 'balanceOf', args })
    problems.push(...differ(`QRN of ${account}`, have, want))
  }
  const [, , burnable] = await client.readContract({ ...read, functionName: 'running' })
  const held = transfers.get(escrow.toLowerCase()) ?? 0n
  return [
    ...problems,
    ...differ('burn that awaits the flush', burnable, ledger.burnable),
    ...differ('coin in the escrow', await client.getBalance({ address: escrow }), sumOf(ledger.credits, zeroAddress)),
    ...differ('QRN in the escrow', held, sumOf(ledger.credits, token) + burnable),
  ]
}

async function auditBonds({ client, addresses, workers }: AuditParameters): Promise<string[]> {
  const { staking } = addresses
  const bonds = bondsFromEvents(await client.getLogs({ address: staking, fromBlock: 0n }))
  const problems: string[] = []
  for (const worker of workers) {
    const args = [worker] as const
    const read = { address: staking, abi: stakingAbi, functionName: 'assetsOf', args } as const
    const [active, unbonding] = await client.readContract(read)
    problems.push(...differ(`bond of ${worker}`, active + unbonding, bonds.get(worker.toLowerCase()) ?? 0n))
  }
  return problems
}

async function auditEmission({ client, addresses }: AuditParameters): Promise<string[]> {
  const read = { address: addresses.emission, abi: emissionAbi } as const
  const minted = await client.readContract({ ...read, functionName: 'workMinted' })
  const burned = await client.readContract({ ...read, functionName: 'burnedTotal' })
  return minted * 10n > burned * 9n ? [`work minted ${minted} is above nine tenths of the burned ${burned}`] : []
}

function differ(what: string, have: bigint, want: bigint): string[] {
  return have === want ? [] : [`${what}: the chain says ${have}, the events ${want}`]
}

function sumOf(credits: Balances, asset: Address): bigint {
  const own = [...credits].filter(([key]) => key.startsWith(asset.toLowerCase()))
  return own.reduce((sum, [, amount]) => sum + amount, 0n)
}

interface Ledger {
  /** `token account` → base units. */
  readonly credits: Balances
  burnable: bigint
}

/** The escrow's books, from its events: a job's price and burn leave the requester and reach whoever the ending says. */
function ledgerFromEvents(logs: readonly Log[], token: Address): Ledger {
  const ledger: Ledger = { credits: new Map(), burnable: 0n }
  const add = (asset: Address, account: Address, amount: bigint) => {
    const key = `${asset} ${account}`.toLowerCase()
    ledger.credits.set(key, (ledger.credits.get(key) ?? 0n) + amount)
  }
  const terms = new Map<string, { payToken: Address; requester: Address; burn: bigint }>()
  const termsOfJob = new Map<string, { payToken: Address; requester: Address; burn: bigint }>()
  for (const { eventName, args } of parseEventLogs({ abi: jobEscrowAbi, logs: [...logs] })) {
    if (eventName === 'Deposited') add(args.token, args.account, args.amount)
    if (eventName === 'Withdrawn') add(args.token, args.account, -args.amount)
    if (eventName === 'RequestPublished') terms.set(args.requestId, args.request.terms)
    if (eventName === 'JobAccepted') termsOfJob.set(args.jobId, known(terms.get(args.requestId)))
    if (eventName === 'BurnFlushed') ledger.burnable -= args.amount
    if (!('jobId' in args)) continue
    const { payToken, requester, burn } = known(termsOfJob.get(args.jobId))
    if (eventName === 'JobAccepted') {
      add(payToken, requester, -args.price)
      add(token, requester, -burn)
    }
    if (eventName === 'JobFinalized') {
      add(payToken, args.worker, args.paid)
      ledger.burnable += args.burned
    }
    if (eventName === 'JobNoShow' || eventName === 'JobTimedOut' || eventName === 'FraudProven') {
      add(payToken, requester, args.price)
      add(token, requester, args.burn + args.toRequester)
    }
    if (eventName === 'FraudProven') add(token, args.challenger, args.toChallenger)
  }
  return ledger
}

function transfersFromEvents(logs: readonly Log[]): Balances {
  const balances: Balances = new Map()
  const add = (account: Address, amount: bigint) =>
    balances.set(account.toLowerCase(), (balances.get(account.toLowerCase()) ?? 0n) + amount)
  for (const { args } of parseEventLogs({ abi: quernTokenAbi, eventName: 'Transfer', logs: [...logs] })) {
    add(args.from, -args.value)
    add(args.to, args.value)
  }
  return balances
}

function bondsFromEvents(logs: readonly Log[]): Balances {
  const bonds: Balances = new Map()
  const add = (worker: Address, amount: bigint) =>
    bonds.set(worker.toLowerCase(), (bonds.get(worker.toLowerCase()) ?? 0n) + amount)
  for (const { eventName, args } of parseEventLogs({ abi: stakingAbi, logs: [...logs] })) {
    if (eventName === 'Bonded') add(args.worker, args.amount)
    if (eventName === 'Slashed') add(args.worker, args.fromPool - args.taken)
    if (eventName === 'Withdrawn') add(args.worker, -args.amount)
  }
  return bonds
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('An event names a request or job that no earlier event introduced.')
  return value
}
