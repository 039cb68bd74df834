import type { CrashPoint } from '../config/crash-points.js'

/** Called at each durable boundary. */
export type AtBoundary = (point: CrashPoint) => void

/** Kills this process, as a power cut would, at the named boundary (`debug.crash_at`). */
export function crashAt(point: CrashPoint | undefined): AtBoundary {
  return (reached) => {
    if (reached === point) process.kill(process.pid, 'SIGKILL')
  }
}
