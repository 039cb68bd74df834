import { findDifference, type ShardJob, type TensorSource, type WholeCheck } from '@quern/kernels'
import type { Client, Hex } from 'viem'
import type { ReadParameters } from '../client.js'
import { fetchObject, readInputs, readOutput, type ObjectReader } from '../content.js'
import { flatJob, flatSources, type FlatInputs } from '../protocol/flat.js'
import type { Request } from '../types.js'
import { waitForReveal } from './waitForReveal.js'

export type VerifyResultParameters = ReadParameters & {
  request: Request
  shard: number
  /**
   * `quick` (default) looks at all of it by the shortest way that the kernel knows; `full` computes it again by the
   * kernel's definition, which is slow.
   */
  check?: 'quick' | 'full' | undefined
  /** The inputs, if they are at hand; else they are read from the request's `inputUri`. */
  inputs?: FlatInputs | undefined
  /** How to fetch objects; by default over HTTP. */
  read?: ObjectReader | undefined
  signal?: AbortSignal | undefined
}

export type VerifyResultReturnType = {
  ok: boolean
  root: Hex
  /** The bytes of the output: little-endian elements, row-major, without padding. */
  output: Uint8Array
  checkedBy: 'quick' | 'full'
  /** How likely a wrong output passes this check: 2^-62 for a product that was checked quickly, 0 when computed again. */
  errorProbability: number
  /** An element that is wrong, for `challengeResult`; `undefined` when none was found. */
  wrongElement: bigint | undefined
  inputs: FlatInputs
}

/**
 * Fetches a revealed result of a flat kernel, recomputes its root, and checks every value against the inputs. Nothing is
 * trusted.
 *
 * Throws `JOB_STATE`, `WAIT_TIMEOUT` while nothing is revealed, `CONTENT_MISMATCH` when the object is not what was
 * revealed, `CONTENT_UNREACHABLE`, `CONTENT_TOO_LARGE`, `CONTENT_REFUSED`, `KERNEL_UNSUPPORTED` for kernels that are not
 * flat or not known, or the reason of the abort.
 *
 * @example
 * ```ts
 * const { ok, output, errorProbability } = await verifyResult(client, { request, shard: 0 })
 * ```
 */
export async function verifyResult(
  client: Client,
  { request, shard, check = 'quick', read = fetchObject, signal, ...parameters }: VerifyResultParameters,
): Promise<VerifyResultReturnType> {
  const { addresses } = parameters
  const job = flatJob(request, shard)
  const { root, outputUri } = await waitForReveal(client, { addresses, request, shard, timeoutS: 0, signal })
  const output = await readOutput({ request, shard, root, outputUri, read, signal })
  const inputs = parameters.inputs ?? (await readInputs({ request, read, signal }))
  const sources = flatSources(job, { inputs, output })
  const found = await checkOf(job, { ...sources, output: abortable(sources.output, signal) }, check)
  return { ok: found.wrongElement === undefined, root, output, checkedBy: check, ...found, inputs }
}

type Sources = { inputs: readonly TensorSource[]; output: TensorSource }

function checkOf(job: ShardJob, sources: Sources, check: 'quick' | 'full'): Promise<WholeCheck> {
  const { kernel } = job
  return check === 'quick'
    ? kernel.findWrong(job, sources)
    : findDifference(job, { ...sources, computer: kernel.reference })
}

/** A source whose reads end once `signal` is aborted. */
function abortable(source: TensorSource, signal: AbortSignal | undefined): TensorSource {
  return {
    ...source,
    read: (rows) => {
      signal?.throwIfAborted()
      return source.read(rows)
    },
  }
}
