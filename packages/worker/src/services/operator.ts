import { ContractError, RevertError, decodeError } from '@quern/sdk'
import { HttpRequestError, TimeoutError, TransactionReceiptNotFoundError, keccak256, type BaseError } from 'viem'
import type { Address, Hex, PublicClient } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { shortMessage } from '../errors.js'
import type { Revert } from '../runtime/outbox.js'
import type { BroadcastAnswer, Call, Receipt, Sender, Simulation } from './sender.js'

export interface OperatorParameters {
  readonly client: PublicClient
  readonly account: PrivateKeyAccount
  readonly chainId: number
}

/** The operator's account on a real node. */
export function createOperator({ client, account, chainId }: OperatorParameters): Sender {
  const { address } = account
  return {
    head: () => client.getBlockNumber({ cacheTime: 0 }),
    nonce: (blockNumber) =>
      client.getTransactionCount({ address, ...(blockNumber === undefined ? {} : { blockNumber }) }),
    fees: async () => {
      const block = await client.getBlock({ blockTag: 'latest' })
      return { baseFee: block.baseFeePerGas ?? 0n, priorityFee: await client.estimateMaxPriorityFeePerGas() }
    },
    simulate: (call) => simulate(client, address, call),
    sign: async ({ maxFee: maxFeePerGas, priorityFee: maxPriorityFeePerGas, ...transaction }) => {
      const fees = { maxFeePerGas, maxPriorityFeePerGas }
      const raw = await account.signTransaction({ type: 'eip1559', chainId, ...transaction, ...fees })
      return { raw, hash: keccak256(raw) }
    },
    broadcast: (raw) => broadcast(client, raw),
    receipt: (hash) => receiptOf(client, hash),
  }
}

async function simulate(client: PublicClient, account: Address, { to, data }: Call): Promise<Simulation> {
  try {
    return { ok: true, gas: await client.estimateGas({ account, to, data }) }
  } catch (error) {
    return { ok: false, revert: revertOf(error) }
  }
}

async function broadcast(client: PublicClient, serializedTransaction: Hex): ReturnType<Sender['broadcast']> {
  try {
    await client.sendRawTransaction({ serializedTransaction })
    return { answer: 'taken', message: '' }
  } catch (error) {
    return { answer: answerOf(error), message: shortMessage(error) }
  }
}

async function receiptOf(client: PublicClient, hash: Hex): Promise<Receipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash })
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw error
  }
}

/** The contract's own error; anything else says nothing about the call and is thrown again. */
function revertOf(error: unknown): Revert {
  const decoded = decodeError(error)
  const facts = Object.fromEntries(Object.entries(decoded.facts).map(([name, value]) => [name, String(value)]))
  if (decoded instanceof ContractError) return { name: decoded.errorName, facts }
  if (decoded instanceof RevertError) return { name: decoded.code, facts }
  throw error
}

/** JSON-RPC has no codes for these answers: nodes differ in their words only. */
function answerOf(error: unknown): BroadcastAnswer {
  const base = error as BaseError
  const isTransport =
    typeof base.walk !== 'function' ||
    base.walk((inner) => inner instanceof HttpRequestError || inner instanceof TimeoutError) !== null
  if (isTransport) throw error
  const text = `${base.message} ${base.details}`.toLowerCase()
  if (/already known|already imported|known transaction|already exists/.test(text)) return 'known'
  if (/nonce too low|nonce has already been used|nonce is too low/.test(text)) return 'nonce-used'
  return 'refused'
}
