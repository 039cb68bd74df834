import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startDevnet, type Devnet, type DevnetAccount } from '@quern/sdk/testing'
import { killProcessesWith, untilGone } from './processes.js'
import { createRequester, type Requester } from './requester.js'
import { createWorker, type Worker, type WorkerPlan } from './worker.js'

type WorkersOf<plans extends readonly WorkerPlan[]> = { readonly [index in keyof plans]: Worker }

export interface StageParameters<plans extends readonly WorkerPlan[]> {
  readonly chain?: Devnet['chain']
  readonly workers: plans
}

/** A chain with a block a second, a board, a requester, and workers whose programs do not run yet. */
export interface Stage<plans extends readonly WorkerPlan[] = readonly WorkerPlan[]> {
  readonly devnet: Devnet
  readonly folder: string
  readonly board: string
  readonly requester: Requester
  /** In the order of their plans, each with a staked owner of its own. */
  readonly workers: WorkersOf<plans>
  /** Funded accounts that nothing was done with. */
  readonly spare: readonly DevnetAccount[]
  /** Ends every process of the stage and removes its folder. */
  close(): Promise<void>
}

export async function openStage<const plans extends readonly WorkerPlan[]>(
  parameters: StageParameters<plans>,
): Promise<Stage<plans>> {
  const { chain = 'anvil', workers: plans } = parameters
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'quern-system-')))
  const devnet = await startDevnet({ chain, blockTimeS: 0 })
  const opened: Worker[] = []
  const close = async (): Promise<void> => {
    for (const { temporary } of opened.flatMap((worker) => worker.lives())) killProcessesWith(temporary)
    await devnet.stop()
    await rm(folder, { recursive: true })
  }
  try {
    const board = path.join(folder, 'board')
    await mkdir(board)
    const [account, ...others] = devnet.accounts
    if (account === undefined || plans.length > others.length) throw new RangeError('the chain has too few accounts')
    const creating = plans.map((plan, index) => {
      const owner = others[index] ?? account
      return createWorker({ devnet, board, owner, folder: path.join(folder, `worker-${index}`), plan })
    })
    const [requester, ...workers] = await Promise.all([
      createRequester({ devnet, account, folder, board }),
      ...creating,
    ])
    opened.push(...workers)
    await mineEverySecond(requester, chain)
    const spare = others.slice(plans.length)
    return { devnet, folder, board, requester, workers: workers as unknown as WorkersOf<plans>, spare, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Until here every transaction had a block at once. anvil counts seconds, Hardhat milliseconds. */
async function mineEverySecond({ client }: Requester, chain: Devnet['chain']): Promise<void> {
  const ask = (method: string, parameter: unknown) => client.request({ method, params: [parameter] } as never)
  await ask('evm_setAutomine', false)
  await ask('evm_setIntervalMining', chain === 'anvil' ? 1 : 1000)
}

/** Waits until no process of any life of a worker is left. */
export async function untilNoneLeft(worker: Worker): Promise<void> {
  for (const { temporary } of worker.lives()) await untilGone(temporary)
}
