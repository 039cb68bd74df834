import { hashRequest, parseRequestDocument } from '@quern/sdk'
import { shortMessage } from '../errors.js'
import type { Context } from './context.js'

/** Keeps a request document that was not known, and wakes the acceptor. @throws RequestDocumentError */
export function keepRequest({ store, log, bell }: Context, source: string, text: string): void {
  const document = parseRequestDocument(text)
  const { chainId, escrow, request } = document
  const { shards } = request.work
  const requestId = hashRequest({ chainId, escrow, request })
  const isNew = store.db.transaction(() => {
    const added = store.requests.add({ requestId, source, document: text })
    if (added) store.journal.write({ event: 'request.seen', requestId, facts: { source, shards } })
    return added
  })
  if (!isNew) return
  log.info({ request_id: requestId, shards }, 'request seen')
  bell.ring()
}

/** Journals a document that cannot be read. */
export function refuseRequest({ store }: Context, source: string, error: unknown): void {
  const { code } = error as { code?: unknown }
  const reason = typeof code === 'string' ? code : 'MALFORMED'
  store.journal.write({
    event: 'request.malformed',
    reason,
    facts: { file: source, problem: shortMessage(error) },
  })
}
