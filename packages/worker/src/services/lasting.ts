/** For how long the same has been said of something, by its id. */
export interface Lasting {
  /** Milliseconds since `words` were first said of it, with nothing else said in between. */
  note(id: number, words: string): number
  forget(id: number): void
}

/** Kept in memory: a restart only forgets how long. */
export function createLasting(nowMs: () => number): Lasting {
  const said = new Map<number, { readonly words: string; readonly sinceMs: number }>()
  return {
    note: (id, words) => {
      const before = said.get(id)
      const now = nowMs()
      if (before?.words === words) return now - before.sinceMs
      said.set(id, { words, sinceMs: now })
      return 0
    },
    forget: (id) => void said.delete(id),
  }
}
