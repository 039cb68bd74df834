import { concatHex, encodeAbiParameters, keccak256, stringToHex, type Address, type Hex } from 'viem'
import type { Request, Terms, Work } from '../types.js'
import { termFields, workFields } from './fields.js'

/** The chain and the escrow that a hash is bound to. */
export type Scope = { chainId: number; escrow: Address }

const describe = (name: string, fields: readonly { name: string; type: string }[]) =>
  `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(',')})`

const termsType = describe('Terms', termFields)
const workType = describe('Work', workFields)
const typeHashOf = (type: string) => keccak256(stringToHex(type))

export const termsTypeHash = typeHashOf(termsType)
export const workTypeHash = typeHashOf(workType)
export const requestTypeHash = typeHashOf(`Request(Terms terms,Work work)${termsType}${workType}`)
const domainTypeHash = typeHashOf('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)')

const word = { type: 'bytes32' } as const

/** The EIP-712 domain of an escrow. */
export function requestDomain({ chainId, escrow }: Scope) {
  return { name: 'Quern', version: '1', chainId, verifyingContract: escrow } as const
}

/**
 * What a wallet is asked to sign: pass it to `signTypedData`.
 *
 * @example
 * ```ts
 * import { hashTypedData } from 'viem'
 * import { requestTypedData, type Request } from '@quern/sdk'
 *
 * export const idOf = (request: Request) =>
 *   hashTypedData(requestTypedData({ chainId: 31337, escrow: `0x${'11'.repeat(20)}`, request }))
 * ```
 */
export function requestTypedData({ request, ...scope }: Scope & { request: Request }) {
  const { terms, work } = request
  return {
    domain: requestDomain(scope),
    primaryType: 'Request',
    types: {
      Request: [
        { name: 'terms', type: 'Terms' },
        { name: 'work', type: 'Work' },
      ],
      Terms: termFields,
      Work: workFields,
    },
    message: {
      terms: { ...terms, rampStart: terms.rampStart, acceptBy: terms.acceptBy },
      work,
    },
  } as const
}

/** EIP-712's `hashStruct(terms)`. */
export function hashTerms(terms: Terms): Hex {
  const values = termFields.map((field) => terms[field.name])
  const encoded = encodeAbiParameters([word, ...termFields] as readonly { type: string }[], [termsTypeHash, ...values])
  return keccak256(encoded)
}

/** EIP-712's `hashStruct(work)`: the `workHash` of calls that need only the terms. */
export function hashWork({ shards, inputRoot, params, inputUri }: Work): Hex {
  return keccak256(
    encodeAbiParameters(
      [word, { type: 'uint32' }, word, word, word],
      [workTypeHash, shards, inputRoot, keccak256(params), keccak256(stringToHex(inputUri))],
    ),
  )
}

/** The separator of an escrow's EIP-712 domain. */
export function domainSeparatorOf({ chainId, escrow }: Scope): Hex {
  return keccak256(
    encodeAbiParameters(
      [word, word, word, { type: 'uint256' }, { type: 'address' }],
      [domainTypeHash, typeHashOf('Quern'), typeHashOf('1'), BigInt(chainId), escrow],
    ),
  )
}

/** The request's id: the EIP-712 digest that its signature covers. */
export function hashRequest({ request, ...scope }: Scope & { request: Request }): Hex {
  const { terms, work } = request
  const struct = keccak256(encodeAbiParameters([word, word, word], [requestTypeHash, hashTerms(terms), hashWork(work)]))
  return keccak256(concatHex(['0x1901', domainSeparatorOf(scope), struct]))
}

/** The id of one shard's job. */
export function jobIdOf({ requestId, shard }: { requestId: Hex; shard: number }): Hex {
  return keccak256(encodeAbiParameters([word, { type: 'uint32' }], [requestId, shard]))
}

/** The ids of all jobs of a request, by shard. */
export function jobIdsOf({ requestId, shards }: { requestId: Hex; shards: number }): Hex[] {
  return Array.from({ length: shards }, (_, shard) => jobIdOf({ requestId, shard }))
}
