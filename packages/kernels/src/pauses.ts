const PAUSE_AFTER_MS = 50

/** Waits for one turn of the event loop when the last was 50 ms ago. */
export function pauses(): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < PAUSE_AFTER_MS) return
    await new Promise((resolve) => setTimeout(resolve, 0))
    last = performance.now()
  }
}
