import { tensorRoot, type TensorShape } from '@quern/kernels'
import { decodeAbiParameters, keccak256, type Hex } from 'viem'
import { ContentError } from './errors/local.js'
import { layoutOf } from './protocol/estimate.js'
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

export type Matmul8Inputs = {
  inputRoots: readonly [Hex, Hex]
  /** int8 [m, k]. */
  a: Int8Array
  /** B transposed: int8 [n, k]. */
  b: Int8Array
}

/**
 * Reads the inputs of a Matmul8 request from its `inputUri`; every object is checked against its root.
 *
 * Throws `CONTENT_MISMATCH`, `CONTENT_REFUSED`, `CONTENT_TOO_LARGE`, `CONTENT_UNREACHABLE`, `KERNEL_UNSUPPORTED`.
 *
 * @example
 * ```ts
 * import { readMatmul8Inputs, type Request } from '@quern/sdk'
 *
 * export const inputsOf = (request: Request) => readMatmul8Inputs({ request })
 * ```
 */
export async function readMatmul8Inputs({
  request,
  read = fetchObject,
  signal,
}: {
  request: Request
  read?: ObjectReader | undefined
  signal?: AbortSignal | undefined
}): Promise<Matmul8Inputs> {
  const { terms, work } = request
  const layout = layoutOf({ kernelId: terms.kernelId, params: work.params, shards: work.shards })
  const rootsUri = objectUri(work.inputUri, work.inputRoot)
  const encoded = await read(rootsUri, { maxBytes: 128, signal })
  checkObject(rootsUri, encoded, { hash: work.inputRoot })
  const inputRoots = decodeRoots(rootsUri, encoded)
  const readTensor = async (root: Hex, shape: TensorShape) => {
    const uri = objectUri(work.inputUri, root)
    const bytes = await read(uri, { maxBytes: shape.rows * shape.rowBytes, signal })
    checkObject(uri, bytes, { root, shape })
    return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }
  const [a, b] = await Promise.all([readTensor(inputRoots[0], layout.a), readTensor(inputRoots[1], layout.b)])
  return { inputRoots, a, b }
}

function decodeRoots(uri: string, encoded: Uint8Array): readonly [Hex, Hex] {
  const [roots] = encoded.length === 128 ? decodeAbiParameters([{ type: 'bytes32[]' }], encoded) : [[]]
  const [a, b] = roots
  if (a !== undefined && b !== undefined && roots.length === 2) return [a, b]
  const problem = 'does not hold two input roots'
  throw new ContentError({ code: 'CONTENT_MISMATCH', uri, problem, hint: 'The request does not fit its kernel.' })
}

/** The output of a shard, checked against its revealed root. Throws what `readMatmul8Inputs` throws. */
export async function readMatmul8Output({
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
}): Promise<Int32Array> {
  const { terms, work } = request
  const shape = layoutOf({ kernelId: terms.kernelId, params: work.params, shards: work.shards }).c(shard)
  const bytes = await read(outputUri, { maxBytes: shape.rows * shape.rowBytes, signal })
  checkObject(outputUri, bytes, { root, shape })
  return new Int32Array(bytes.slice().buffer)
}
