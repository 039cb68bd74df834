import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Hex } from 'viem'

/** A signed transaction, noted before it is sent. */
export type Outgoing = { readonly nonce: number; readonly hash: Hex; readonly raw: Hex }

/** Every transaction ever signed for a deployment, in the order of signing. */
export type Outbox = {
  readonly entries: readonly Outgoing[]
  add(entry: Outgoing): void
}

/** Opens the outbox of `deploymentDir`, or one in memory. Raw transactions are public once sent; no key is kept. */
export function openOutbox(deploymentDir: string | undefined): Outbox {
  const file = deploymentDir === undefined ? undefined : path.join(deploymentDir, 'outbox.jsonl')
  const entries = file !== undefined && existsSync(file) ? readEntries(file) : []
  return {
    entries,
    add(entry) {
      entries.push(entry)
      if (file === undefined) return
      mkdirSync(path.dirname(file), { recursive: true })
      appendFileSync(file, `${JSON.stringify(entry)}\n`, { flush: true })
    },
  }
}

/** A line without its end was not sent: noting comes first. */
function readEntries(file: string): Outgoing[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Outgoing)
}
