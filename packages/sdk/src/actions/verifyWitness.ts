import { findKernel } from '@quern/kernels'
import type { Address, Client } from 'viem'
import { KernelUnsupportedError } from '../errors/local.js'
import { addressOfAnswer } from '../protocol/create2.js'
import { waitForWitness, type WaitForWitnessParameters, type WaitForWitnessReturnType } from './waitForWitness.js'

export type VerifyWitnessParameters = WaitForWitnessParameters

export type VerifyWitnessReturnType = WaitForWitnessReturnType & {
  /** Whether the output is what the escrow keeps the root of, and an answer that the kernel's contract finds right. */
  ok: boolean
  /** Of a `Create2Search` job: where CREATE2 with `output` as its salt puts the contract; `undefined` unless `ok`. */
  address: Address | undefined
}

/**
 * Reads the answer of a witness kernel's job, as of `Create2Search`, waiting for it if need be, and checks it here: nothing
 * is trusted.
 *
 * Throws `KERNEL_UNSUPPORTED` for flat kernels and for those that are not known, and what `waitForWitness` throws.
 *
 * @example
 * ```ts
 * const { ok, output, address } = await verifyWitness(client, { request, shard: 0 })
 * ```
 */
export async function verifyWitness(
  client: Client,
  parameters: VerifyWitnessParameters,
): Promise<VerifyWitnessReturnType> {
  const { request, shard } = parameters
  const { kernelId } = request.terms
  const kernel = findKernel(kernelId)
  if (kernel?.kind !== 'witness') throw new KernelUnsupportedError({ kernelId })
  const shown = await waitForWitness(client, parameters)
  const { params, shards } = request.work
  const { output, root } = shown
  const isRight = kernel.verdict({ params, shards, shard }, output) === 'correct'
  const ok = isRight && kernel.root(output) === root
  return { ...shown, ok, address: ok ? addressOfAnswer(request, output) : undefined }
}
