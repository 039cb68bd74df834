import {
  checkCreate2SearchOutput,
  create2Address,
  CREATE2_SEARCH_KERNEL_ID,
  create2SearchRoot,
  decodeCreate2SearchParams,
} from '@quern/kernels'
import { getAddress, type Address, type Client } from 'viem'
import { KernelUnsupportedError } from '../errors/local.js'
import { waitForWitness, type WaitForWitnessParameters, type WaitForWitnessReturnType } from './waitForWitness.js'

export type VerifyWitnessParameters = WaitForWitnessParameters

export type VerifyWitnessReturnType = WaitForWitnessReturnType & {
  /** Whether the output is what the escrow keeps the root of, lies in the shard's range and leads where it should. */
  ok: boolean
  /** Where CREATE2 with `output` as its salt puts the contract; `undefined` unless `ok`. */
  address: Address | undefined
}

/**
 * Reads the answer of a `Create2Search` job, waiting for it if need be, and checks it here: nothing is trusted.
 *
 * Throws `KERNEL_UNSUPPORTED` for other kernels, and what `waitForWitness` throws.
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
  if (kernelId !== CREATE2_SEARCH_KERNEL_ID) throw new KernelUnsupportedError({ kernelId })
  const shown = await waitForWitness(client, parameters)
  const { params, shards } = request.work
  const { output, root } = shown
  const isRight = checkCreate2SearchOutput({ params, shards, shard, output }) === 'correct'
  const ok = isRight && create2SearchRoot(output) === root
  const address = ok ? getAddress(create2Address(decodeCreate2SearchParams(params), output)) : undefined
  return { ...shown, ok, address }
}
