import { RENDER_KERNEL_ID } from '@quern/kernels'
import type { Client } from 'viem'
import { KernelUnsupportedError } from '../errors/local.js'
import { verifyResult, type VerifyResultParameters, type VerifyResultReturnType } from './verifyResult.js'

export type VerifyImageParameters = Omit<VerifyResultParameters, 'inputs'>

export type VerifyImageReturnType = VerifyResultReturnType & {
  /** The shard's rows, four bytes a pixel: R, G, B, A. The same as `output`. */
  pixels: Uint8Array
}

/**
 * Fetches a revealed band of an image, recomputes its root, and draws it again, all of it: an image has no shorter check.
 * Nothing is trusted. What it returns is what `challengeResult` needs.
 *
 * Throws what `verifyResult` throws, and `KERNEL_UNSUPPORTED` for kernels other than Render.
 *
 * @example
 * ```ts
 * const { ok, pixels } = await verifyImage(client, { request, shard: 0 })
 * ```
 */
export async function verifyImage(client: Client, parameters: VerifyImageParameters): Promise<VerifyImageReturnType> {
  const { kernelId } = parameters.request.terms
  if (kernelId !== RENDER_KERNEL_ID) throw new KernelUnsupportedError({ kernelId })
  const result = await verifyResult(client, parameters)
  return { ...result, pixels: result.output }
}
