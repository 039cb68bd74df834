const started = performance.now()

/** Seconds since the program began. */
export function elapsedS(): number {
  return (performance.now() - started) / 1000
}

/** Says what is happening, on a line of its own. */
export function say(text: string): void {
  process.stderr.write(`${elapsedS().toFixed(1).padStart(6)} s  ${text}\n`)
}
