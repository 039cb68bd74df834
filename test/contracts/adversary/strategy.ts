/** What one run of a strategy came to, in base units of QRN. */
export type Outcome = {
  /** What the strategy's party has more in the end than in the beginning; negative where it lost. */
  readonly profit: bigint
  /** What it destroyed on its way. */
  readonly spent: bigint
  /** What the protocol paid it. */
  readonly paid: bigint
  /** What everybody else has less than without the party. */
  readonly victims: bigint
  /** Why the run breaks a rule of the protocol; empty where it breaks none. */
  readonly broken: readonly string[]
}

/** One way to attack, played by a seed: the same seed plays the same moves. */
export type Strategy = {
  readonly name: string
  run(seed: number): Promise<Outcome>
}
