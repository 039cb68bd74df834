import { TransactionReceiptNotFoundError, type Account, type Address, type Client, type Hash, type Hex } from 'viem'
import { call as simulate, estimateGas, getChainId, getTransactionReceipt, sendTransaction } from 'viem/actions'
import { decodeError } from './errors/decode.js'
import {
  AccountMissingError,
  ChainMismatchError,
  ChainUnknownError,
  TransactionRevertedError,
  WaitTimeoutError,
} from './errors/local.js'
import { addressesOf, knownChainIds } from './addresses.js'
import { gasLimitOf } from './protocol/gas.js'
import type { ProtocolAddresses } from './types.js'

/** A transaction without its sender: what every write action builds before it sends. */
export type Call = { to: Address; data: Hex; value: bigint }

export type ReadParameters = {
  /** Where the protocol lives; by default what is known for the client's chain. */
  addresses?: ProtocolAddresses | undefined
}

export type WriteParameters = ReadParameters & {
  /** Who sends; by default the client's account. */
  account?: Account | Address | undefined
}

/** The addresses to use: those given, else those known for the client's chain. Throws `CHAIN_UNKNOWN`. */
export function resolveAddresses<given = ProtocolAddresses>(
  client: Client,
  addresses: given | undefined,
): given | ProtocolAddresses {
  if (addresses) return addresses
  const chainId = client.chain?.id
  if (chainId === undefined) throw new ChainUnknownError({ chainId, known: knownChainIds() })
  return addressesOf(chainId)
}

/** The account to act as: the one given, else the client's. Throws `ACCOUNT_MISSING`. */
export function resolveAccount(client: Client, account: Account | Address | undefined): Account | Address {
  const chosen = account ?? client.account
  if (!chosen) throw new AccountMissingError()
  return chosen
}

/** The address of an account that may be given as either. */
export function addressOf(account: Account | Address): Address {
  return typeof account === 'string' ? account : account.address
}

/** Waits for `promise` and throws what it throws as an error of this package. */
export async function decoded<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw decodeError(error)
  }
}

/**
 * Simulates a call and sends it only if that succeeds. Returns the transaction's hash. Throws `TRANSACTION_GAS_TOO_HIGH`.
 */
export async function sendCall(
  client: Client,
  { call, chainId, account }: { call: Call; chainId: number; account?: Account | Address | undefined },
): Promise<Hash> {
  const sender = resolveAccount(client, account)
  const actual = await decoded(getChainId(client))
  if (actual !== chainId) throw new ChainMismatchError({ have: actual, need: chainId })
  await decoded(simulate(client, { ...call, account: sender }))
  const estimate = await decoded(estimateGas(client, { ...call, account: sender }))
  // What is mined before it may make it dearer: a quarter more is allowed, and given back when not used.
  const gas = gasLimitOf({ estimate, reserve: estimate / 4n })
  return decoded(sendTransaction(client, { ...call, gas, account: sender, chain: client.chain ?? null }))
}

/** What all write actions do: build the call for the right addresses, simulate it, send it. */
export async function write<P extends WriteParameters>(
  client: Client,
  parameters: P,
  build: (addresses: ProtocolAddresses, parameters: P) => Call,
): Promise<Hash> {
  const addresses = resolveAddresses(client, parameters.addresses)
  const call = build(addresses, parameters)
  return sendCall(client, { call, chainId: addresses.chainId, account: parameters.account })
}

/** Waits until a transaction is mined. Throws `TRANSACTION_REVERTED`, `WAIT_TIMEOUT`. */
export async function waitForSuccess(
  client: Client,
  { hash, timeoutS = 180, signal }: { hash: Hash; timeoutS?: number; signal?: AbortSignal | undefined },
): Promise<{ blockNumber: bigint }> {
  const receipt = await poll(() => receiptOf(client, hash), {
    what: `the transaction ${hash}`,
    timeoutS,
    intervalMs: client.pollingInterval,
    signal,
  })
  if (receipt.status !== 'success') throw new TransactionRevertedError({ hash, blockNumber: receipt.blockNumber })
  return { blockNumber: receipt.blockNumber }
}

/** The receipt, or `undefined` while there is none. */
async function receiptOf(client: Client, hash: Hash) {
  try {
    return await getTransactionReceipt(client, { hash })
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw decodeError(error)
  }
}

export type PollOptions = {
  what: string
  timeoutS: number
  intervalMs: number
  signal?: AbortSignal | undefined
}

/** Asks until the answer is not `undefined`. Throws `WAIT_TIMEOUT`, or the reason of the abort. */
export async function poll<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const end = Date.now() + options.timeoutS * 1000
  for (;;) {
    options.signal?.throwIfAborted()
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() >= end) throw new WaitTimeoutError({ what: options.what, timeoutS: options.timeoutS })
    await sleep(Math.min(options.intervalMs, Math.max(1, end - Date.now())), options.signal)
  }
}

/** Waits `ms` milliseconds; rejects with the reason as soon as `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
