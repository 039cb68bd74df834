import type { Hex } from 'viem'
import type { Request } from '../types.js'
import { hashRequest, requestDomain, type Scope } from './request.js'

/** Results of one request that its requester finds good: `roots[i]` is the revealed root of `shards[i]`. */
export type Approval = {
  readonly request: Request
  readonly shards: readonly number[]
  readonly roots: readonly Hex[]
}

/** What a wallet is asked to sign for `approveSigned`: pass it to `signTypedData`. */
export function approvalTypedData({ request, shards, roots, ...scope }: Scope & Approval) {
  return {
    domain: requestDomain(scope),
    primaryType: 'Approval',
    types: {
      Approval: [
        { name: 'requestId', type: 'bytes32' },
        { name: 'shards', type: 'uint32[]' },
        { name: 'roots', type: 'bytes32[]' },
      ],
    },
    message: { requestId: hashRequest({ ...scope, request }), shards: [...shards], roots: [...roots] },
  } as const
}
