import { formatEther } from 'viem'
import { repeat, createBell } from '../runtime/bell.js'
import type { Service } from '../runtime/supervisor.js'
import type { Context } from './context.js'

/** One status line a minute. */
export function createHeartbeat(context: Context): Service {
  const { store, chain, config, log } = context
  return {
    name: 'heartbeat',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: createBell(), ms: config.log.heartbeat_s * 1000, signal }, async () => {
        const head = await chain.head()
        const jobs = Object.fromEntries(Object.entries(store.jobs.counts()).filter(([, count]) => count > 0))
        log.info(
          {
            block: Number(head.number),
            block_age_s: Math.round(context.nowMs() / 1000) - head.timestampS,
            free_stake_qrn: formatEther(await chain.freeStake()),
            outbox: store.outbox.live().length,
            requests: store.requests.counts().reduce((sum, { count }) => sum + count, 0),
            jobs,
          },
          'status',
        )
      }),
  }
}
