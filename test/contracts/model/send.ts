import { isHexString } from 'ethers'
import { ethers, networkHelpers, provider } from '../utils/chain.js'
import type { Step } from './action.js'
import type { Context } from './message.js'
import { messageOf } from './messages.js'
import { factText } from './refused.js'
import { WHOLE } from './requests.js'
import { addressIn, type Stage } from './stage.js'

/** Enough for every call: what is estimated costs a second run. */
const GAS = '0x989680'

/** What a step got: the events of the escrow, or the error that it was refused with, as `factText` writes them. */
export type Answer = { readonly refusal: string | undefined; readonly events: readonly string[] }

/** Sends the step in a block of its own. */
export async function send(context: Context, { at, action }: Step, randomness: bigint): Promise<Answer> {
  const { stage } = context.chain
  const { to, data, value = 0n } = await messageOf(context, action)
  await networkHelpers.time.setNextBlockTimestamp(at)
  await networkHelpers.setPrevRandao(randomness)
  const from = addressIn(stage, action.by)
  try {
    const message = { from, to: stage[to].target, data, value: `0x${value.toString(16)}`, gas: GAS }
    const hash = await provider.request({ method: 'eth_sendTransaction', params: [message] })
    return { refusal: undefined, events: await eventsOf(stage, hash as string) }
  } catch (error) {
    return { refusal: refusalIn(stage, error), events: [] }
  }
}

async function eventsOf({ escrow, escrowAddress }: Stage, hash: string): Promise<string[]> {
  const receipt = await ethers.provider.getTransactionReceipt(hash)
  const own = receipt?.logs.filter(({ address }) => address === escrowAddress) ?? []
  return own.map((log) => {
    const event = escrow.interface.parseLog(log)
    // A request is not spelled out: its id tells it.
    const facts = event?.fragment.inputs.map(({ type }, index) =>
      type === 'tuple' ? WHOLE : String(event.args[index]),
    )
    return factText(event?.name ?? log.topics.join(' '), facts ?? [])
  })
}

function refusalIn({ escrow, staking, registry, beacon, matmul8, qrn }: Stage, error: unknown): string {
  const revert = revertData(error)
  if (revert === undefined) throw error
  for (const { interface: abi } of [escrow, staking, registry, beacon, matmul8, qrn]) {
    const known = abi.parseError(revert)
    if (known !== null) return factText(known.name, known.args.toArray().map(String))
  }
  throw error
}

export function revertData(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const data: unknown = 'data' in error ? error.data : undefined
  if (isHexString(data)) return data
  return revertData(data) ?? ('cause' in error ? revertData(error.cause) : undefined)
}
