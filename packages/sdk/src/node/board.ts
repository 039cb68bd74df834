import { constants, mkdir, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Hex } from 'viem'
import { SdkError } from '../errors/base.js'
import { RequestDocumentError } from '../errors/local.js'
import { formatRequestDocument, maxDocumentBytes, parseRequestDocument } from '../protocol/document.js'
import { hashRequest } from '../protocol/request.js'
import type { RequestDocument } from '../types.js'
import { writeWhole } from './write.js'

/**
 * Publishes a signed request on a folder board, as `<requestId>.json`: whole or not at all.
 *
 * @example
 * ```ts
 * const { chainId, escrow } = addresses
 * const { requestId } = await publishRequest('dir:./board', { chainId, escrow, request, signature })
 * ```
 */
export async function publishRequest(
  board: string,
  document: RequestDocument,
): Promise<{ requestId: Hex; file: string }> {
  const folder = folderOf(board)
  const requestId = hashRequest(document)
  await mkdir(folder, { recursive: true })
  const file = await writeWhole(path.join(folder, `${requestId}.json`), formatRequestDocument(document))
  return { requestId, file }
}

/** What stands on a board: a request, or a file that is none and why. */
export type BoardEntry = { requestId: Hex; document: RequestDocument } | { requestId: Hex; error: SdkError }

/**
 * Reads what a folder board holds, but for the ids in `known`; signatures are not checked here.
 *
 * @example
 * ```ts
 * for (const entry of await readBoard('dir:./board')) {
 *   if ('document' in entry) console.log(entry.requestId, entry.document.request.terms.maxPrice)
 * }
 * ```
 */
export async function readBoard(
  board: string,
  { known = new Set() }: { known?: ReadonlySet<string> | undefined } = {},
): Promise<BoardEntry[]> {
  const folder = folderOf(board)
  const entries: BoardEntry[] = []
  for (const name of (await readdir(folder)).toSorted()) {
    const requestId = /^(0x[0-9a-f]{64})\.json$/.exec(name)?.[1] as Hex | undefined
    if (requestId === undefined || known.has(requestId)) continue
    const entry = await readEntry(path.join(folder, name), requestId)
    if (entry) entries.push(entry)
  }
  return entries
}

/** A board is named by its folder, with or without `dir:`. */
function folderOf(board: string): string {
  return path.resolve(board.startsWith('dir:') ? board.slice('dir:'.length) : board)
}

/** `undefined` when the file is gone again. */
async function readEntry(file: string, requestId: Hex): Promise<BoardEntry | undefined> {
  const refuse = (problem: string, cause?: unknown) =>
    new RequestDocumentError({ path: '$', problem, hint: 'Publish it by `publishRequest`.', cause })
  try {
    const document = parseRequestDocument(await readBounded(file))
    const have = hashRequest(document)
    if (have === requestId) return { requestId, document }
    return { requestId, error: refuse(`hashes to ${have}, but the file is named ${requestId}`) }
  } catch (cause) {
    if (cause instanceof SdkError) return { requestId, error: cause }
    if ((cause as { code?: unknown }).code === 'ENOENT') return undefined
    return {
      requestId,
      error: refuse(`cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause),
    }
  }
}

/** One byte more than a document may have is enough for the parser to refuse it. */
async function readBounded(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxDocumentBytes + 1), 0, maxDocumentBytes + 1, 0)
    return new TextDecoder().decode(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
