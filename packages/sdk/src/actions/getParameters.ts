import { zeroAddress, type Address, type Client, type ContractFunctionReturnType } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { protocolLensAbi } from '../generated/abis/protocolLens.js'

export type GetParametersParameters = ReadParameters & {
  /** Tokens whose rules are wanted; by default the chain's coin (the zero address) and QRN. */
  tokens?: readonly Address[] | undefined
  /** Kernels whose limits are wanted; by default none. */
  kernelIds?: readonly number[] | undefined
}

type Page = ContractFunctionReturnType<typeof protocolLensAbi, 'view', 'parameters'>
type Numbers<group> = { [name in keyof group]: number }

/** Amounts in base units, times in Unix seconds, lengths in seconds. */
export type GetParametersReturnType = {
  /** The contracts that belong together; `disputer` is the zero address until it is named. */
  contracts: Page['contracts']
  times: Numbers<Page['times']>
  /** The most (of a bond, the least) that users may name. */
  most: Numbers<Omit<Page['most'], 'leastBond'>> & { leastBond: bigint }
  /** What a worker loses, in bps of the lock, and what is paid of that, in bps of what its own bond bore. */
  penalties: Numbers<Page['penalties']>
  /** The emission, as it was fixed for ever. */
  curve: {
    start: number
    epochLength: number
    budget: bigint
    /** The most QRN that may ever be minted. */
    cap: bigint
    stakersBps: number
    gammaBps: number
  }
  /** Where emission and stakes are now. */
  running: Omit<Page['running'], 'epochEndsAt'> & { epochEndsAt: number }
  tokens: Page['tokens']
  kernels: Page['kernels']
}

/**
 * Everything that holds for everybody: times, bounds, penalties, the rules of tokens and kernels, the epoch. One call.
 *
 * Throws `KERNEL_UNKNOWN`.
 *
 * @example
 * ```ts
 * const { times, running } = await getParameters(client, { kernelIds: [1] })
 * console.log(times.revealWindow, running.epochEndsAt)
 * ```
 */
export async function getParameters(
  client: Client,
  { tokens, kernelIds = [], ...parameters }: GetParametersParameters = {},
): Promise<GetParametersReturnType> {
  const { lens, token } = resolveAddresses(client, parameters.addresses)
  const args = [tokens ?? [zeroAddress, token], kernelIds] as const
  const page = await decoded(
    readContract(client, { address: lens, abi: protocolLensAbi, functionName: 'parameters', args }),
  )
  const { curve, running, most } = page
  const { start, epochLength, stakersBps, gammaBps } = numbersOf(curve)
  return {
    ...page,
    times: numbersOf(page.times),
    most: { ...numbersOf(most), leastBond: most.leastBond },
    penalties: numbersOf(page.penalties),
    curve: { ...curve, start, epochLength, stakersBps, gammaBps },
    running: { ...running, epochEndsAt: Number(running.epochEndsAt) },
  }
}

function numbersOf<group extends Record<string, bigint>>(group: group): Numbers<group> {
  return Object.fromEntries(Object.entries(group).map(([name, value]) => [name, Number(value)])) as Numbers<group>
}
