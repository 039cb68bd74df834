import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchCreate2Salts, decodeCreate2SearchParams } from '@quern/kernels'
import {
  createClient,
  custom,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  getAddress,
  getContractAddress,
  keccak256,
  numberToHex,
  zeroHash,
  type Hex,
} from 'viem'
import { addressesOf } from '../addresses.js'
import { sampleRequest } from '../arbitraries.test.helper.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { describeCreate2Search } from '../protocol/create2.js'
import { hashRequest, jobIdOf } from '../protocol/request.js'
import { jobStates, type JobState, type Request } from '../types.js'
import { verifyWitness } from './verifyWitness.js'

const addresses = addressesOf(31337)
const target = { deployer: addresses.token, initCodeHash: keccak256('0x00'), mask: 0xffn, value: 0xabn }
const { kernelId, work } = describeCreate2Search({ ...target, shards: 2 })
const request: Request = { terms: { ...sampleRequest.terms, kernelId }, work }
const shard = 1
const { chainId, escrow } = addresses
const jobId = jobIdOf({ requestId: hashRequest({ chainId, escrow, request }), shard })
const worker = addresses.staking

function saltOf(searched: number): Hex {
  const params = decodeCreate2SearchParams(work.params)
  const salt = searchCreate2Salts({ params, shards: 2, shard: searched, from: 0n, count: 2 ** 14 })
  assert.ok(salt !== undefined)
  return salt
}

/** A node that says what it is told of the job. */
function clientOf(said: { state: JobState; witness?: boolean; output?: Hex; root?: Hex }) {
  const { state, witness = true, output, root = zeroHash } = said
  const zeroes = { worker, attempt: 0, step: 0, deadline: 0, aux: 0n, royalty: false }
  const job = { ...zeroes, state: jobStates.indexOf(state), witness, sealOrRoot: root }
  const result = encodeFunctionResult({ abi: jobEscrowAbi, functionName: 'jobOf', result: job })
  const topics = encodeEventTopics({ abi: jobEscrowAbi, eventName: 'WitnessSubmitted', args: { jobId, worker } })
  const place = { blockNumber: '0x1', blockHash: zeroHash, transactionHash: zeroHash, logIndex: '0x0' }
  const log = output && {
    ...place,
    transactionIndex: '0x0',
    removed: false,
    address: escrow,
    topics,
    data: encodeAbiParameters([{ type: 'bytes' }], [output]),
  }
  const answers: Record<string, unknown> = {
    eth_call: result,
    eth_getLogs: log ? [log] : [],
    eth_blockNumber: '0x1',
    eth_chainId: numberToHex(chainId),
  }
  return createClient({ transport: custom({ request: async ({ method }: { method: string }) => answers[method] }) })
}

type Asked = { method: string; params?: unknown }

const verify = (said: Parameters<typeof clientOf>[0]) =>
  verifyWitness(clientOf(said), { addresses, request, shard, timeoutS: 0 })

test('verifyWitness_findsTheAnswerRight', async () => {
  const output = saltOf(shard)
  const root = keccak256(output)
  const address = getContractAddress({
    opcode: 'CREATE2',
    from: target.deployer,
    salt: output,
    bytecodeHash: target.initCodeHash,
  })
  const right = { jobId, worker: getAddress(worker), output, root, ok: true, address }
  assert.deepEqual(await verify({ state: 'finalized', output, root }), right)
})

test('verifyWitness_believesNeitherTheOutputNorTheRoot', async () => {
  const [right, other] = [saltOf(shard), saltOf(0)]
  const lies: readonly (readonly [output: Hex, root: Hex])[] = [
    [other, keccak256(other)],
    [other, keccak256(right)],
    [right, keccak256(other)],
    [`${right}00`, keccak256(`${right}00`)],
    ['0x', keccak256('0x')],
  ]
  for (const [output, root] of lies) {
    const { ok, address, ...shown } = await verify({ state: 'finalized', output, root })
    assert.deepEqual([ok, address, shown.output, shown.root], [false, undefined, output, root])
  }
})

test('verifyWitness_waitsForTheOutput', async () => {
  for (const state of ['open', 'assigned', 'finalized'] as const) {
    await assert.rejects(verify({ state }), { code: 'WAIT_TIMEOUT' })
  }
  const output = saltOf(shard)
  await assert.rejects(verify({ state: 'assigned', output, root: keccak256(output) }), { code: 'WAIT_TIMEOUT' })
})

test('verifyWitness_asksForNoMoreBlocksThanNodesAnswer', async () => {
  const output = saltOf(shard)
  const root = keccak256(output)
  const [head, shownAt] = [10_000n, 1234n]
  const node = clientOf({ state: 'finalized', output, root }).request as (call: Asked) => Promise<unknown>
  const ranges: bigint[] = []
  const limited = async (call: Asked) => {
    if (call.method === 'eth_blockNumber') return numberToHex(head)
    if (call.method !== 'eth_getLogs') return node(call)
    const [{ fromBlock = '0x0', toBlock = numberToHex(head) }] = call.params as [{ fromBlock?: Hex; toBlock?: Hex }]
    ranges.push(BigInt(toBlock) - BigInt(fromBlock) + 1n)
    return BigInt(fromBlock) <= shownAt && shownAt <= BigInt(toBlock) ? node(call) : []
  }
  const client = createClient({ transport: custom({ request: limited }) })
  assert.ok((await verifyWitness(client, { addresses, request, shard, timeoutS: 0 })).ok)
  assert.deepEqual(
    ranges.filter((range) => range > 2000n),
    [],
  )
})

test('verifyWitness_refusesJobsOfFlatKernels', async () => {
  await assert.rejects(verify({ state: 'finalized', witness: false }), { code: 'JOB_STATE' })
  const client = clientOf({ state: 'open' })
  const flat = { ...request, terms: { ...request.terms, kernelId: 1 } }
  await assert.rejects(verifyWitness(client, { addresses, request: flat, shard, timeoutS: 0 }), {
    code: 'KERNEL_UNSUPPORTED',
  })
})
