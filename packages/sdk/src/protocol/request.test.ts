import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { domainSeparator, hashStruct, hashTypedData, keccak256, encodeAbiParameters } from 'viem'
import { addresses, requests, sampleRequest } from '../arbitraries.test.helper.js'
import {
  domainSeparatorOf,
  hashRequest,
  hashTerms,
  hashWork,
  jobIdOf,
  jobIdsOf,
  requestDomain,
  requestTypedData,
  requestTypeHash,
} from './request.js'

const scopes = fc.record({ chainId: fc.integer({ min: 1, max: 2 ** 40 }), escrow: addresses })

test('hashRequest_equalsTypedDataOfViem', () => {
  fc.assert(
    fc.property(scopes, requests, (scope, request) => {
      const typed = requestTypedData({ ...scope, request })
      assert.equal(hashRequest({ ...scope, request }), hashTypedData(typed))
      const { types } = typed
      assert.equal(hashTerms(request.terms), hashStruct({ data: request.terms, primaryType: 'Terms', types }))
      assert.equal(hashWork(request.work), hashStruct({ data: request.work, primaryType: 'Work', types }))
    }),
    { numRuns: 500 },
  )
})

test('domainSeparatorOf_equalsThatOfViem', () => {
  fc.assert(
    fc.property(scopes, (scope) => {
      const EIP712Domain = [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ] as const
      const domain = requestDomain(scope)
      assert.equal(domainSeparatorOf(scope), domainSeparator({ domain, types: { EIP712Domain } } as never))
    }),
  )
})

test('requestTypeHash_isThatOfTheContract', () => {
  const type =
    'Request(Terms terms,Work work)Terms(address requester,uint64 nonce,address payToken,uint96 minPrice,uint96 maxPrice,uint40 rampStart,uint32 rampPeriod,uint96 burn,uint96 lock,uint40 acceptBy,uint32 duration,uint32 challengeWindow,uint16 sampleBps,uint8 samples,address assignee,uint32 kernelId)Work(uint32 shards,bytes32 inputRoot,bytes params,string inputUri)'
  assert.equal(requestTypeHash, keccak256(new TextEncoder().encode(type)))
})

test('hashRequest_dependsOnEveryField', () => {
  const scope = { chainId: 1, escrow: sampleRequest.terms.requester }
  const { terms, work } = sampleRequest
  const next = (value: unknown) => {
    if (typeof value === 'bigint') return value + 1n
    if (typeof value === 'number') return value + 1
    return String(value).startsWith('0x0102') ? '0x0103' : String(value).replace(/.$/, (c) => (c === '1' ? '2' : '1'))
  }
  const changed = [
    ...Object.entries(terms).map(([name, value]) => ({ work, terms: { ...terms, [name]: next(value) } })),
    ...Object.entries(work).map(([name, value]) => ({ terms, work: { ...work, [name]: next(value) } })),
  ].map((request) => {
    const { requester, payToken, assignee } = request.terms
    const lower = {
      requester: requester.toLowerCase(),
      payToken: payToken.toLowerCase(),
      assignee: assignee.toLowerCase(),
    }
    return hashRequest({ ...scope, request: { ...request, terms: { ...request.terms, ...lower } } as never })
  })
  const ids = [hashRequest({ ...scope, request: sampleRequest }), ...changed]
  assert.equal(new Set(ids).size, Object.keys(terms).length + Object.keys(work).length + 1)
})

test('jobIdsOf_numbersTheShards', () => {
  const requestId = `0x${'12'.repeat(32)}` as const
  const expected = [0, 1, 2].map((shard) =>
    keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [requestId, BigInt(shard)])),
  )
  assert.deepEqual(jobIdsOf({ requestId, shards: 3 }), expected)
  assert.equal(jobIdOf({ requestId, shard: 2 }), expected[2])
})
