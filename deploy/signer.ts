import { hexToBigInt, hexToNumber, keccak256, type Address, type Hex, type LocalAccount } from 'viem'
import { DeployError } from './errors.js'
import type { Outbox, Outgoing } from './outbox.js'
import type { Provider } from './provider.js'

/** The fields that Ignition puts into `eth_sendTransaction`. */
type TransactionFields = {
  readonly from: Address
  readonly to?: Address
  readonly data?: Hex
  readonly value?: Hex
  readonly gas: Hex
  readonly nonce: Hex
  readonly maxFeePerGas?: Hex
  readonly maxPriorityFeePerGas?: Hex
  readonly gasPrice?: Hex
}

export type SignerArguments = {
  readonly provider: Provider
  readonly account: LocalAccount
  readonly chainId: number
  readonly outbox: Outbox
}

/** A provider whose only account is `account`: it signs here, notes what it signed, and sends it raw. */
export function signingProvider(args: SignerArguments): Provider {
  return {
    async request(call) {
      if (call.method === 'eth_accounts') return [args.account.address]
      if (call.method !== 'eth_sendTransaction') return args.provider.request(call)
      const [fields] = call.params as readonly [TransactionFields]
      return send(args, fields)
    },
  }
}

async function send({ provider, account, chainId, outbox }: SignerArguments, fields: TransactionFields): Promise<Hex> {
  const nonce = hexToNumber(fields.nonce)
  const body = {
    chainId,
    nonce,
    to: fields.to ?? null,
    data: fields.data ?? '0x',
    value: hexToBigInt(fields.value ?? '0x0'),
    gas: hexToBigInt(fields.gas),
  } as const
  const raw = await account.signTransaction({ ...body, ...feesOf(fields) })
  const hash = keccak256(raw)
  outbox.add({ nonce, hash, raw })
  await broadcast(provider, { hash, raw })
  return hash
}

function feesOf(fields: TransactionFields) {
  if (fields.gasPrice !== undefined) return { type: 'legacy', gasPrice: hexToBigInt(fields.gasPrice) } as const
  return {
    type: 'eip1559',
    maxFeePerGas: hexToBigInt(fields.maxFeePerGas ?? '0x0'),
    maxPriorityFeePerGas: hexToBigInt(fields.maxPriorityFeePerGas ?? '0x0'),
  } as const
}

/** Sends `raw`; that the chain has it, although the call failed, is as good. */
async function broadcast(provider: Provider, { hash, raw }: Pick<Outgoing, 'hash' | 'raw'>): Promise<void> {
  try {
    await provider.request({ method: 'eth_sendRawTransaction', params: [raw] })
  } catch (error) {
    if (!(await isKnown(provider, hash))) throw error
  }
}

/** Sends a transaction of an earlier run, unless the chain has it. */
export async function broadcastAgain(provider: Provider, outgoing: Outgoing): Promise<void> {
  if (!(await isKnown(provider, outgoing.hash))) await broadcast(provider, outgoing)
}

async function isKnown(provider: Provider, hash: Hex): Promise<boolean> {
  return (await provider.request({ method: 'eth_getTransactionByHash', params: [hash] })) !== null
}

/** Transactions of `account`, those waiting included. */
export async function pendingNonce(provider: Provider, account: Address): Promise<number> {
  return hexToNumber(await ask(provider, 'eth_getTransactionCount', [account, 'pending']))
}

/** Chain id as the node says it. */
export async function chainIdOf(provider: Provider): Promise<number> {
  return hexToNumber(await ask(provider, 'eth_chainId', []))
}

/** One call whose answer must be hex. */
async function ask(provider: Provider, method: string, params: readonly unknown[]): Promise<Hex> {
  const answer = await provider.request({ method, params })
  if (typeof answer === 'string' && answer.startsWith('0x')) return answer as Hex
  throw new DeployError('CHAIN_UNREACHABLE', `The node answered ${method} with ${JSON.stringify(answer)}.`, {
    hint: 'Use an Ethereum JSON-RPC endpoint.',
  })
}
