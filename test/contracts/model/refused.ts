/** What an error names besides its own name. */
export type Fact = string | bigint | number

/** A call that the contracts must refuse; the message is the error with its arguments, as `errorText` writes it. */
export class Refused extends Error {}

/** An error as one line: `LedgerTooLow(0x…, 0x…, 1, 2)`. */
export function errorText(name: string, facts: readonly Fact[]): string {
  return `${name}(${facts.join(', ')})`
}

export function refuseIf(condition: boolean, name: string, ...facts: readonly Fact[]): void {
  if (condition) throw new Refused(errorText(name, facts))
}
