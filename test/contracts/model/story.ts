/** The sequence so far, a step a line: what to read, and to repeat, where model and contracts differ. */
export function storyOf(seed: number | undefined, history: readonly unknown[]): string {
  const text = (step: unknown) =>
    JSON.stringify(step, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  return [`sequence ${seed ?? ''}`, ...history.map(text)].join('\n')
}
