import { ExecutionEventType, type ExecutionEventListener } from '@nomicfoundation/ignition-core'
import type { Hex } from 'viem'
import { MODULE } from './modules/protocol.js'

/** One transaction of a deployment, when it is sent. */
export type SentStep = {
  /** What it does, as in `JobEscrow` or `Staking_addLocker`. */
  readonly step: string
  readonly hash: Hex
}

/** What a caller may want to hear of a running deployment. */
export type Progress = {
  readonly sent: (step: SentStep) => void
  readonly confirmed: (step: SentStep) => void
}

const ignore = async () => {}

/** Ignition's listener for what `progress` names; everything else is ignored. */
export function progressListener(progress: Progress): ExecutionEventListener {
  const all = Object.values(ExecutionEventType).map((type) => [camelCase(type), ignore] as const)
  return {
    ...(Object.fromEntries(all) as unknown as ExecutionEventListener),
    transactionSend: async ({ futureId, hash }) => progress.sent(stepOf(futureId, hash)),
    transactionConfirm: async ({ futureId, hash }) => progress.confirmed(stepOf(futureId, hash)),
  }
}

function stepOf(futureId: string, hash: string): SentStep {
  return { step: futureId.slice(MODULE.length + 1), hash: hash as Hex }
}

function camelCase(snake: string): string {
  return snake.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
