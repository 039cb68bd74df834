import { ContractError, RevertError, TransactionGasTooHighError, decodeError, gasLimitOf } from '@quern/sdk'
import { HttpRequestError, LimitExceededRpcError, TimeoutError, TransactionReceiptNotFoundError, keccak256 } from 'viem'
import type { BaseError } from 'viem'
import type { Address, Hex, PublicClient } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { maskUrls, shortMessage } from '../errors.js'
import type { Revert } from '../runtime/outbox.js'
import type { BroadcastAnswer, Call, Receipt, Sender, Simulation } from './sender.js'

export interface OperatorParameters {
  readonly client: PublicClient
  readonly account: PrivateKeyAccount
  readonly chainId: number
}

/** Share of the estimated gas that is added as a reserve. */
const gasReserve = 5n

/** The operator's account on a real node. */
export function createOperator({ client, account, chainId }: OperatorParameters): Sender {
  const { address } = account
  return {
    address,
    head: () => client.getBlockNumber({ cacheTime: 0 }),
    nonce: (blockNumber) =>
      client.getTransactionCount({ address, ...(blockNumber === undefined ? {} : { blockNumber }) }),
    fees: async () => {
      const block = await client.getBlock({ blockTag: 'latest' })
      return { baseFee: block.baseFeePerGas ?? 0n, priorityFee: await client.estimateMaxPriorityFeePerGas() }
    },
    simulate: (call, blockNumber) => simulate(client, { account: address, ...call, blockNumber }),
    sign: async ({ maxFee: maxFeePerGas, priorityFee: maxPriorityFeePerGas, ...transaction }) => {
      const fees = { maxFeePerGas, maxPriorityFeePerGas }
      const raw = await account.signTransaction({ type: 'eip1559', chainId, ...transaction, ...fees })
      return { raw, hash: keccak256(raw) }
    },
    broadcast: (raw) => broadcast(client, raw),
    receipt: (hash) => receiptOf(client, hash),
  }
}

type SimulateParameters = Call & { readonly account: Address; readonly blockNumber: bigint | undefined }

async function simulate(client: PublicClient, { blockNumber, ...call }: SimulateParameters): Promise<Simulation> {
  try {
    const gas = await client.estimateGas({ ...call, ...(blockNumber === undefined ? {} : { blockNumber }) })
    return { ok: true, gas, gasLimit: gasLimitOf({ estimate: gas, reserve: gas / gasReserve }) }
  } catch (error) {
    return { ok: false, revert: revertOf(error) }
  }
}

async function broadcast(client: PublicClient, serializedTransaction: Hex): ReturnType<Sender['broadcast']> {
  try {
    await client.sendRawTransaction({ serializedTransaction })
    return { answer: 'taken', message: '' }
  } catch (error) {
    return { answer: answerOf(error), message: wordsOf(error) }
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

/** The contract's own error, or that no transaction can hold the call; anything else says nothing about the call and is thrown again. */
function revertOf(error: unknown): Revert {
  const decoded = decodeError(error)
  const facts = Object.fromEntries(Object.entries(decoded.facts).map(([name, value]) => [name, String(value)]))
  if (decoded instanceof ContractError) return { name: decoded.errorName, facts }
  if (decoded instanceof RevertError || decoded instanceof TransactionGasTooHighError)
    return { name: decoded.code, facts }
  throw error
}

/** What the node itself said, where it said something. */
function wordsOf(error: unknown): string {
  const { details = '' } = error as Partial<BaseError>
  return details === '' ? shortMessage(error) : maskUrls(details.split('\n')[0] ?? '')
}

/** Words of nodes, without spaces, by what they mean; anything else is a refusal. */
const meanings: readonly (readonly [words: RegExp, answer: BroadcastAnswer])[] = [
  [/alreadyknown|alreadyimported|knowntransaction|alreadyexists/, 'known'],
  [/noncetoolow|noncehasalreadybeenused|nonceistoolow|oldnonce/, 'nonce-used'],
  [/underpriced|lessthanblockbasefee|belowcurrentbasefee|(fee|price|tip)toolow|replacementnotallowed/, 'underpriced'],
  [/couldnotreplaceexisting|istoolowforthenextblock|belowconfiguredminimum/, 'underpriced'],
  [/insufficientfunds|insufficientbalance|exceedsaccountbalance|enoughfunds|enoughbalance/, 'unfunded'],
]

/** What nodes, and those who stand before them, say when they did not look: an error of their own, no such method, a limit. */
const untoldCodes: ReadonlySet<unknown> = new Set([-32603, -32601, -32002, -32007, -32016, -32029, -32097, 429])
const untoldWords = /ratelimit|requestlimit|toomanyrequests|syncing/

/** JSON-RPC has no codes for these answers: nodes differ in their words only. */
function answerOf(error: unknown): BroadcastAnswer {
  const base = error as BaseError
  if (typeof base.walk !== 'function' || base.walk(isUntold) !== null) throw error
  const answer = meanings.find(([words]) => words.test(plain(`${base.message} ${base.details}`)))?.[1]
  if (answer !== undefined) return answer
  const hasUntoldCode = base.walk((cause) => untoldCodes.has((cause as { code?: unknown }).code)) !== null
  if (hasUntoldCode || untoldWords.test(plain(base.details))) throw error
  return 'refused'
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_]/g, '')

/** Errors of a node that did not look at what it was asked, whatever its words. */
function isUntold(error: unknown): boolean {
  return [HttpRequestError, TimeoutError, LimitExceededRpcError].some((type) => error instanceof type)
}
