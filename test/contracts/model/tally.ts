/** How often each kind of call succeeded, and each refusal (`kind: error`) was seen. */
export type Tally = { readonly done: Map<string, number>; readonly refused: Map<string, number> }

export function newTally(): Tally {
  return { done: new Map(), refused: new Map() }
}

/** Counts one call, with the error that refused it, if one did; what the error names beside itself does not count. */
export function count({ done, refused }: Tally, kind: string, refusal: string | undefined): void {
  const [seen, name] = refusal === undefined ? [done, kind] : [refused, `${kind}: ${refusal.replace(/\(.*$/, '')}`]
  seen.set(name, (seen.get(name) ?? 0) + 1)
}

/** How often calls of a kind were refused, for whatever reason. */
export function refusalsOf({ refused }: Tally, kind: string): number {
  let sum = 0
  for (const [name, times] of refused) if (name.startsWith(`${kind}: `)) sum += times
  return sum
}
