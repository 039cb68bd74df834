/** What an error knows: numbers, ids and addresses by name. */
export type ErrorFacts = Readonly<Record<string, string | number | bigint | boolean | undefined>>

export type SdkErrorOptions = {
  /** What failed, by name. */
  facts?: ErrorFacts
  /** What to do about it. */
  hint?: string
  cause?: unknown
}

/** The root of every error this package throws. Branch on `code`, never on the text. */
export abstract class SdkError extends Error {
  /** Stable, in capitals, e.g. `STAKE_TOO_LOW`. */
  abstract readonly code: string
  readonly summary: string
  readonly facts: ErrorFacts
  readonly hint: string | undefined

  constructor(summary: string, options: SdkErrorOptions = {}) {
    super(options.hint ? `${summary} ${options.hint}` : summary, { cause: options.cause })
    this.name = new.target.name
    this.summary = summary
    this.facts = options.facts ?? {}
    this.hint = options.hint
  }
}
