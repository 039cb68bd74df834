// Elements of random products, each proved to the contract: reference, backends and Solidity have to agree on every one.
import {
  createWitnessBuilder,
  encodeMatmul8Params,
  matmul8ShardProduct,
  multiply8,
  type ComputeBackend,
  type Hex,
} from '@quern/kernels'
import { CORRECT, WRONG, diceOf, randomJob, type Dice, type Job } from './randomChecks.js'

const WORD_DIGITS = 64
/** Where `element` stands behind the selector: the sixth word of the head. */
const ELEMENT_AT = 2 + 8 + 5 * WORD_DIGITS

const MOST_ROWS = 30

/** The contract under test, called in process. */
export interface CheckContract {
  readonly address: string
  /** Call data of `check`. */
  encode(args: readonly unknown[]): string
  /** `eth_call`. */
  call(transaction: { readonly to: string; readonly data: string }): Promise<unknown>
}

export interface ElementRun {
  readonly contract: CheckContract
  /** Each computes every job, too. */
  readonly backends: readonly ComputeBackend[]
  readonly seed: number
  /** At least so many elements are checked; the last job is finished. */
  readonly count: number
}

/**
 * Checks elements of random jobs. In every second job each value has one bit turned, so that the contract has to find
 * each of them wrong. Returns how many elements were checked and how many of them were wrong; throws at a disagreement.
 */
export async function checkElements({ contract, backends, seed, count }: ElementRun) {
  const dice = diceOf(seed)
  let [checked, wrong] = [0, 0]
  for (let index = 0; checked < count; index++) {
    const job = randomJob(dice, MOST_ROWS)
    for (const backend of backends) await assertProduct(backend, job, `seed ${seed}, job ${index}`)
    const isWrong = index % 2 === 1
    const c = isWrong ? turned(job.c, dice) : job.c
    await assertVerdicts(
      contract,
      { ...job, c },
      { verdict: isWrong ? WRONG : CORRECT, where: `seed ${seed}, job ${index}` },
    )
    checked += job.elements
    if (isWrong) wrong += job.elements
  }
  return { checked, wrong }
}

async function assertProduct(backend: ComputeBackend, job: Job, where: string): Promise<void> {
  const product = await multiply8(
    backend,
    matmul8ShardProduct({ ...job, a: job.a as Int8Array, b: job.b as Int8Array }),
  )
  const at = job.c.findIndex((value, i) => product[i] !== value)
  if (at >= 0 || product.length !== job.c.length) {
    throw new Error(`${where}: element ${at} is ${product[at]} on ${backend.name}, ${job.c[at]} by definition`)
  }
}

/** One bit of every value turned. */
function turned(c: Int32Array, dice: Dice): Int32Array {
  return c.map((value) => value ^ (1 << dice(32)))
}

async function assertVerdicts(
  { address, encode, call }: CheckContract,
  job: Job,
  { verdict, where }: { readonly verdict: number; readonly where: string },
): Promise<void> {
  const builder = createWitnessBuilder(job)
  const { params, shards, shard } = job
  const first = encode([
    [...builder.inputRoots],
    builder.root,
    encodeMatmul8Params(params),
    shards,
    shard,
    0n,
    builder.proof(0n),
  ])
  const calls = Array.from({ length: job.elements }, async (_, element) => {
    const answer = Number(
      await call({ to: address, data: withElement(first, element, builder.proof(BigInt(element))) }),
    )
    if (answer !== verdict) throw new Error(`${where}: element ${element} has verdict ${answer}, not ${verdict}`)
  })
  await Promise.all(calls)
}

/** The same call about another element: all proofs of a shard's elements are equally long, and stand at the end. */
function withElement(data: string, element: number, proof: Hex): string {
  const word = element.toString(16).padStart(WORD_DIGITS, '0')
  const digits = proof.slice(2).padEnd(Math.ceil((proof.length - 2) / WORD_DIGITS) * WORD_DIGITS, '0')
  return `${data.slice(0, ELEMENT_AT)}${word}${data.slice(ELEMENT_AT + WORD_DIGITS, data.length - digits.length)}${digits}`
}
