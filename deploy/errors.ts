/** What went wrong, by kind. `…_INPUT` codes are the caller's to mend, the others are the chain's or ours. */
export type DeployErrorCode =
  | 'ACCOUNT_MISSING_INPUT'
  | 'ACCOUNT_REUSED_INPUT'
  | 'CHAIN_MISMATCH_INPUT'
  | 'DEPLOYER_UNFUNDED_INPUT'
  | 'KEY_UNREADABLE_INPUT'
  | 'OPTION_INPUT'
  | 'PARAMETERS_CHANGED_INPUT'
  | 'PARAMETERS_UNSAFE_INPUT'
  | 'ARTIFACT_MISSING_INPUT'
  | 'CHECK_FAILED'
  | 'CHAIN_UNREACHABLE'
  | 'DEPLOYMENT_FAILED'
  | 'JOURNAL_BROKEN'

/** Every error that `@quern/deploy` throws on purpose. */
export class DeployError extends Error {
  override readonly name = 'DeployError'
  readonly code: DeployErrorCode
  readonly hint: string

  constructor(code: DeployErrorCode, summary: string, args: { hint: string; cause?: unknown }) {
    super(summary, args.cause === undefined ? undefined : { cause: args.cause })
    this.code = code
    this.hint = args.hint
  }
}

/** Whether the caller can mend it by giving other input. */
export function isInputError(error: unknown): boolean {
  return error instanceof DeployError && error.code.endsWith('_INPUT')
}

/** One line for a reader: summary and hint, or the message of anything else. */
export function describeError(error: unknown): string {
  if (error instanceof DeployError) return `${error.message} ${error.hint}`
  return error instanceof Error ? error.message : String(error)
}
