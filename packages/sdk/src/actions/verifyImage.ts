import { bytesSource, RENDER_KERNEL_ID, renderKernel, shardJob } from '@quern/kernels'
import type { Client, Hex } from 'viem'
import type { ReadParameters } from '../client.js'
import { checkObject, fetchObject, type ObjectReader } from '../content.js'
import { KernelUnsupportedError } from '../errors/local.js'
import type { Request } from '../types.js'
import { waitForReveal } from './waitForReveal.js'

export type VerifyImageParameters = ReadParameters & {
  request: Request
  shard: number
  /** How to fetch objects; by default over HTTP. */
  read?: ObjectReader | undefined
  signal?: AbortSignal | undefined
}

export type VerifyImageReturnType = {
  ok: boolean
  root: Hex
  /** The shard's rows, four bytes a pixel: R, G, B, A. */
  pixels: Uint8Array
  /** How likely a wrong image passes this check: 0 when all of it was drawn again. */
  errorProbability: number
  /** A pixel that is wrong; `undefined` when none was found. */
  wrongElement: bigint | undefined
}

/**
 * Fetches a revealed band of an image, recomputes its root, and draws it again: an image has no shorter check. Of bands
 * that cost more than 2^31 iterations only rows drawn by lot. Nothing is trusted.
 *
 * Throws `JOB_STATE`, `WAIT_TIMEOUT` while nothing is revealed, `CONTENT_MISMATCH` when the object is not what was
 * revealed, `CONTENT_UNREACHABLE`, `CONTENT_TOO_LARGE`, `CONTENT_REFUSED`, `KERNEL_UNSUPPORTED` for kernels other than
 * Render.
 *
 * @example
 * ```ts
 * const { ok, pixels } = await verifyImage(client, { request, shard: 0 })
 * ```
 */
export async function verifyImage(
  client: Client,
  { request, shard, read = fetchObject, signal, ...parameters }: VerifyImageParameters,
): Promise<VerifyImageReturnType> {
  const { addresses } = parameters
  const { kernelId } = request.terms
  if (kernelId !== RENDER_KERNEL_ID) throw new KernelUnsupportedError({ kernelId })
  const { root, outputUri } = await waitForReveal(client, { addresses, request, shard, timeoutS: 0, signal })
  const { params, shards } = request.work
  const job = shardJob({ kernelId, params, shards, shard })
  const shape = job.layout.output(shard)
  const pixels = await read(outputUri, { maxBytes: shape.rows * shape.rowBytes, signal })
  checkObject(outputUri, pixels, { root, shape })
  const image = { ...job, kernel: renderKernel, params: renderKernel.decode(params) }
  const found = await renderKernel.findWrong(image, { inputs: [], output: bytesSource(shape, pixels) })
  return { ok: found.wrongElement === undefined, root, pixels, ...found }
}
