import { commitTensor, decodeCreate2SearchParams, proveElements, searchCreate2Salts } from '@quern/kernels'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before } from 'node:test'
import {
  createClient,
  http,
  keccak256,
  parseUnits,
  zeroAddress,
  type Address,
  type Client,
  type Hash,
  type Hex,
  type Transport,
} from 'viem'
import { getBlock, getBlockNumber } from 'viem/actions'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { poll, waitForSuccess } from '../client.js'
import { readInputs, type ObjectReader } from '../content.js'
import { challengerActions } from '../decorators/challengerActions.js'
import { delegatorActions } from '../decorators/delegatorActions.js'
import { requesterActions } from '../decorators/requesterActions.js'
import { stakerActions } from '../decorators/stakerActions.js'
import { workerActions } from '../decorators/workerActions.js'
import { folderUri, objectReader, writeObject } from '../node/index.js'
import { describeAsianOption } from '../protocol/asianOption.js'
import { describeCreate2Search } from '../protocol/create2.js'
import { drawOf, sealOf } from '../protocol/draw.js'
import { flatJob, flatSources } from '../protocol/flat.js'
import { describeMatmul8 } from '../protocol/matmul.js'
import { describeMandelbrot } from '../protocol/render.js'
import { hashRequest, jobIdOf } from '../protocol/request.js'
import type { Request } from '../types.js'
import { startDevnet, type Devnet, type DevnetAccount, type StartDevnetParameters } from './devnet.js'

const none: DevnetAccount = { address: zeroAddress, privateKey: '0x' }

/** A client with its account, and the actions of its persona. */
type Persona<decorator extends (...options: never[]) => unknown> = Client<Transport, undefined, PrivateKeyAccount> &
  ReturnType<Extract<ReturnType<decorator>, (client: Client) => unknown>>

export type Cast = {
  devnet: Devnet
  folder: string
  owner: Address
  requester: Persona<typeof requesterActions>
  staker: Persona<typeof stakerActions>
  worker: Persona<typeof workerActions>
  challenger: Persona<typeof challengerActions>
  delegator: Persona<typeof delegatorActions>
  read: ObjectReader
  remove(): Promise<void>
}

/** One client for each persona, on a devnet, with a folder for content. */
async function castOf(devnet: Devnet): Promise<Cast> {
  const { addresses, rpcUrl } = devnet
  const [requester = none, owner = none, operator = none, challenger = none, delegator = none] = devnet.accounts
  const clientOf = ({ privateKey }: DevnetAccount) =>
    createClient({ account: privateKeyToAccount(privateKey), transport: http(rpcUrl), pollingInterval: 100 })
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quern-story-'))
  return {
    devnet,
    folder,
    owner: owner.address,
    requester: clientOf(requester).extend(requesterActions({ addresses })),
    staker: clientOf(owner).extend(stakerActions({ addresses })),
    worker: clientOf(operator).extend(workerActions({ addresses })),
    challenger: clientOf(challenger).extend(challengerActions({ addresses })),
    delegator: clientOf(delegator).extend(delegatorActions({ addresses })),
    read: objectReader({ folders: [folder] }),
    remove: () => rm(folder, { recursive: true }),
  }
}

/** Waits until the transaction that `sending` sent is mined. */
export async function mined(cast: Cast, sending: Promise<Hash>): Promise<void> {
  await waitForSuccess(cast.requester, { hash: await sending })
}

/** A bonded worker with an operator, and a requester with money in the ledger. */
async function fundCast(cast: Cast): Promise<void> {
  const { token } = cast.devnet.addresses
  await mined(cast, cast.staker.bond({ amount: parseUnits('1000', 18) }))
  await mined(cast, cast.staker.setOperator({ operator: cast.worker.account.address }))
  await mined(cast, cast.requester.deposit({ token: zeroAddress, amount: parseUnits('1', 18) }))
  await mined(cast, cast.requester.deposit({ token, amount: parseUnits('10', 18) }))
}

/** Runs the tests around on a devnet of their own; `use` gets its funded cast before the first of them. */
export function onDevnet(parameters: StartDevnetParameters, use: (cast: Cast) => void): void {
  let devnet: Devnet | undefined
  let cast: Cast | undefined
  before(async () => {
    devnet = await startDevnet(parameters)
    cast = await castOf(devnet)
    await fundCast(cast)
    use(cast)
  })
  after(async () => {
    await cast?.remove()
    await devnet?.stop()
  })
}

/** The code of the error that `promise` rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing was thrown',
    (error: { code?: unknown }) => error.code,
  )
}

/** A signed request for a product of small matrices, its inputs stored in the folder. */
export async function requestMatmul(cast: Cast, terms: { sampleBps?: number } = {}) {
  const [m, n, k] = [96, 128, 64]
  const a = Int8Array.from({ length: m * k }, (_, i) => (i * 31 + 7) % 256)
  const b = Int8Array.from({ length: n * k }, (_, i) => (i * 57 + 3) % 256)
  const { work, objects } = describeMatmul8({ m, n, k, a, b, shards: 3, inputUri: folderUri(cast.folder) })
  await Promise.all(objects.map((object) => writeObject(cast.folder, object)))
  const prepared = await cast.requester.prepareRequest({
    work,
    maxPrice: parseUnits('0.001', 18),
    challengeWindow: 60,
    ...terms,
  })
  const signature = await cast.requester.signRequest({ request: prepared.request })
  return { ...prepared, signature }
}

/** A signed request for a small image in three bands. */
export async function requestImage(cast: Cast) {
  const view = { centre: { re: -0.7, im: 0 }, across: 4.2, iterations: 200 }
  const described = describeMandelbrot({ width: 48, height: 36, ...view, shards: 3 })
  const terms = { maxPrice: parseUnits('0.001', 18), challengeWindow: 60 }
  const prepared = await cast.requester.prepareRequest({ ...described, ...terms })
  const signature = await cast.requester.signRequest({ request: prepared.request })
  return { ...prepared, signature }
}

/** A signed request for a small option in two shards. */
export async function requestOption(cast: Cast) {
  const market = { spot: 50, strike: 55, volatility: 0.3, rate: 0.05, years: 1 }
  const described = describeAsianOption({ kind: 'call', ...market, steps: 12, paths: 2000, shards: 2 })
  const terms = { maxPrice: parseUnits('0.001', 18), challengeWindow: 60 }
  const prepared = await cast.requester.prepareRequest({ ...described, ...terms })
  const signature = await cast.requester.signRequest({ request: prepared.request })
  return { ...prepared, ...described, signature }
}

/** A signed request for `shards` salts whose addresses end in 0xde and begin with 0x7. */
export async function requestSalts(cast: Cast, shards: number) {
  const [mask, value] = [(0xfn << 156n) | 0xffn, (0x7n << 156n) | 0xden]
  const initCodeHash = keccak256('0x6000600055')
  const search = describeCreate2Search({ deployer: cast.owner, initCodeHash, mask, value, shards, base: 5n, r: 64 })
  const prepared = await cast.requester.prepareRequest({ ...search, maxPrice: parseUnits('0.001', 18) })
  const signature = await cast.requester.signRequest({ request: prepared.request })
  const params = decodeCreate2SearchParams(prepared.request.work.params)
  const saltOfShard = (shard: number): Hex => {
    const found = searchCreate2Salts({ params, shards, shard, from: 0n, count: 2 ** 18 })
    assert.ok(found !== undefined, 'no salt in 2^18')
    return found
  }
  return { ...prepared, ...search, signature, mask, value, initCodeHash, saltOfShard }
}

/** Waits until blocks are newer than the latest one now. */
export async function nextBlock(cast: Cast): Promise<void> {
  const number = await getBlockNumber(cast.worker, { cacheTime: 0 })
  const passed = async () => ((await getBlockNumber(cast.worker, { cacheTime: 0 })) > number ? true : undefined)
  await poll(passed, { what: 'the next block', timeoutS: 30, intervalMs: 100 })
}

/** Computes a shard of any flat kernel, with the lowest bit of one element changed if asked, and stores the output. */
export async function computeShard(
  cast: Cast,
  request: Request,
  { shard, wrong }: { shard: number; wrong?: bigint | undefined },
) {
  const job = flatJob(request, shard)
  const shape = job.layout.output(shard)
  const inputs = await readInputs({ request, read: cast.read })
  const blank = flatSources(job, { inputs, output: new Uint8Array(shape.rows * shape.rowBytes) })
  const output = await job.kernel.reference.rows(job, blank.inputs, { first: 0, count: shape.rows })
  const at = Number(wrong ?? 0n) * shape.elementBytes
  if (wrong !== undefined) output[at] = (output[at] ?? 0) ^ 1
  const sources = flatSources(job, { inputs, output })
  const commitments = {
    inputs: await Promise.all(sources.inputs.map((source) => commitTensor(source))),
    output: await commitTensor(sources.output),
  }
  const { root } = commitments.output
  const outputUri = await writeObject(cast.folder, { name: root, bytes: output })
  const prove = (elements: readonly bigint[]) => proveElements(job, commitments, elements)
  return { root, outputUri, prove, inputRoots: inputs.inputRoots }
}

type Computed = Awaited<ReturnType<typeof computeShard>>

export const saltOf = (shard: number): Hex => `0x${String(shard + 1).padStart(64, '0')}`

/** The seal of a shard's first attempt. */
export function sealFor(cast: Cast, request: Request, { shard, root }: { shard: number; root: Hex }): Hex {
  const { chainId, escrow } = cast.devnet.addresses
  const jobId = jobIdOf({ requestId: hashRequest({ chainId, escrow, request }), shard })
  return sealOf({ chainId, escrow, jobId, attempt: 0, worker: cast.owner, root, salt: saltOf(shard) })
}

/** Reveals a committed shard as its draw demands, unless the element `unless` was drawn. Says what was drawn. */
export async function revealShard(
  cast: Cast,
  request: Request,
  { shard, computed, unless }: { shard: number; computed: Computed; unless?: bigint | undefined },
) {
  const { root, outputUri, prove, inputRoots } = computed
  const opening = { shard, root, salt: saltOf(shard), outputUri }
  const { beaconId, jobId, sealOrRoot, elements } = await cast.worker.getJob({ request, shard })
  const passed = async () => ((await getBlockNumber(cast.worker, { cacheTime: 0 })) > beaconId ? true : undefined)
  await poll(passed, { what: 'the beacon block', timeoutS: 30, intervalMs: 100 })
  await mined(cast, cast.worker.postBeacon({ beaconId }))

  const { chainId, escrow } = cast.devnet.addresses
  const { mixHash: beaconValue } = await getBlock(cast.worker, { blockNumber: beaconId })
  const { sampleBps, samples } = request.terms
  const attempt = { chainId, escrow, jobId, attempt: 0, seal: sealOrRoot }
  const draw = drawOf({ ...attempt, beaconValue, sampleBps, samples, elements })
  const page = await cast.worker.getJob({ request, shard })
  assert.deepEqual([page.beaconReady, page.drawn, page.drawnElements], [true, draw.sampled, draw.elements])
  if (unless !== undefined && draw.elements.includes(unless)) return draw
  const proofs = await prove(draw.elements)
  const sending = draw.sampled
    ? cast.worker.revealSampled({ request, opening, inputRoots, proofs })
    : cast.worker.reveal({ request, openings: [opening] })
  await mined(cast, sending)
  return draw
}

/** Reveals a shard with a wrong element; asks anew in the rare case that the draw hits just that element. */
export async function cheat(
  cast: Cast,
  ask: (cast: Cast) => Promise<{ request: Request; signature: Hex }>,
  { shard, wrong }: { shard: number; wrong: bigint },
): Promise<Request> {
  for (;;) {
    const { request, signature } = await ask(cast)
    const computed = await computeShard(cast, request, { shard, wrong })
    const seals = [sealFor(cast, request, { shard, root: computed.root })]
    await mined(cast, cast.worker.acceptAndCommit({ request, shards: [shard], worker: cast.owner, signature, seals }))
    const draw = await revealShard(cast, request, { shard, computed, unless: wrong })
    if (!draw.elements.includes(wrong)) return request
  }
}
