import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NO_INPUTS_ROOT, shardJob, type TensorShape } from '@quern/kernels'
import { encodeInputRoots, type Request, type RequestDocument } from '@quern/sdk'
import { decodeAbiParameters, keccak256, toHex, type Hex } from 'viem'
import { TryAgainError, WorkerError, shortMessage } from '../errors.js'
import { tensorFile } from '../compute/object.js'
import type { WorkerConfig } from '../config/schema.js'
import type { Compute } from '../runtime/compute.js'

/** The request names inputs that are not what it commits to; no later try can mend that. */
export class InputsWrongError extends WorkerError {}

/** The longest list of input roots: no kernel takes more than a few. */
const maxRootsBytes = 4096
const checkTimeoutMs = 600_000
const fetchTimeoutMs = 120_000

export interface JobInputs {
  readonly roots: readonly Hex[]
  /** Own copies, checked against the roots. */
  readonly files: readonly string[]
}

const folderOf = (config: WorkerConfig): string => join(config.content.dir, 'inputs')

/** Milliseconds that inputs took; those that were kept are not fetched. */
export type InputTimes = { readonly fetch: number; readonly check: number }

/** Copies a request's inputs into the worker's folder, each checked against its root. @throws InputsWrongError */
export async function fetchInputs(
  config: WorkerConfig,
  { request }: RequestDocument,
  { compute, signal }: { compute: Compute; signal: AbortSignal },
): Promise<InputTimes> {
  const startedAt = performance.now()
  const folder = folderOf(config)
  await mkdir(folder, { recursive: true })
  const { inputRoot, inputUri, params, shards } = request.work
  const rootsFile = join(folder, `${inputRoot}.bin`)
  if (!(await exists(rootsFile)))
    await copyObject(config, { uri: objectUri(inputUri, inputRoot), target: rootsFile, limit: maxRootsBytes })
  const inputRoots = await readRoots(rootsFile, request)
  const work = { task: 'inputs', kernelId: request.terms.kernelId, params, shards, inputRoots, folder } as const
  const check = (sourceFiles: readonly string[]) =>
    compute.run({ ...work, sourceFiles }, { timeoutMs: checkTimeoutMs, signal }).catch(asWrong)
  const since = (atMs: number): number => Math.round(performance.now() - atMs)
  const files = inputFiles(folder, request, inputRoots)
  if (await areKept(files, check)) return { fetch: 0, check: since(startedAt) }
  const sources = files.map((file) => `${file}.part`)
  try {
    for (const [index, root] of inputRoots.entries()) {
      await copyObject(config, {
        uri: objectUri(inputUri, root),
        target: at(sources, index),
        limit: config.content.max_input_bytes,
      })
    }
    const fetchedAt = performance.now()
    await check(sources)
    return { fetch: Math.round(fetchedAt - startedAt), check: since(fetchedAt) }
  } finally {
    for (const source of sources) await rm(source, { force: true })
  }
}

/** Whether the objects of earlier requests serve this one. */
async function areKept(
  files: readonly string[],
  check: (files: readonly string[]) => Promise<unknown>,
): Promise<boolean> {
  const found = await Promise.all(files.map(exists))
  if (found.includes(false)) return false
  try {
    await check(files)
    return true
  } catch (error) {
    if (error instanceof InputsWrongError) return false
    throw error
  }
}

function asWrong(error: unknown): never {
  const { code } = error as { code?: string }
  if (code === 'INPUT_ROOT' || code === 'INPUT_COUNT' || code === 'INPUT_SIZE') {
    throw new InputsWrongError('INPUTS_WRONG', (error as Error).message, { cause: error })
  }
  throw error
}

/** The inputs that `fetchInputs` kept; none of a request without inputs. */
export async function keptInputs(config: WorkerConfig, { request }: RequestDocument): Promise<JobInputs> {
  const folder = folderOf(config)
  const { inputRoot } = request.work
  if (inputRoot === NO_INPUTS_ROOT) return { roots: [], files: [] }
  const roots = await readRoots(join(folder, `${inputRoot}.bin`), request)
  return { roots, files: inputFiles(folder, request, roots) }
}

/** Each input has a file for its root and its shape: what one request brings takes nothing from another. */
function inputFiles(folder: string, request: Request, roots: readonly Hex[]): string[] {
  return shapesOf(request).map((shape, index) => tensorFile(folder, at(roots, index), shape))
}

function shapesOf({ terms, work }: Request): readonly TensorShape[] {
  return shardJob({ kernelId: terms.kernelId, params: work.params, shards: work.shards, shard: 0 }).layout.inputs
}

async function readRoots(file: string, request: Request): Promise<Hex[]> {
  const bytes = await readFile(file)
  const { inputRoot } = request.work
  const count = shapesOf(request).length
  try {
    if (keccak256(bytes) !== inputRoot) throw new RangeError('it has another hash')
    const [roots] = decodeAbiParameters([{ type: 'bytes32[]' }], toHex(bytes))
    // The escrow hashes the canonical encoding of exactly the kernel's inputs: another one could never be proved.
    if (roots.length !== count || encodeInputRoots(roots) !== toHex(bytes)) {
      throw new RangeError(`it does not encode ${count} roots as the escrow does`)
    }
    return [...roots]
  } catch (cause) {
    await rm(file, { force: true })
    throw new InputsWrongError('INPUTS_WRONG', `The object ${inputRoot} is not a list of input roots.`, { cause })
  }
}

function objectUri(base: string, root: Hex): URL {
  const folder = base.endsWith('/') ? base : `${base}/`
  if (!URL.canParse(folder)) throw new InputsWrongError('INPUTS_WRONG', 'The input URI is not a URI.')
  return new URL(`${root}.bin`, folder)
}

interface Copying {
  readonly uri: URL
  readonly target: string
  readonly limit: number
}

/** Copies at most `limit` bytes; only plain files and whole answers count. */
async function copyObject(config: WorkerConfig, { uri, target, limit }: Copying): Promise<void> {
  const part = `${target}.tmp`
  const chunks = uri.protocol === 'file:' ? await openFile(uri, limit) : await openHttp(config, uri)
  const handle = await open(part, 'w')
  let size = 0
  try {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > limit) throw new InputsWrongError('INPUTS_WRONG', `An input has more than ${limit} bytes.`)
      await handle.write(chunk)
    }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  await rename(part, target)
}

async function openFile(uri: URL, limit: number): Promise<AsyncIterable<Uint8Array>> {
  const path = pathOf(uri)
  const entry = await stat(path).catch((cause: unknown) => {
    throw new TryAgainError('INPUTS_UNREADABLE', `An input cannot be read from ${path}.`, { cause })
  })
  if (!entry.isFile() || entry.size > limit)
    throw new InputsWrongError('INPUTS_WRONG', `${path} is no file of up to ${limit} bytes.`)
  const handle = await open(path)
  return handle.createReadStream()
}

/** Not every file: URI has a path here: it may name a host, or an encoded slash or zero byte. */
function pathOf(uri: URL): string {
  try {
    const path = fileURLToPath(uri)
    if (path.includes('\0')) throw new RangeError('it has a zero byte')
    return path
  } catch (cause) {
    throw new InputsWrongError('INPUTS_WRONG', `The input URI names no file here: ${shortMessage(cause)}.`, { cause })
  }
}

async function openHttp(config: WorkerConfig, uri: URL): Promise<AsyncIterable<Uint8Array>> {
  if (!config.content.allow_http) throw new InputsWrongError('INPUTS_WRONG', `${uri.protocol} inputs are not allowed.`)
  const answer = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) })
  if (!answer.ok || answer.body === null) {
    throw new TryAgainError('INPUTS_UNREADABLE', `The host of an input answered ${answer.status}.`)
  }
  return answer.body
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (entry) => entry.isFile(),
    () => false,
  )
}

function at<T extends string>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`entry ${index} of ${list.length}`)
  return value
}
