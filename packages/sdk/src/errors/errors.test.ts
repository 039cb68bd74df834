import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, custom, encodeErrorResult, type Abi, type AbiParameter, type Hex } from 'viem'
import { estimateGas } from 'viem/actions'
import * as abis from '../generated/abis/index.js'
import { contractErrorsAbi, contractErrorSummaries } from '../generated/errors.js'
import { ContractError, contractErrorCode, contractErrorOf, RevertError } from './contract.js'
import { ChainAccessError, decodeError } from './decode.js'
import { contractErrorHints, type ContractErrorName } from './hints.js'

type AbiError = Extract<Abi[number], { type: 'error' }>

const errors: readonly AbiError[] = contractErrorsAbi

function sampleOf({ type, name }: AbiParameter): unknown {
  if (type === 'address') return '0x00000000000000000000000000000000000000AA'
  if (type === 'string') return 'text'
  if (type === 'bool') return true
  if (type === 'bytes32')
    return name === 'name' ? `0x${Buffer.from('duration').toString('hex').padEnd(64, '0')}` : `0x${'ab'.repeat(32)}`
  if (type.startsWith('bytes')) return `0x${'ab'.repeat(Number(type.slice(5)) || 3)}`
  return Number(type.replace(/\D/g, '')) <= 48 ? 3 : 3n
}

function bytesOf(error: AbiError): Hex {
  return encodeErrorResult({ abi: [error], errorName: error.name, args: error.inputs.map(sampleOf) })
}

test('contractErrors_holdEveryErrorOfEveryAbi', () => {
  const known = new Set(errors.map(({ name }) => name))
  for (const [name, abi] of Object.entries(abis)) {
    const missing = (abi as Abi).filter((item) => item.type === 'error' && !known.has(item.name))
    assert.deepEqual(missing, [], name)
  }
  assert.ok(known.size > 80)
})

test('contractErrorHints_nameEachErrorOnce', () => {
  assert.deepEqual(
    Object.keys(contractErrorHints),
    errors.map(({ name }) => name),
  )
  for (const [name, hint] of Object.entries(contractErrorHints)) assert.match(hint, /^[A-Z].*\.$/, name)
})

test('contractErrorHints_useOnlyFactsOfTheirError', () => {
  for (const { name, inputs } of errors) {
    const facts = inputs.map((input) => input.name)
    for (const [, first, second] of (contractErrorHints[name] ?? '').matchAll(/\{(\w+)(?:-(\w+))?\}/g)) {
      for (const fact of [first, second]) assert.ok(fact === undefined || facts.includes(fact), `${name}: ${fact}`)
    }
  }
})

test('contractErrorOf_decodesEveryError', () => {
  for (const error of errors) {
    const decoded = contractErrorOf(bytesOf(error))
    assert.ok(decoded instanceof ContractError, error.name)
    assert.equal(decoded.errorName, error.name)
    assert.equal(decoded.name, 'ContractError')
    assert.match(decoded.code, /^[A-Z][A-Z0-9_]+$/)
    assert.deepEqual(
      Object.keys(decoded.facts),
      error.inputs.map((input, index) => input.name ?? String(index)),
    )
    assert.doesNotMatch(decoded.message, /[`{}]|undefined/)
  }
  const codes = Object.keys(contractErrorSummaries).map((name) => contractErrorCode(name as ContractErrorName))
  assert.equal(new Set(codes).size, codes.length)
})

test('contractErrorOf_sayWhatAndHowMuch', () => {
  const abi = contractErrorsAbi
  const worker = '0x00000000000000000000000000000000000000AA'
  const stake = contractErrorOf(encodeErrorResult({ abi, errorName: 'StakeTooLow', args: [worker, 10n, 50n] }))
  assert.equal(stake.code, 'STAKE_TOO_LOW')
  assert.deepEqual(stake.facts, { worker, free: 10n, needed: 50n })
  assert.match(stake.hint ?? '', /^Bond 40 base units more/)
  const state = contractErrorOf(
    encodeErrorResult({ abi, errorName: 'JobInState', args: [`0x${'11'.repeat(32)}`, 3, 1] }),
  )
  assert.deepEqual([state.facts.have, state.facts.need], ['revealed', 'assigned'])
  const name = `0x${Buffer.from('duration').toString('hex').padEnd(64, '0')}` as Hex
  const term = contractErrorOf(encodeErrorResult({ abi, errorName: 'TermOutOfRange', args: [name, 1n, 60n, 180n] }))
  assert.equal(term.hint, 'Choose duration from 60 to 180 and sign again.')
})

test('contractErrorOf_namesRevertsWithoutErrors', () => {
  assert.equal(contractErrorOf('0x').code, 'REVERTED')
  assert.equal(contractErrorOf('0x12345678').code, 'REVERTED')
  assert.equal(
    contractErrorOf('0x4e487b710000000000000000000000000000000000000000000000000000000000000011').code,
    'PANIC',
  )
  const text = encodeErrorResult({
    abi: [{ type: 'error', name: 'Error', inputs: [{ type: 'string', name: 'text' }] }],
    args: ['no'],
  })
  const error = contractErrorOf(text)
  assert.ok(error instanceof RevertError)
  assert.equal(error.facts.reason, 'no')
})

test('decodeError_findsTheBytesWhereverNodesPutThem', () => {
  const data = encodeErrorResult({ abi: contractErrorsAbi, errorName: 'NothingDue' })
  const shapes = [
    { data },
    { data: { data } },
    { error: { data } },
    new Error('outer', { cause: { data: { message: 'x', data } } }),
    new Error('outer', { cause: new Error('middle', { cause: { error: { data } } }) }),
  ]
  for (const shape of shapes) {
    const decoded = decodeError(shape)
    assert.equal(decoded.code, 'NOTHING_DUE')
    assert.equal(decoded.cause, shape)
  }
})

test('decodeError_namesACallThatNoTransactionCanHold', async () => {
  const estimate = async (message: string) => {
    const request = async () => {
      throw Object.assign(new Error(message), { code: -32000 })
    }
    const client = createClient({ transport: custom({ request }, { retryCount: 0 }) })
    return decodeError(await estimateGas(client, { account: `0x${'11'.repeat(20)}` }).catch((error: unknown) => error))
  }
  for (const words of [
    'gas required exceeds allowance (16777216)',
    'Out of gas: gas required exceeds allowance: 30000000',
  ]) {
    const error = await estimate(words)
    assert.deepEqual([error.code, error.facts], ['TRANSACTION_GAS_TOO_HIGH', { most: 2n ** 24n }], words)
  }
  // So much is what the account can pay for.
  assert.equal((await estimate('gas required exceeds allowance (9000)')).code, 'CHAIN_FAILED')
})

test('decodeError_passesItsOwnErrorsAndWrapsOthers', () => {
  const own = contractErrorOf('0x')
  assert.equal(decodeError(own), own)
  for (const thrown of [new Error('socket closed'), 'text', undefined, 7]) {
    const decoded = decodeError(thrown)
    assert.ok(decoded instanceof ChainAccessError)
    assert.equal(decoded.code, 'CHAIN_FAILED')
    assert.ok(decoded.hint)
  }
})
