import { TIMES } from '../utils/protocol.js'
import type { Call, Scope } from './call.js'
import type { WorkerName } from './state.js'

const BPS = 10_000n
const GAMMA_BPS = 9000n

/** A paid job's burn counts for its worker, its epoch and the next flush; what is older is reported first. */
export function countBurn(books: Scope, worker: WorkerName, burn: bigint): void {
  if (burn === 0n) return
  rollTo(books, [worker])
  const { workers, running } = books.state
  workers[worker].burned += burn
  running.burned += burn
  running.burnable += burn
}

export function flushBurn({ state, emit }: Call<'flushBurn'>): void {
  if (state.running.burnable === 0n) return
  emit('BurnFlushed', state.running.burnable)
  state.held.qrn -= state.running.burnable
  state.held.supply -= state.running.burnable
  state.running.burnable = 0n
}

export function roll(call: Call<'roll'>): void {
  rollTo(call, call.action.workers)
}

/** Closes epochs before the running one. The burns of a sequence are far below what an epoch emits, so γ always binds. */
function rollTo({ world, state }: Scope, workers: readonly WorkerName[]): void {
  const epoch = Math.floor((world.at - world.start) / TIMES.epoch)
  if (state.running.epoch < epoch) Object.assign(state.running, { epoch, burned: 0n })
  for (const name of workers) {
    const worker = state.workers[name]
    if (worker.epoch >= epoch) continue
    worker.owed += (worker.burned * GAMMA_BPS) / BPS
    Object.assign(worker, { epoch, burned: 0n })
  }
}
