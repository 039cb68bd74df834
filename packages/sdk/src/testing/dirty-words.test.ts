import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodeFunctionData, hexToBytes, toFunctionSelector, toHex, type Address, type Hex } from 'viem'
import { call } from 'viem/actions'
import { acceptSignedCall } from '../actions/acceptSigned.js'
import { postRequestCall } from '../actions/postRequest.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { onDevnet, requestMatmul, type Cast } from './story.test.helper.js'

const TERMS = 16
/** Where the terms begin in the call data of functions of one argument, and of `acceptSigned`. */
const [alone, beforeOthers] = [36, 132]

/** The decoder reverts without a reason. */
const byDecoder = { details: 'execution reverted' }
/** Where the extension's decoder does, the escrow says `FailedCall()`. */
const byExtension = { details: `execution reverted: custom error ${toFunctionSelector('FailedCall()')}` }

/** The same call with the highest bit of the terms' word `field` set. */
function dirtied(data: Hex, { at, field }: { at: number; field: number }): Hex {
  const bytes = hexToBytes(data)
  const place = at + 32 * field
  bytes[place] = (bytes[place] ?? 0) | 0x80
  return toHex(bytes)
}

// The unit tests run what the compiler makes without its IR; this is the code that is deployed.
describe('bits above the type of a term', { concurrency: 1 }, () => {
  let cast: Cast
  onDevnet({ chain: 'anvil' }, (made) => (cast = made))

  const answer = (from: Address, data: Hex) =>
    call(cast.requester, { account: from, to: cast.devnet.addresses.escrow, data })

  test('acceptSigned_refusesThem_evenWhereTheRequesterSignedThem', async () => {
    const { request } = await requestMatmul(cast)
    const asked = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'requestIdOf', args: [request] })
    const { account } = cast.requester
    const worker = cast.worker.account.address
    for (let field = 0; field < TERMS; field += 1) {
      for (const isDirty of [false, true]) {
        const change = (data: Hex, at: number) => (isDirty ? dirtied(data, { at, field }) : data)
        const { data: id = '0x' } = await answer(account.address, change(asked, alone))
        const signature = await account.sign({ hash: id })
        const sent = acceptSignedCall(cast.devnet.addresses, { request, shards: [0], worker: cast.owner, signature })
        const answered = answer(worker, change(sent.data, beforeOthers))
        if (isDirty) await assert.rejects(answered, byDecoder, `field ${field}`)
        else await answered
      }
    }
  })

  test('post_refusesThem', async () => {
    const { request } = await requestMatmul(cast)
    const { data } = postRequestCall(cast.devnet.addresses, { request })
    const { address } = cast.requester.account
    await answer(address, data)
    for (let field = 0; field < TERMS; field += 1) {
      const sent = answer(address, dirtied(data, { at: alone, field }))
      await assert.rejects(sent, byExtension, `field ${field}`)
    }
  })
})
