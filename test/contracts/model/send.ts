import { isHexString } from 'ethers'
import { networkHelpers, provider } from '../utils/chain.js'
import type { Step } from './action.js'
import type { Context } from './message.js'
import { messageOf } from './messages.js'
import { errorText } from './refused.js'
import { addressIn, type Stage } from './stage.js'

/** Enough for every call: what is estimated costs a second run. */
const GAS = '0x989680'

/** Sends the step in a block of its own; returns the error that it was refused with, as `errorText` writes it. */
export async function send(context: Context, { at, action }: Step, randomness: bigint): Promise<string | undefined> {
  const { stage } = context.chain
  const { to, data, value = 0n } = await messageOf(context, action)
  await networkHelpers.time.setNextBlockTimestamp(at)
  await networkHelpers.setPrevRandao(randomness)
  const from = addressIn(stage, action.by)
  try {
    const message = { from, to: stage[to].target, data, value: `0x${value.toString(16)}`, gas: GAS }
    await provider.request({ method: 'eth_sendTransaction', params: [message] })
    return undefined
  } catch (error) {
    return refusalIn(stage, error)
  }
}

function refusalIn({ escrow, staking, registry, beacon, matmul8, qrn }: Stage, error: unknown): string {
  const revert = revertData(error)
  if (revert === undefined) throw error
  for (const { interface: abi } of [escrow, staking, registry, beacon, matmul8, qrn]) {
    const known = abi.parseError(revert)
    if (known !== null) return errorText(known.name, known.args.toArray().map(String))
  }
  throw error
}

export function revertData(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const data: unknown = 'data' in error ? error.data : undefined
  if (isHexString(data)) return data
  return revertData(data) ?? ('cause' in error ? revertData(error.cause) : undefined)
}
