/** What an error or an event names besides its own name. */
export type Fact = string | bigint | number | boolean

/** A call that the contracts must refuse; the message is the error with its arguments, as `factText` writes it. */
export class Refused extends Error {}

/** An error or an event as one line: `LedgerTooLow(0x…, 0x…, 1, 2)`. */
export function factText(name: string, facts: readonly Fact[]): string {
  return `${name}(${facts.join(', ')})`
}

export function refuseIf(condition: boolean, name: string, ...facts: readonly Fact[]): void {
  if (condition) throw new Refused(factText(name, facts))
}
