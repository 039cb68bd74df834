/** Wakes whoever waits: a service rings after it changed something that others act on. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, after `ms`, or when `signal` aborts. A ring since `since` counts. */
  wait(options: { ms: number; signal: AbortSignal; since: number }): Promise<void>
  /** How often it rang. */
  count(): number
}

export function createBell(): Bell {
  let rings = 0
  const waiting = new Set<() => void>()
  return {
    count: () => rings,
    ring: () => {
      rings += 1
      for (const wake of waiting) wake()
    },
    wait: ({ ms, signal, since }) =>
      new Promise((resolve) => {
        if (signal.aborted || rings !== since) return resolve()
        const timer = setTimeout(wake, ms)
        function wake(): void {
          clearTimeout(timer)
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake)
      }),
  }
}

/** When a service takes its next step. */
export interface Rhythm {
  readonly bell: Bell
  readonly ms: number
  readonly signal: AbortSignal
}

/** Repeats `step` until `signal` aborts: at each ring, and at least every `ms`. */
export async function repeat({ bell, ms, signal }: Rhythm, step: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    const since = bell.count()
    await step()
    await bell.wait({ ms, signal, since })
  }
}
