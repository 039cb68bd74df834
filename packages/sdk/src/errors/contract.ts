import { decodeErrorResult, hexToString, type Hex } from 'viem'
import { contractErrorSummaries, contractErrorsAbi } from '../generated/errors.js'
import { jobStates } from '../types.js'
import { SdkError, type ErrorFacts } from './base.js'
import { contractErrorHints, type ContractErrorName } from './hints.js'

/** `StakeTooLow` → `STAKE_TOO_LOW`; runs of capitals stay together: `ERC20InvalidSender` → `ERC20_INVALID_SENDER`. */
export function contractErrorCode(name: ContractErrorName): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()
}

/** A contract of the protocol refused the call, by one of its custom errors. */
export class ContractError extends SdkError {
  readonly code: string
  /** As declared in Solidity. */
  readonly errorName: ContractErrorName
  constructor(args: { errorName: ContractErrorName; facts: ErrorFacts; cause?: unknown }) {
    super(fill(placeholders(contractErrorSummaries[args.errorName]), args.facts), {
      facts: args.facts,
      hint: fill(contractErrorHints[args.errorName] ?? '', args.facts),
      cause: args.cause,
    })
    this.code = contractErrorCode(args.errorName)
    this.errorName = args.errorName
  }
}

/** A contract failed without an error of its own: a bare revert, a `require` text, or a panic. */
export class RevertError extends SdkError {
  readonly code: 'REVERTED' | 'PANIC'
  constructor(args: { code: RevertError['code']; reason: string; revertBytes: Hex; cause?: unknown }) {
    super(`The contract reverted: ${args.reason}.`, {
      facts: { reason: args.reason, revertBytes: args.revertBytes },
      hint: 'Check that the addresses belong to this chain and to this version of the protocol.',
      cause: args.cause,
    })
    this.code = args.code
  }
}

/** Turns the bytes of a revert into an error. */
export function contractErrorOf(revertBytes: Hex, cause?: unknown): ContractError | RevertError {
  const decoded = decode(revertBytes)
  if (!decoded) {
    const reason = revertBytes === '0x' ? 'it gave no reason' : `its reason is unknown (${revertBytes.slice(0, 10)})`
    return new RevertError({ code: 'REVERTED', reason, revertBytes, cause })
  }
  const { args, abiItem } = decoded
  const errorName: string = decoded.errorName
  if (errorName === 'Error' || errorName === 'Panic') {
    const reason = String(args?.[0])
    const code = errorName === 'Panic' ? 'PANIC' : 'REVERTED'
    return new RevertError({ code, reason: code === 'PANIC' ? `panic ${reason}` : reason, revertBytes, cause })
  }
  const entries = abiItem.inputs.map((input, index) => [
    input.name ?? String(index),
    factOf(errorName, input, args?.[index]),
  ])
  return new ContractError({ errorName: errorName as ContractErrorName, facts: Object.fromEntries(entries), cause })
}

function decode(revertBytes: Hex) {
  try {
    return decodeErrorResult({ abi: contractErrorsAbi, data: revertBytes })
  } catch {
    return undefined
  }
}

/** Readable where the ABI is not: names packed in words, states as numbers. */
function factOf(errorName: string, input: { name?: string; type: string }, value: unknown): ErrorFacts[string] {
  if (input.type === 'bytes32' && input.name === 'name') return hexToString(value as Hex, { size: 32 })
  if (errorName === 'JobInState' && input.type === 'uint8') return jobStates[Number(value)] ?? Number(value)
  return value as ErrorFacts[string]
}

/** Documentation names arguments in backticks. */
function placeholders(documentation: string): string {
  return documentation.replaceAll(/`(\w+)`/g, '{$1}').replaceAll('`', '')
}

function fill(template: string, facts: ErrorFacts): string {
  return template.replace(/\{(\w+)(?:-(\w+))?\}/g, (text, name: string, less: string | undefined) => {
    const value = facts[name]
    const minus = less === undefined ? undefined : facts[less]
    if (typeof value === 'bigint' && typeof minus === 'bigint') return String(value - minus)
    return value === undefined ? text.slice(1, -1) : String(value)
  })
}
