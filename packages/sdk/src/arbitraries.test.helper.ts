import * as fc from 'fast-check'
import { bytesToHex, getAddress, type Address, type Hex } from 'viem'
import { termFields } from './protocol/fields.js'
import type { Request, RequestDocument, Terms, Work } from './types.js'

export const hexOf = (minLength: number, maxLength = minLength): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => bytesToHex(bytes))

export const addresses: fc.Arbitrary<Address> = hexOf(20).map((hex) => getAddress(hex))

const uri = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { maxLength: 256 })
  .map((codes) => String.fromCharCode(...codes))

function valueOf(type: string): fc.Arbitrary<unknown> {
  if (type === 'address') return addresses
  const bits = Number(type.slice('uint'.length))
  const most = 2n ** BigInt(bits) - 1n
  return bits <= 48 ? fc.integer({ min: 0, max: Number(most) }) : fc.bigInt({ min: 0n, max: most })
}

export const terms = fc.record(Object.fromEntries(termFields.map(({ name, type }) => [name, valueOf(type)])), {
  noNullPrototype: true,
}) as unknown as fc.Arbitrary<Terms>

const plain = { noNullPrototype: true } as const

const works: fc.Arbitrary<Work> = fc.record(
  { shards: fc.integer({ min: 0, max: 2 ** 32 - 1 }), inputRoot: hexOf(32), params: hexOf(0, 200), inputUri: uri },
  plain,
)

export const requests: fc.Arbitrary<Request> = fc.record({ terms, work: works }, plain)

export const documents: fc.Arbitrary<RequestDocument> = fc.record(
  {
    chainId: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    escrow: addresses,
    request: requests,
    signature: hexOf(0, 100),
  },
  plain,
)

/** A request with every field set, that differs from zero everywhere. */
export const sampleRequest: Request = {
  terms: {
    requester: '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc',
    nonce: 7n,
    payToken: '0x0000000000000000000000000000000000000000',
    minPrice: 1000n,
    maxPrice: 2000n,
    rampStart: 1_700_000_000,
    rampPeriod: 600,
    burn: 5_000_000_000_000n,
    lock: 12n * 10n ** 18n,
    acceptBy: 1_700_003_600,
    duration: 120,
    challengeWindow: 60,
    sampleBps: 5000,
    samples: 4,
    assignee: '0x0000000000000000000000000000000000000000',
    kernelId: 1,
  },
  work: { shards: 4, inputRoot: `0x${'ab'.repeat(32)}`, params: '0x0102', inputUri: 'https://example.org/inputs/' },
}
