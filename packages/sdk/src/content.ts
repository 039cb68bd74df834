import { tensorRoot, type TensorShape } from '@quern/kernels'
import { decodeAbiParameters, keccak256, type Hex } from 'viem'
import { ContentError } from './errors/local.js'
import { flatJob, type FlatInputs } from './protocol/flat.js'
import type { Request } from './types.js'

export type ReadOptions = {
  /** More bytes are refused while they arrive. */
  maxBytes: number
  signal?: AbortSignal | undefined
}

/** Fetches what stands at a URI. It need not check the content: whoever asks does. */
export type ObjectReader = (uri: string, options: ReadOptions) => Promise<Uint8Array>

/** What an object must be: bytes of a hash, or a tensor of a root. */
export type ObjectIdentity = { hash: Hex } | { root: Hex; shape: TensorShape }

/** The URI of the object `name` below a base. Throws `CONTENT_REFUSED` unless the base ends with `/`. */
export function objectUri(base: string, name: Hex): string {
  if (!base.endsWith('/') || /[?#]/.test(base)) {
    const problem = 'is not a base that ends with /'
    throw new ContentError({ code: 'CONTENT_REFUSED', uri: base, problem, hint: 'Ask the requester for a base URI.' })
  }
  return `${base}${name}.bin`
}

/** Throws `CONTENT_MISMATCH` unless the bytes are what the identity says. */
export function checkObject(uri: string, bytes: Uint8Array, identity: ObjectIdentity): void {
  const need = 'hash' in identity ? identity.hash : identity.root
  const have = 'hash' in identity ? keccak256(bytes) : rootOf(bytes, identity.shape)
  if (have === need.toLowerCase()) return
  throw new ContentError({
    code: 'CONTENT_MISMATCH',
    uri,
    problem: have ? `hashes to ${have}, not to ${need}` : `has ${bytes.length} bytes, which does not fit ${need}`,
    hint: 'The store returned something else: ask another copy of it.',
    facts: { have, need },
  })
}

function rootOf(bytes: Uint8Array, shape: TensorShape): Hex | undefined {
  return bytes.length === shape.rows * shape.rowBytes ? tensorRoot(shape, bytes) : undefined
}

/** Fetches an object over HTTP, without following redirects. Throws `CONTENT_REFUSED`, `CONTENT_UNREACHABLE`, `CONTENT_TOO_LARGE`. */
export async function fetchObject(uri: string, { maxBytes, signal }: ReadOptions): Promise<Uint8Array> {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const hint = 'Pass a `read` that knows this kind of URI; `objectReader` of @quern/sdk/node reads folders.'
    throw new ContentError({ code: 'CONTENT_REFUSED', uri, problem: 'is not an http or https URL', hint })
  }
  try {
    const response = await fetch(url, { redirect: 'error', credentials: 'omit', ...(signal ? { signal } : {}) })
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`)
    return await collect(uri, response.body, maxBytes)
  } catch (cause) {
    if (cause instanceof ContentError) throw cause
    signal?.throwIfAborted()
    const problem = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new ContentError({ code: 'CONTENT_UNREACHABLE', uri, problem, hint: 'Retry, or ask another copy.', cause })
  }
}

/** Gathers a stream and refuses it as soon as it is longer than `maxBytes`. */
export async function collect(uri: string, stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of stream) {
    total += chunk.length
    if (total > maxBytes) {
      const problem = `is longer than the ${maxBytes} bytes it may have`
      throw new ContentError({ code: 'CONTENT_TOO_LARGE', uri, problem, hint: 'It cannot be what was promised.' })
    }
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(total)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

/**
 * Reads the inputs of a request for a flat kernel from its `inputUri`; every object is checked against its root.
 *
 * Throws `CONTENT_MISMATCH`, `CONTENT_REFUSED`, `CONTENT_TOO_LARGE`, `CONTENT_UNREACHABLE`, `KERNEL_UNSUPPORTED`.
 *
 * @example
 * ```ts
 * import { readInputs, type Request } from '@quern/sdk'
 *
 * export const inputsOf = (request: Request) => readInputs({ request })
 * ```
 */
export async function readInputs({
  request,
  read = fetchObject,
  signal,
}: {
  request: Request
  read?: ObjectReader | undefined
  signal?: AbortSignal | undefined
}): Promise<FlatInputs> {
  const { work } = request
  const shapes = flatJob(request, 0).layout.inputs
  if (shapes.length === 0) return { inputRoots: [], tensors: [] }
  const rootsUri = objectUri(work.inputUri, work.inputRoot)
  const maxBytes = encodedBytes(shapes.length)
  const encoded = await read(rootsUri, { maxBytes, signal })
  checkObject(rootsUri, encoded, { hash: work.inputRoot })
  const inputRoots = decodeRoots(rootsUri, encoded, shapes.length)
  const readTensor = async (shape: TensorShape, index: number) => {
    const root = inputRoots[index] as Hex
    return readTensorAt(objectUri(work.inputUri, root), { root, shape, read, signal })
  }
  return { inputRoots, tensors: await Promise.all(shapes.map(readTensor)) }
}

/** Bytes of an encoded list of so many roots. */
function encodedBytes(roots: number): number {
  return 64 + 32 * roots
}

function decodeRoots(uri: string, encoded: Uint8Array, count: number): readonly Hex[] {
  const isWhole = encoded.length === encodedBytes(count)
  const [roots] = isWhole ? decodeAbiParameters([{ type: 'bytes32[]' }], encoded) : [[]]
  if (roots.length === count) return roots
  const problem = `does not hold ${count} input roots`
  throw new ContentError({ code: 'CONTENT_MISMATCH', uri, problem, hint: 'The request does not fit its kernel.' })
}

/**
 * Reads the output of a shard from where a worker says that it is, and checks it against its revealed root. Its bytes are
 * little-endian elements, row-major, without padding.
 *
 * Throws what `readInputs` throws.
 *
 * @example
 * ```ts
 * const { root, outputUri } = await waitForReveal(client, { request, shard: 0 })
 * const output = await readOutput({ request, shard: 0, root, outputUri })
 * ```
 */
export async function readOutput({
  request,
  shard,
  root,
  outputUri,
  read = fetchObject,
  signal,
}: {
  request: Request
  shard: number
  root: Hex
  outputUri: string
  read?: ObjectReader | undefined
  signal?: AbortSignal | undefined
}): Promise<Uint8Array> {
  const shape = flatJob(request, shard).layout.output(shard)
  return readTensorAt(outputUri, { root, shape, read, signal })
}

type ReadTensor = { root: Hex; shape: TensorShape; read: ObjectReader; signal: AbortSignal | undefined }

async function readTensorAt(uri: string, { root, shape, read, signal }: ReadTensor): Promise<Uint8Array> {
  const bytes = await read(uri, { maxBytes: shape.rows * shape.rowBytes, signal })
  checkObject(uri, bytes, { root, shape })
  return bytes
}
