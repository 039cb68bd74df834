import {
  decodeMatmul8Params,
  findWrongElement,
  freivalds,
  MATMUL8_KERNEL_ID,
  matmul8ShardProduct,
  referenceMatmul8,
  type Matmul8ShardOutput,
} from '@quern/kernels'
import type { Client, Hex } from 'viem'
import type { ReadParameters } from '../client.js'
import { fetchObject, readMatmul8Inputs, readMatmul8Output, type Matmul8Inputs, type ObjectReader } from '../content.js'
import { KernelUnsupportedError } from '../errors/local.js'
import type { Request } from '../types.js'
import { waitForReveal } from './waitForReveal.js'

export type VerifyResultParameters = ReadParameters & {
  request: Request
  shard: number
  /** `freivalds` (default) is fast and misses an error with a probability of about 2^-62; `full` recomputes. */
  check?: 'freivalds' | 'full' | undefined
  /** The inputs, if they are at hand; else they are read from the request's `inputUri`. */
  inputs?: Matmul8Inputs | undefined
  /** How to fetch objects; by default over HTTP. */
  read?: ObjectReader | undefined
  signal?: AbortSignal | undefined
}

export type VerifyResultReturnType = {
  ok: boolean
  root: Hex
  /** The output: int32 [rows of the shard, n]. */
  output: Int32Array
  checkedBy: 'freivalds' | 'full'
  /** How likely a wrong output passes this check. */
  errorProbability: number
  /** An element that is wrong, for `buildFraudProof`; `undefined` when none is. */
  wrongElement: bigint | undefined
  inputs: Matmul8Inputs
}

/**
 * Fetches a revealed result, recomputes its root, and checks every value against the inputs. Nothing is trusted.
 *
 * Throws `JOB_STATE`, `WAIT_TIMEOUT` while nothing is revealed, `CONTENT_MISMATCH` when the object is not what was
 * revealed, `CONTENT_UNREACHABLE`, `CONTENT_TOO_LARGE`, `CONTENT_REFUSED`, `KERNEL_UNSUPPORTED` for kernels other than
 * Matmul8.
 *
 * @example
 * ```ts
 * const { ok, output, errorProbability } = await verifyResult(client, { request, shard: 0 })
 * ```
 */
export async function verifyResult(
  client: Client,
  { request, shard, check = 'freivalds', read = fetchObject, signal, ...parameters }: VerifyResultParameters,
): Promise<VerifyResultReturnType> {
  const { addresses } = parameters
  const { kernelId } = request.terms
  if (kernelId !== MATMUL8_KERNEL_ID) throw new KernelUnsupportedError({ kernelId })
  const { root, outputUri } = await waitForReveal(client, { addresses, request, shard, timeoutS: 0, signal })
  const output = await readMatmul8Output({ request, shard, root, outputUri, read, signal })
  const inputs = parameters.inputs ?? (await readMatmul8Inputs({ request, read, signal }))
  const params = decodeMatmul8Params(request.work.params)
  const work = { params, shards: request.work.shards, shard, a: inputs.a, b: inputs.b, c: output }
  const verdict = check === 'full' ? recompute(work) : checkQuickly(work)
  return { ok: verdict.wrongElement === undefined, root, output, checkedBy: check, ...verdict, inputs }
}

type Verdict = { wrongElement: bigint | undefined; errorProbability: number }

function checkQuickly(work: Matmul8ShardOutput): Verdict {
  const found = freivalds(work)
  if (found.ok) return { wrongElement: undefined, errorProbability: found.errorProbability }
  return { wrongElement: findWrongElement(work), errorProbability: 0 }
}

function recompute(work: Matmul8ShardOutput): Verdict {
  const expected = referenceMatmul8(matmul8ShardProduct(work))
  const wrong = work.c.findIndex((value, index) => value !== expected[index])
  return { wrongElement: wrong < 0 ? undefined : BigInt(wrong), errorProbability: 0 }
}
