import { formatRequestDocument, hashRequest, type JobEvent } from '@quern/sdk'
import { chainBoard } from '../config/boards.js'
import { shortMessage } from '../errors.js'
import { repeat, createBell } from '../runtime/bell.js'
import type { Service } from '../runtime/supervisor.js'
import type { Posts } from './chain.js'
import type { Context } from './context.js'
import { keepRequest, refuseRequest } from './intake.js'
import { createHeadGuard } from './tracker.js'

type Posted = Extract<JobEvent, { name: 'RequestPosted' }>

/** Reads the requests that the chain publishes: each once, through restarts and reorganisations. */
export function createPostWatcher(context: Context): Service {
  const { store, chain, config } = context
  const heads = createHeadGuard(context.nowMs)
  return {
    name: 'posts',
    phase: 'intake',
    run: async (signal) => {
      const posts = chain.posts({
        block: BigInt(config.boards.from_block),
        cursor: store.cursors.find(cursorName(context)),
        believe: heads.check,
      })
      await repeat({ bell: createBell(), ms: config.chain.poll_ms, signal }, async () => {
        while (!(await readPosts(context, posts)) && !signal.aborted);
      })
    },
  }
}

/** Another escrow has other requests: the cursor belongs to one. */
function cursorName({ config }: Context): string {
  return `${config.chain.id}:${config.contracts.escrow.toLowerCase()}`
}

/**
 * Takes one step; returns whether to wait: it reached the head, or the node does not know the block that it named. What was
 * found and how far it goes are kept together.
 */
export async function readPosts(context: Context, posts: Posts): Promise<boolean> {
  const { store } = context
  const { events, cursor, done } = await posts.step()
  const name = cursorName(context)
  if (events.length === 0 && (cursor === undefined || cursor === store.cursors.find(name))) return true
  store.db.transaction(() => {
    for (const event of events) if (event.name === 'RequestPosted') keepPost(context, event)
    if (cursor !== undefined) store.cursors.keep(name, cursor)
  })
  return done
}

function keepPost(context: Context, event: Posted): void {
  if (event.removed) return dropPost(context, event)
  const { chain, contracts } = context.config
  const { requestId, request } = event.args
  try {
    const document = { chainId: chain.id, escrow: contracts.escrow, request, signature: '0x' } as const
    // Bytes that are no text are lost when the event is read: no call could name such a request.
    const read = hashRequest(document)
    if (read !== requestId) throw new RangeError(`it reads as the request ${read}`)
    keepRequest(context, chainBoard, formatRequestDocument(document))
  } catch (error) {
    refuseRequest(context, `${chainBoard}${requestId}`, error)
    context.log.warn({ request_id: requestId, problem: shortMessage(error) }, 'posted request refused')
  }
}

/** A reorganisation took the post back; if it comes again, the request is decided again. */
function dropPost({ store, log }: Context, { args: { requestId } }: Posted): void {
  const row = store.requests.find(requestId)
  if (row?.source !== chainBoard || row.action === 'pass') return
  store.requests.decide(requestId, { action: 'pass', reason: 'post_dropped', retryAtMs: 0 })
  store.journal.write({ event: 'request.pass', reason: 'post_dropped', requestId })
  log.info({ request_id: requestId, action: 'pass', reason: 'post_dropped' }, 'request decided')
}
