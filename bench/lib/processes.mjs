// WASM on several cores: a process for each, a shard of the product in each. What a worker does whose jobs have shards.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('processes-child.mjs', import.meta.url))

/** One message to a child and its answer. */
function ask(child, message) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`a process of the benchmark ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (answer) => {
      child.off('exit', ended)
      resolve(answer)
    })
    child.send(message)
  })
}

/**
 * A contender that multiplies on `count` processes at once, or fewer where that leaves shards without rows. read() is the
 * first shard's part of C.
 */
export async function processesContender({ m, n, k }, count) {
  const rows = Math.ceil(m / count)
  const shards = Math.ceil(m / rows)
  const children = Array.from({ length: shards }, () => fork(CHILD, { serialization: 'advanced' }))
  const all = (what) =>
    Promise.all(children.map((child, shard) => ask(child, { what, shard, shards, size: { m, n, k } })))
  await all('prepare')
  return {
    name: `WASM, ${shards} processes`,
    part: { m, n, k },
    run: () => all('run'),
    read: () => ask(children[0], { what: 'read' }),
    free: () => children.forEach((child) => child.disconnect()),
  }
}
