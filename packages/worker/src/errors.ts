/** What a shell may branch on: 0 done, 1 our fault, 2 your input, 75 try again. */
export type ExitCode = 0 | 1 | 2 | 75

export interface ErrorDetails {
  readonly hint?: string
  readonly facts?: Readonly<Record<string, string | number | boolean | bigint>>
  readonly cause?: unknown
}

/** Something this program did wrong or could not do; it ends the process with code 1. */
export class WorkerError extends Error {
  readonly exitCode: ExitCode = 1
  readonly hint: string | undefined
  readonly facts: Readonly<Record<string, string | number | boolean | bigint>>

  constructor(
    readonly code: string,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.hint = details.hint
    this.facts = details.facts ?? {}
  }
}

/** The operator's input has to change before a second try can work; exit code 2. */
export class InputError extends WorkerError {
  override readonly exitCode: ExitCode = 2
}

/** The same command may work later: a node that is away, a lock that is held; exit code 75. */
export class TryAgainError extends WorkerError {
  override readonly exitCode: ExitCode = 75
}

/** One line for a person: what failed and what mends it. */
export function describeError(error: unknown): string {
  if (!(error instanceof WorkerError)) return error instanceof Error ? error.message : String(error)
  const hint = error.hint === undefined ? '' : `\n  ${error.hint}`
  return `${error.message}${hint}`
}

/** The short message of any thrown value, first line only, with URLs cut to their host. */
export function shortMessage(error: unknown): string {
  const text =
    error instanceof Error ? ((error as { shortMessage?: string }).shortMessage ?? error.message) : String(error)
  return maskUrls(text.split('\n')[0] ?? '')
}

/** Replaces every URL's credentials, path and query: access keys travel there. */
export function maskUrls(text: string): string {
  return text.replace(/\b(https?|wss?):\/\/[^\s"')]+/g, (url) => maskUrl(url))
}

/** `https://host/…`: enough to know which node it is, too little to use it. */
export function maskUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) return '…'
  const bare = parsed.pathname === '/' && parsed.search === '' && parsed.username === ''
  return `${parsed.protocol}//${parsed.host}${bare ? '' : '/…'}`
}
