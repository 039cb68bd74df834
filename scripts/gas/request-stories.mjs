// What else requesters can ask for, and how: requests posted on chain, approvals by signature, a salt that is searched.
import {
  CREATE2_SEARCH_KERNEL_ID,
  create2SearchLayout,
  encodeCreate2SearchParams,
  searchCreate2Salts,
} from '@quern/kernels'
import {
  acceptPostedCall,
  acceptSignedCall,
  approvalTypedData,
  approveSignedCall,
  expireRequestCall,
  postRequestCall,
  submitWitnessCall,
} from '@quern/sdk'
import { encodeAbiParameters, keccak256 } from 'viem'
import { CHAIN_ID } from './chain.mjs'
import { jobCalls, prepareJob, settleDraw } from './jobs.mjs'
import { burnOf } from './work.mjs'
import { measure } from './world.mjs'

const DAY = 86_400
/** A hook's fourteen low bits, as any deployment of a factory would want them. */
const WANTED_SALT = {
  deployer: '0x4e59b44847b379578588920ca78fbf26c0b4956c',
  initCodeHash: keccak256('0x6001'),
  mask: 0x3fffn,
  value: 0x20ccn,
  base: 0n,
  r: 64,
}

/** A request whose money is set aside first; one is taken, one is not. */
export async function postedJob(world, { product }) {
  const { chain, addresses, people } = world
  const { requester, operator, worker, keeper } = people
  const job = await prepareJob(world, { product, nonce: 31 })
  await measure(world, 'post', { from: requester, call: postRequestCall(addresses, job) })
  const accept = acceptPostedCall(addresses, { ...job, worker: worker.address })
  await measure(world, 'accept.posted', { from: operator, call: accept })
  const unwanted = await prepareJob(world, { product, nonce: 32 })
  await chain.send(requester, postRequestCall(addresses, unwanted))
  chain.warp(DAY)
  await measure(world, 'expire', { from: keeper, call: expireRequestCall(addresses, unwanted) })
}

/** The requester signs that a result is good, and the worker sends it. */
export async function signedApproval(world, { product }) {
  const { chain, addresses, people } = world
  const { requester, operator } = people
  const job = await prepareJob(world, { product, nonce: 33 })
  const calls = jobCalls(world, job)
  const { block } = await chain.send(operator, calls.acceptAndCommit)
  await settleDraw(world, block)
  await chain.send(operator, calls.reveal)
  const { request, shards } = job
  const roots = job.answers.map(({ opening }) => opening.root)
  const scope = { chainId: CHAIN_ID, escrow: addresses.escrow }
  const signature = await requester.signTypedData(approvalTypedData({ ...scope, request, shards, roots }))
  const call = approveSignedCall(addresses, { request, shards, roots, signature })
  await measure(world, 'approve.signed', { from: operator, call })
}

/** A salt is searched and shown; the job is paid by that. */
export async function saltSearch(world) {
  const { chain, addresses, people } = world
  const { operator, worker } = people
  const layout = create2SearchLayout(WANTED_SALT, 1)
  const inputRoot = keccak256(encodeAbiParameters([{ type: 'bytes32[]' }], [[]]))
  const work = { shards: 1, inputRoot, params: encodeCreate2SearchParams(WANTED_SALT), inputUri: '' }
  const product = { shards: 1, work, burn: burnOf(CREATE2_SEARCH_KERNEL_ID, layout), layout }
  const terms = { kernelId: CREATE2_SEARCH_KERNEL_ID, sampleBps: 0 }
  const { request, signature, shards } = await prepareJob(world, { product, nonce: 34, terms })
  const accept = acceptSignedCall(addresses, { request, shards, worker: worker.address, signature })
  await measure(world, 'accept.witness', { from: operator, call: accept })
  await chain.mine()
  const output = searchCreate2Salts({ params: WANTED_SALT, shards: 1, shard: 0, from: 0n, count: 2 ** 20 })
  const call = submitWitnessCall(addresses, { request, shard: 0, inputRoots: [], output })
  await measure(world, 'witness.create2', { from: operator, call })
}
