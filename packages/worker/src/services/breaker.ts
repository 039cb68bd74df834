/** Stops taking work while the device keeps failing. */
export interface Breaker {
  failed(): void
  worked(): void
  isOpen(): boolean
}

/** Opens after `most` failures in a row, for `pauseMs`. */
export function createBreaker(nowMs: () => number, most = 3, pauseMs = 60_000): Breaker {
  let failures = 0
  let openUntilMs = 0
  return {
    failed: () => {
      failures += 1
      if (failures >= most) openUntilMs = nowMs() + pauseMs
    },
    worked: () => {
      failures = 0
      openUntilMs = 0
    },
    isOpen: () => nowMs() < openUntilMs,
  }
}
