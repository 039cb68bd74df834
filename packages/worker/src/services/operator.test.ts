import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createPublicClient, http } from 'viem'
import { FakeChain } from './fake-chain.test.fixture.js'
import { createOperator } from './operator.js'
import type { BroadcastAnswer, Sender } from './sender.js'
import { account, calldataOf, escrow } from './submitter.test.fixture.js'

/** Of geth, anvil, Nethermind, Besu, Erigon and Hardhat's node. */
const words: Readonly<Record<BroadcastAnswer, readonly string[]>> = {
  taken: [],
  known: ['already known', 'transaction already imported', 'AlreadyKnown', 'Known transaction'],
  'nonce-used': ['nonce too low: next nonce 5, tx nonce 4', 'OldNonce', 'NONCE_TOO_LOW'],
  underpriced: [
    'replacement transaction underpriced',
    'transaction underpriced: gas tip cap 0, minimum needed 1',
    'max fee per gas less than block base fee',
    'FeeTooLowToCompete',
    'ReplacementNotAllowed',
    'GAS_PRICE_BELOW_CURRENT_BASE_FEE',
    'INTERNAL_ERROR: could not replace existing tx',
    'Transaction maxFeePerGas (1) is too low for the next block, which has a baseFeePerGas of 2',
    'Gas price below configured minimum gas price',
  ],
  unfunded: [
    'insufficient funds for gas * price + value: balance 1, tx cost 2, overshot 1',
    'InsufficientFunds',
    'Upfront cost exceeds account balance',
    "Sender doesn't have enough funds to send tx. The max upfront cost is: 2 and the sender's balance is: 1.",
    'not enough balance to cover the fee',
  ],
  refused: [
    'transaction gas limit too high (cap: 16777216, tx: 17630976)',
    'intrinsic gas too high -- tx.gas_limit > env.cfg.tx_gas_limit_cap',
    'intrinsic gas too low',
    'exceeds block gas limit',
    'txpool is full',
    'oversized data: transaction size 140000, limit 131072',
    'tx fee (1.67 ether) exceeds the configured cap (1.00 ether)',
  ],
}

let chain: FakeChain
let operator: Sender

beforeEach(async () => {
  chain = new FakeChain()
  const client = createPublicClient({ transport: http(await chain.start(), { retryCount: 0 }) })
  operator = createOperator({ client, account, chainId: 31337 })
})

afterEach(() => chain.stop())

describe('broadcast', () => {
  const call = { to: escrow, data: calldataOf(1), nonce: 0, gas: 200_000n, maxFee: 10n ** 10n, priorityFee: 1n }

  for (const [answer, messages] of Object.entries(words)) {
    for (const message of messages) {
      it(`takes "${message}" as ${answer}, and keeps the words`, async () => {
        chain.rejections.set(call.data, message)
        const { raw } = await operator.sign(call)
        assert.deepEqual(await operator.broadcast(raw), { answer, message })
      })
    }
  }

  const untold: readonly (readonly [code: number, message: string])[] = [
    [-32603, 'Internal error'],
    [-32601, 'the method eth_sendRawTransaction does not exist/is not available'],
    [-32002, 'not ready'],
    [-32007, '50/second'],
    [-32016, 'slow down'],
    [-32029, 'slow down'],
    [-32097, 'slow down'],
    [429, 'slow down'],
    [-32000, 'over rate limit'],
    [-32000, '50/second request limit reached'],
    [-32000, 'Too Many Requests'],
    [-32000, 'node is syncing'],
  ]
  for (const [code, message] of untold) {
    it(`throws at ${code} "${message}"`, async () => {
      const { raw } = await operator.sign(call)
      chain.rejections.set(call.data, message)
      chain.rejectionCode = code
      await assert.rejects(operator.broadcast(raw))
    })
  }

  it('believes words that it knows, whatever their code', async () => {
    const { raw } = await operator.sign(call)
    chain.rejectionCode = -32603
    for (const [message, answer] of [
      ['replacement transaction underpriced', 'underpriced'],
      ['INTERNAL_ERROR: nonce too low', 'nonce-used'],
    ] as const) {
      chain.rejections.set(call.data, message)
      assert.deepEqual(await operator.broadcast(raw), { answer, message })
    }
  })

  it('throws where the node did not look', async () => {
    const { raw } = await operator.sign(call)
    chain.rejections.set(call.data, 'daily request count exceeded')
    chain.rejectionCode = -32005
    await assert.rejects(operator.broadcast(raw))
    chain.faults.set('eth_sendRawTransaction', 'reset-before')
    await assert.rejects(operator.broadcast(raw))
  })
})

describe('simulate', () => {
  const call = { to: escrow, data: calldataOf(1) }

  it('looks at a block without what waits', async () => {
    chain.isMining = false
    chain.onceOnly.set(call.data, '0x')
    const { raw } = await operator.sign({ ...call, nonce: 0, gas: 200_000n, maxFee: 10n ** 10n, priorityFee: 1n })
    await operator.broadcast(raw)
    assert.equal((await operator.simulate(call)).ok, false)
    assert.equal((await operator.simulate(call, await operator.head())).ok, true)
  })

  it('throws where the node lacks the block', async () => {
    await assert.rejects(operator.simulate(call, (await operator.head()) + 1n))
  })
})
