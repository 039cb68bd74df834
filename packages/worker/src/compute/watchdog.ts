import { Worker } from 'node:worker_threads'
import { memoryFd } from './messages.js'

/** Runs in a thread of its own, for a hung kernel blocks the main thread and with it every event. */
const source = `
const { writeSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
const end = () => process.kill(process.pid, 'SIGKILL')
const isGone = () => {
  try { process.kill(workerData.parent, 0); return process.ppid !== workerData.parent } catch { return true }
}
setInterval(() => { if (isGone()) end() }, 500)
parentPort.once('message', ({ most, fd }) => {
  setInterval(() => {
    const used = process.memoryUsage.rss()
    if (used <= most) return
    try { writeSync(fd, JSON.stringify({ used, most })) } finally { end() }
  }, 20)
})
`

export interface Watchdog {
  /** Ends this process once its resident memory is above `most` bytes; the parent is told how much it was. */
  limitMemory(most: number): void
}

/** Kills this process soon after its parent is gone, even while a kernel hangs. */
export function startWatchdog(): Watchdog {
  const thread = new Worker(source, { eval: true, workerData: { parent: process.ppid } })
  thread.unref()
  return { limitMemory: (most) => thread.postMessage({ most, fd: memoryFd }) }
}
