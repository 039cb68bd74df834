import { isHexString } from 'ethers'
import { networkHelpers, provider } from '../utils/chain.js'
import type { Market } from '../utils/market.js'
import type { Step } from './action.js'
import { addressIn } from './contracts.js'
import { messageOf, type Context } from './messages.js'

/** Enough for every call: what is estimated costs a second run. */
const GAS = '0x4c4b40'

/** Sends the step in a block of its own; returns the name of the error that it was refused with. */
export async function send(context: Context, { at, action }: Step, randomness: bigint): Promise<string | undefined> {
  const { market } = context.chain
  const { to, data, value = 0n } = messageOf(context, action)
  await networkHelpers.time.setNextBlockTimestamp(at)
  await networkHelpers.setPrevRandao(randomness)
  const from = addressIn(market, action.by)
  try {
    const message = { from, to: market[to].target, data, value: `0x${value.toString(16)}`, gas: GAS }
    await provider.request({ method: 'eth_sendTransaction', params: [message] })
    return undefined
  } catch (error) {
    return errorName(market, error)
  }
}

function errorName(market: Market, error: unknown): string {
  const revert = revertData(error)
  if (revert === undefined) throw error
  for (const { interface: abi } of [market.escrow, market.staking, market.registry, market.beacon, market.matmul8]) {
    const known = abi.parseError(revert)
    if (known !== null) return known.name
  }
  throw error
}

export function revertData(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const data: unknown = 'data' in error ? error.data : undefined
  if (isHexString(data)) return data
  return revertData(data) ?? ('cause' in error ? revertData(error.cause) : undefined)
}
