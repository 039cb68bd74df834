import { BaseError, InsufficientFundsError, TimeoutError, UserRejectedRequestError, isHex, type Hex } from 'viem'
import { maxTransactionGas } from '../protocol/gas.js'
import { SdkError } from './base.js'
import { contractErrorOf } from './contract.js'
import { TransactionGasTooHighError } from './local.js'

/** The wallet or the node, not a contract, stood in the way. */
export class ChainAccessError extends SdkError {
  readonly code: 'WALLET_REFUSED' | 'FUNDS_TOO_LOW' | 'CHAIN_TIMEOUT' | 'CHAIN_FAILED'
  constructor(args: { code: ChainAccessError['code']; summary: string; hint: string; cause: unknown }) {
    super(args.summary, { hint: args.hint, cause: args.cause })
    this.code = args.code
  }
}

/**
 * Turns whatever a viem action threw into an error of this package; errors of this package pass unchanged.
 *
 * @example
 * ```ts
 * import { decodeError } from '@quern/sdk'
 *
 * const error = decodeError(new Error('connection refused'))
 * console.log(error.code, error.hint)
 * ```
 */
export function decodeError(error: unknown): SdkError {
  if (error instanceof SdkError) return error
  const revertBytes = revertBytesOf(error)
  if (revertBytes !== undefined) return contractErrorOf(revertBytes, error)
  if (isGasTooHigh(error)) return new TransactionGasTooHighError({ most: maxTransactionGas, cause: error })
  return new ChainAccessError({ ...accessProblem(error), cause: error })
}

function accessProblem(error: unknown) {
  const has = (type: new (...args: never[]) => Error) =>
    error instanceof BaseError && error.walk((inner) => inner instanceof type) !== null
  if (has(UserRejectedRequestError)) {
    return {
      code: 'WALLET_REFUSED',
      summary: 'The wallet refused to sign.',
      hint: 'Approve it in the wallet.',
    } as const
  }
  if (has(InsufficientFundsError)) {
    const summary = 'The account cannot pay for the transaction.'
    return { code: 'FUNDS_TOO_LOW', summary, hint: "Send it more of the chain's coin." } as const
  }
  if (has(TimeoutError)) {
    const summary = 'The node did not answer in time.'
    return { code: 'CHAIN_TIMEOUT', summary, hint: 'Retry, or use another endpoint.' } as const
  }
  const reason =
    error instanceof BaseError ? error.shortMessage : error instanceof Error ? error.message : String(error)
  return { code: 'CHAIN_FAILED', summary: reason, hint: 'Check the endpoint and retry.' } as const
}

/** Whether an estimate went beyond what a transaction may have; below that, it was the account's money that did not suffice. */
function isGasTooHigh(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  const allowance = /gas required exceeds allowance:? \(?(\d+)/.exec(error.details)?.[1]
  return allowance !== undefined && BigInt(allowance) >= maxTransactionGas
}

/** Nodes put the bytes at different depths: in `data`, in `data.data`, in `error.data`, below several causes. */
function revertBytesOf(error: unknown, depth = 0): Hex | undefined {
  if (typeof error !== 'object' || error === null || depth > 12) return undefined
  const { raw, data, cause, error: inner } = error as Record<string, unknown>
  if (isHex(raw)) return raw
  if (isHex(data)) return data
  return revertBytesOf(data, depth + 1) ?? revertBytesOf(inner, depth + 1) ?? revertBytesOf(cause, depth + 1)
}
