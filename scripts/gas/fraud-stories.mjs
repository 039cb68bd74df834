// What proving a wrong element costs.
import { MONTE_CARLO_KERNEL_ID } from '@quern/kernels'
import { challengeOf, describeMandelbrot, describeSolids, proveFraudCall, registerChallengeCall } from '@quern/sdk'
import { keccak256, stringToHex } from 'viem'
import { CHAIN_ID } from './chain.mjs'
import { jobCalls, prepareJob, settleDraw } from './jobs.mjs'
import { measure } from './world.mjs'
import { blankChunks, blankImage, forged, witnessOf } from './work.mjs'

/** The same challenger, after its first success. */
export async function fraud(world, { product, output, fraudProducts }) {
  const tampered = (index) => output.map((value, at) => (at === index ? value + 1 : value))
  const first = 40_321
  await proveOn(world, { product, nonce: 11, element: first, output: tampered(first) })
  const second = 613_407
  await proveOn(world, { product, nonce: 12, element: second, output: tampered(second), key: 'fraud.matmul8.k1024' })
  for (const other of fraudProducts) await world.chain.forget(() => proveForged(world, other))
}

const IMAGE = { width: 1920, height: 1080, shards: 12 }
const CENTRE = { re: -0.7, im: 0 }

/** Of the dearest pixel that was found: its ray and the reflection run along the floor, as do their shadows. */
const CAMERA = { x: 6255 / 4096, y: 59 / 4096, z: -9722 / 4096 }
const VIEW = { across: 1856 / 2 ** 24, light: 41_200 / 65_536 }
const ALONG_THE_FLOOR = { width: 1, height: 16_384, steps: 256, camera: CAMERA, ...VIEW }

/** Pixels of black: row 80 of the first band, where the set itself and the ball are; and the dearest. */
export async function fraudOfImages(world) {
  const element = 80 * IMAGE.width + 700
  const set = describeMandelbrot({ ...IMAGE, centre: CENTRE, across: 0.2, iterations: 1000 })
  const solids = describeSolids({ ...IMAGE, camera: { x: 1.2, y: 1.8, z: -2.4 } })
  const floor = describeSolids(ALONG_THE_FLOOR)
  for (const [name, described, at] of [
    ['set', set, element],
    ['solids', solids, element],
    ['floor', floor, 10_626],
  ]) {
    const { product, witness } = blankImage(described)
    const options = { product, nonce: 14, element: at, key: `fraud.render.${name}` }
    await world.chain.forget(() => proveOn(world, { ...options, witness, terms: { kernelId: described.kernelId } }))
  }
}

/** A year of trading days at the money, and seven paths a chunk: nearly the dearest. */
const YEAR = { option: 0, steps: 252, paths: 7, chunks: 2 ** 14, drift: 122_943, volatility: 14_637_448 }

/** A chunk of it. */
export async function fraudOfPaths(world) {
  const { product, witness } = blankChunks({ ...YEAR, strike: 2 ** 22, seed: 1n })
  const options = { product, nonce: 15, element: 8_191, key: 'fraud.montecarlo.year' }
  const terms = { kernelId: MONTE_CARLO_KERNEL_ID }
  await world.chain.forget(() => proveOn(world, { ...options, witness, terms }))
}

/** An output that nobody computed is wrong in every element. */
async function proveForged(world, product) {
  const { n, k } = product.params
  const [row, column] = [719, 31]
  const options = { product, nonce: 13, element: row * n + column, key: `fraud.matmul8.k${k}` }
  await proveOn(world, { ...options, output: forged(product, row) })
}

/** A job with a wrong output from accept to proof; measured when there is a key. */
async function proveOn(world, { product, nonce, element, key, terms, output, witness = witnessOf(product, output) }) {
  const { chain, addresses, people } = world
  const roots = Array.from({ length: product.shards }, () => witness.root)
  const job = await prepareJob(world, { product, nonce, roots, terms })
  const calls = jobCalls(world, job)
  const { block } = await chain.send(people.operator, calls.acceptAndCommit)
  await settleDraw(world, block)
  await chain.send(people.operator, calls.reveal)

  const { register, prove } = challengeCalls(addresses, { people, job, witness, element: BigInt(element) })
  const steps = [
    ['challenge.register', register],
    [key, prove],
  ]
  for (const [step, call] of steps) {
    if (key === undefined) await chain.send(people.challenger, call)
    else await measure(world, step, { from: people.challenger, call })
  }
}

function challengeCalls(addresses, { people, job, witness, element }) {
  const proof = witness.proof(element)
  const nonce = keccak256(stringToHex(`quern gas: challenge ${element}`))
  const scope = { chainId: CHAIN_ID, escrow: addresses.escrow, jobId: job.answers[0].jobId, attempt: 0 }
  const challenge = challengeOf({ ...scope, challenger: people.challenger.address, element, proof, nonce })
  const { request } = job
  const prove = { request, shard: 0, element, nonce, inputRoots: witness.inputRoots, proof }
  return {
    register: registerChallengeCall(addresses, { challenge }),
    prove: proveFraudCall(addresses, prove),
  }
}
