/** What one run of a strategy came to, in base units of QRN. */
export type Outcome = {
  /** What the strategy's party has more in the end than in the beginning; negative where it lost. */
  readonly profit: bigint
  /** What everybody else has less than without the party. */
  readonly victims: bigint
  /** Why the run breaks a rule of the protocol; empty where it breaks none. */
  readonly broken: readonly string[]
}

/** One way to attack, played by a seed: the same seed plays the same moves. */
export type Strategy<O extends Outcome = Outcome> = {
  readonly name: string
  run(seed: number): Promise<O>
}

/** What a group of strategies came to. */
export type Report = {
  /** A table, and how to read it. */
  readonly text: string
  /** Every broken rule, with the strategy and the seed that broke it. */
  readonly broken: readonly string[]
}
