import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDevnet, type Devnet } from '@quern/sdk/testing'
import { say } from './progress.js'

/** Where the demos leave what they made. */
export const OUTPUT = path.resolve('demo-output')

/** Where a demo plays. */
export interface Stage {
  /** A local chain with the protocol, and a block a second. */
  readonly devnet: Devnet
  /** A temporary folder. */
  readonly home: string
  /** Where signed requests are put. */
  readonly board: string
  /** What must be undone at the end, last first. */
  readonly closing: (() => Promise<unknown>)[]
  readonly signal: AbortSignal
}

/** Sets the stage, plays on it, and takes everything down again however it ends. Returns what the play returns. */
export async function onStage<Result>(signal: AbortSignal, play: (stage: Stage) => Promise<Result>): Promise<Result> {
  const home = await mkdtemp(path.join(tmpdir(), 'quern-demo-'))
  const closing: Stage['closing'] = [() => rm(home, { recursive: true, force: true })]
  try {
    say('starting a local chain and deploying the protocol')
    const devnet = await startDevnet({ chain: 'anvil', blockTimeS: 1 })
    closing.push(() => devnet.stop())
    signal.throwIfAborted()
    const board = path.join(home, 'board')
    await mkdir(board)
    return await play({ devnet, home, board, closing, signal })
  } finally {
    for (const close of closing.toReversed()) await close()
  }
}
