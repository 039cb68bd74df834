import type { Address, Hex } from 'viem'
import { SdkError, type ErrorFacts } from './base.js'

/** The protocol is not deployed on this chain, as far as this version knows. */
export class ChainUnknownError extends SdkError {
  readonly code = 'CHAIN_UNKNOWN'
  constructor(args: { chainId: number | undefined; known: readonly number[] }) {
    const known = args.known.length === 0 ? 'none yet' : args.known.join(', ')
    super(
      args.chainId === undefined
        ? 'The client has no chain.'
        : `No deployment on chain ${args.chainId} is known; known chain ids: ${known}.`,
      {
        facts: { chainId: args.chainId, known },
        hint: 'Pass `addresses` of your own deployment, or use a client of a known chain.',
      },
    )
  }
}

/** The client is connected to another chain than the addresses belong to. */
export class ChainMismatchError extends SdkError {
  readonly code = 'CHAIN_MISMATCH'
  constructor(args: { have: number; need: number }) {
    super(`The client is connected to chain ${args.have}, but the addresses belong to chain ${args.need}.`, {
      facts: args,
      hint: 'Switch the wallet or the endpoint to that chain.',
    })
  }
}

/** The action needs an account and got none. */
export class AccountMissingError extends SdkError {
  readonly code = 'ACCOUNT_MISSING'
  constructor() {
    super('No account was given.', { hint: 'Create the client with an `account`, or pass one to the action.' })
  }
}

/** A request document is not what docs/specs/request.md says. */
export class RequestDocumentError extends SdkError {
  readonly code = 'REQUEST_DOCUMENT_MALFORMED'
  constructor(args: { path: string; problem: string; hint: string; cause?: unknown }) {
    super(`${args.path}: ${args.problem}.`, { facts: { path: args.path }, hint: args.hint, cause: args.cause })
  }
}

/** One field of a request that the escrow would refuse. */
export type RequestProblem = {
  field: string
  have: bigint | number | string
  least?: bigint | number
  most?: bigint | number
  message: string
}

/** The escrow would refuse the request. */
export class RequestOutOfBoundsError extends SdkError {
  readonly code = 'REQUEST_OUT_OF_BOUNDS'
  readonly problems: readonly RequestProblem[]
  constructor(problems: readonly RequestProblem[]) {
    const first = problems[0]
    super(problems.map((problem) => problem.message).join(' '), {
      facts: { field: first?.field, have: first?.have, least: first?.least, most: first?.most },
      hint: 'Change these fields and sign again.',
    })
    this.problems = problems
  }
}

/** What was called does not know the kernel. */
export class KernelUnsupportedError extends SdkError {
  readonly code = 'KERNEL_UNSUPPORTED'
  constructor(args: { kernelId: number }) {
    super(`Kernel ${args.kernelId} is not known to what was called.`, {
      facts: { kernelId: args.kernelId },
      hint: 'Results of flat kernels are checked by verifyResult, images by verifyImage, options by verifyAsianOption, answers of witness kernels by verifyWitness; update the package for kernels that it does not know.',
    })
  }
}

/** The encoded header does not hash to the block's hash. */
export class HeaderEncodingError extends SdkError {
  readonly code = 'HEADER_ENCODING_MISMATCH'
  constructor(args: { number: bigint; have: Hex; need: Hex }) {
    super(
      `The header of block ${args.number} encodes to the hash ${args.have}, but the block's hash is ${args.need}.`,
      {
        facts: args,
        hint: 'The chain has header fields that this version does not know, or the endpoint left some out.',
      },
    )
  }
}

/** The block lacks what its header needs. */
export class BlockIncompleteError extends SdkError {
  readonly code = 'BLOCK_INCOMPLETE'
  constructor(args: { field: string }) {
    super(`The block has no ${args.field}.`, { facts: args, hint: 'Read a mined block, not a pending one.' })
  }
}

/** Content could not be read, is too large, or is not what its name says. */
export class ContentError extends SdkError {
  readonly code: 'CONTENT_UNREACHABLE' | 'CONTENT_TOO_LARGE' | 'CONTENT_MISMATCH' | 'CONTENT_REFUSED'
  constructor(args: {
    code: ContentError['code']
    uri: string
    problem: string
    hint: string
    facts?: ErrorFacts
    cause?: unknown
  }) {
    super(`${args.uri}: ${args.problem}.`, {
      facts: { uri: args.uri, ...args.facts },
      hint: args.hint,
      cause: args.cause,
    })
    this.code = args.code
  }
}

/** The job is in a state in which the wish cannot come true. */
export class JobStateError extends SdkError {
  readonly code = 'JOB_STATE'
  constructor(args: { jobId: Hex; state: string; need: string; hint: string }) {
    super(`Job ${args.jobId} is ${args.state}, not ${args.need}.`, {
      facts: { jobId: args.jobId, state: args.state, need: args.need },
      hint: args.hint,
    })
  }
}

/** What was waited for did not happen in time. */
export class WaitTimeoutError extends SdkError {
  readonly code = 'WAIT_TIMEOUT'
  constructor(args: { what: string; timeoutS: number }) {
    super(`Waited ${args.timeoutS} s for ${args.what}.`, { facts: args, hint: 'Wait longer, or look at the job.' })
  }
}

/** The transaction was mined and reverted although its simulation had passed. */
export class TransactionRevertedError extends SdkError {
  readonly code = 'TRANSACTION_REVERTED'
  constructor(args: { hash: Hex; blockNumber: bigint }) {
    super(`The transaction ${args.hash} reverted in block ${args.blockNumber}.`, {
      facts: args,
      hint: 'The state changed after the simulation: read it again and retry.',
    })
  }
}

/** The call takes more gas than any transaction may have: it can never be sent. */
export class TransactionGasTooHighError extends SdkError {
  readonly code = 'TRANSACTION_GAS_TOO_HIGH'
  /** `needed` is left out where the node says no more than that it is above `most`. */
  constructor(args: { needed?: bigint; most: bigint; cause?: unknown }) {
    const { needed, most, cause } = args
    super(`The call takes ${needed ?? 'more'} gas, above the ${most} that a transaction may have.`, {
      facts: needed === undefined ? { most } : { needed, most },
      hint: 'Do less in one call: fewer jobs, shards or samples.',
      cause,
    })
  }
}

/** The text is not a cursor of `watchJobs`. */
export class CursorMalformedError extends SdkError {
  readonly code = 'CURSOR_MALFORMED'
  constructor(args: { cursor: string }) {
    super(`"${args.cursor}" is not a cursor.`, { facts: args, hint: 'Pass the `cursor` of an event, unchanged.' })
  }
}

/** The call cannot be made together with others: it is not the escrow's, or it pays in coin. */
export class CallNotBundledError extends SdkError {
  readonly code = 'CALL_NOT_BUNDLED'
  constructor(args: { index: number; to: Address; value: bigint; escrow: Address }) {
    super(`Call ${args.index} goes to ${args.to} with ${args.value} wei, not to the escrow ${args.escrow} with none.`, {
      facts: args,
      hint: 'Send this call by itself.',
    })
  }
}
