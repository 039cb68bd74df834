import { Worker } from 'node:worker_threads'
import { memoryFd } from './messages.js'

/** Runs in a thread of its own, for a hung kernel blocks the main thread and with it every event. */
const source = `
const { writeSync } = require('node:fs')
const { workerData: { parent, limit, fd } } = require('node:worker_threads')
const end = () => process.kill(process.pid, 'SIGKILL')
const isGone = () => {
  try { process.kill(parent, 0); return process.ppid !== parent } catch { return true }
}
setInterval(() => { if (isGone()) end() }, 500)
setInterval(() => {
  const most = Number(Atomics.load(limit, 0))
  const used = most === 0 ? 0 : process.memoryUsage.rss()
  if (used <= most) return
  try { writeSync(fd, JSON.stringify({ used, most })) } finally { end() }
}, 20)
`

export interface Watchdog {
  /** Ends this process once its resident memory is above `most` bytes; the parent is told how much it was. */
  limitMemory(most: number): void
}

/** Kills this process soon after its parent is gone, even while a kernel hangs. */
export function startWatchdog(): Watchdog {
  // Zero is no limit.
  const limit = new BigInt64Array(new SharedArrayBuffer(8))
  const thread = new Worker(source, { eval: true, workerData: { parent: process.ppid, limit, fd: memoryFd } })
  thread.unref()
  return { limitMemory: (most) => void Atomics.store(limit, 0, BigInt(most)) }
}
