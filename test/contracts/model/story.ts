/**
 * The sequence so far, a step a line: what to read where model and contracts differ. The same number makes the same
 * sequence: `MODEL_FIRST` set to it runs it before all others.
 */
export function storyOf(seed: number, history: readonly unknown[]): string {
  const text = (step: unknown) =>
    JSON.stringify(step, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  return [`sequence ${seed}, run first by MODEL_FIRST=${seed}`, ...history.map(text)].join('\n')
}
