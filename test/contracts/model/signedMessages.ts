import { Signature, ZeroHash, type TypedDataField } from 'ethers'
import { APPROVAL_TYPES, CHAIN_ID, domainOf } from '../utils/deal.js'
import type { ActionOf } from './action.js'
import { approvalFor } from './chain.js'
import { OVER } from './money.js'
import { escrowCall, type Context, type Message } from './message.js'
import { dealIn } from './outputs.js'
import { addressIn, signerIn, tokenIn, type Stage } from './stage.js'

const PERMIT_TYPES: Record<string, TypedDataField[]> = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
}
/** Later than any step. */
const FAR = 2 ** 40

export async function approveSigned({ chain }: Context, action: ActionOf<'approveSigned'>): Promise<Message> {
  const { request, workHash } = dealIn(chain, action.deal)
  const approval = approvalFor(chain, action)
  const signer = signerIn(chain.stage, action.signer)
  const signature = await signer.signTypedData(domainOf(chain.stage), APPROVAL_TYPES, approval)
  const args = [request.terms, workHash, approval.shards, approval.roots, signature]
  return escrowCall(chain.stage, 'approveSigned', args)
}

export async function depositWithPermit(context: Context, action: ActionOf<'depositWithPermit'>): Promise<Message> {
  const { stage } = context.chain
  const { token, to, amount, permit } = action
  const deadline = permit === 'expired' ? OVER : FAR
  const { v, r, s } = await permitOf(context, action, deadline)
  const args = [tokenIn(stage, token), addressIn(stage, to), amount, deadline, v, r, s]
  return escrowCall(stage, 'depositWithPermit', args)
}

/** Nothing is signed where nobody looks at it. */
async function permitOf(
  { chain: { stage }, state }: Context,
  { token, amount, permit, by }: ActionOf<'depositWithPermit'>,
  deadline: number,
): Promise<Pick<Signature, 'v' | 'r' | 's'>> {
  if (by === 'treasury' || token === 'coins') return { v: 27, r: ZeroHash, s: ZeroHash }
  const signer = signerIn(stage, permit === 'forged' ? 'requester' : by)
  const nonce = state.wallets[by][token].permits
  const message = { owner: addressIn(stage, by), spender: stage.escrowAddress, value: amount, nonce, deadline }
  return Signature.from(await signer.signTypedData(permitDomain(stage, token), PERMIT_TYPES, message))
}

/** Both tokens are of one code, so their names are the same. */
function permitDomain(stage: Stage, token: 'qrn' | 'usd') {
  return { name: 'Quern', version: '1', chainId: CHAIN_ID, verifyingContract: tokenIn(stage, token) }
}
