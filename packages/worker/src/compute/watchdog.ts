import { Worker } from 'node:worker_threads'

/** Runs in a thread of its own, for a hung kernel blocks the main thread and with it every event. */
const source = `
const { workerData } = require('node:worker_threads')
const isGone = () => {
  try { process.kill(workerData, 0); return process.ppid !== workerData } catch { return true }
}
setInterval(() => { if (isGone()) process.kill(process.pid, 'SIGKILL') }, 500)
`

/** Kills this process soon after its parent is gone, even while a kernel hangs. */
export function dieWithParent(): void {
  const thread = new Worker(source, { eval: true, workerData: process.ppid })
  thread.unref()
}
