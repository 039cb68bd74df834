// Elements of random work, each proved to the contract: reference, backends and Solidity have to agree on every one.
import {
  bytesSource,
  commitTensor,
  proveElements,
  type ComputeBackend,
  type Hex,
  type TensorSource,
} from '@quern/kernels'
import {
  diceOf,
  type Dice,
  type FlatWork,
  type RandomWork,
} from '../../../packages/kernels/dist/conformance/random-work.test.support.js'
import { CORRECT, WRONG } from './randomChecks.js'

const WORD_DIGITS = 64
/** Where `element` stands behind the selector: the sixth word of the head. */
const ELEMENT_AT = 2 + 8 + 5 * WORD_DIGITS

/** The contract under test, called in process. */
export interface CheckContract {
  readonly address: string
  /** Call data of `check`. */
  encode(args: readonly unknown[]): string
  /** `eth_call`. */
  call(transaction: { readonly to: string; readonly data: string }): Promise<unknown>
}

interface Kernel {
  getAddress(): Promise<string>
  readonly interface: { encodeFunctionData(name: 'check', args: never): string }
}

interface Provider {
  request(call: { method: string; params: unknown[] }): Promise<unknown>
}

/** A kernel's contract on a chain in this process. */
export async function checkContractOf(kernel: Kernel, provider: Provider): Promise<CheckContract> {
  return {
    address: await kernel.getAddress(),
    encode: (args) => kernel.interface.encodeFunctionData('check', args as never),
    call: (transaction) => provider.request({ method: 'eth_call', params: [transaction, 'latest'] }),
  }
}

export interface ElementRun {
  readonly work: FlatWork
  readonly contract: CheckContract
  /** Each computes every job, too. */
  readonly backends: readonly ComputeBackend[]
  readonly seed: number
  /** At least so many elements are checked; the last job is finished. */
  readonly count: number
}

/**
 * Checks elements of random jobs. In every second job each element has one bit turned, so that the contract has to find
 * each of them wrong. Returns how many elements were checked and how many of them were wrong; throws at a disagreement.
 */
export async function checkElements({ work, contract, backends, seed, count }: ElementRun) {
  const dice = diceOf(seed)
  let [checked, wrong] = [0, 0]
  for (let index = 0; checked < count; index++) {
    const where = `seed ${seed}, job ${index}`
    const claim = await claimOf(work.random(dice))
    for (const backend of backends) await assertOutput(backend, claim, where)
    const isWrong = index % 2 === 1
    const output = isWrong ? turned(claim, dice) : claim.output
    await assertVerdicts(contract, { ...claim, output }, { verdict: isWrong ? WRONG : CORRECT, where })
    checked += claim.elements
    if (isWrong) wrong += claim.elements
  }
  return { checked, wrong }
}

/** Work with its output by definition. */
interface Claim extends RandomWork {
  readonly sources: readonly TensorSource[]
  readonly output: Uint8Array
  readonly elements: number
}

async function claimOf(work: RandomWork): Promise<Claim> {
  const { job, inputs } = work
  const sources = job.layout.inputs.map((shape, i) => bytesSource(shape, inputs[i] as Uint8Array))
  const { rows } = job.layout.output(job.shard)
  const output = (await job.kernel.reference.rows(job, sources, { first: 0, count: rows })).slice()
  return { ...work, sources, output, elements: Number(job.layout.elements(job.shard)) }
}

async function assertOutput(backend: ComputeBackend, { job, sources, output }: Claim, where: string): Promise<void> {
  const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
  const tensor = await backend.run(job, inputs)
  const bytes = await backend.read(tensor, { first: 0, count: tensor.shape.rows })
  const at = output.findIndex((value, i) => bytes[i] !== value)
  if (at >= 0 || bytes.length !== output.length) {
    throw new Error(`${where}: byte ${at} is ${bytes[at]} on ${backend.name}, ${output[at]} by definition`)
  }
  for (const held of [...inputs, tensor]) backend.free(held)
}

/** One bit of every element turned, however wide elements are. */
function turned({ output, elements }: Claim, dice: Dice): Uint8Array {
  const width = output.length / elements
  const bytes = output.slice()
  for (let element = 0; element < elements; element++) {
    const bit = dice(8 * width)
    const at = element * width + (bit >> 3)
    bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7))
  }
  return bytes
}

async function assertVerdicts(
  { address, encode, call }: CheckContract,
  { job, params, sources, output, elements }: Claim,
  { verdict, where }: { readonly verdict: number; readonly where: string },
): Promise<void> {
  const commitments = {
    inputs: await Promise.all(sources.map((source) => commitTensor(source))),
    output: await commitTensor(bytesSource(job.layout.output(job.shard), output)),
  }
  const proofs = await proveElements(
    job,
    commitments,
    Array.from({ length: elements }, (_, element) => BigInt(element)),
  )
  const inputRoots = commitments.inputs.map(({ root }) => root)
  const claim = [inputRoots, commitments.output.root, params, job.layout.shards, job.shard] as const
  const first = encode([...claim, 0n, proofs[0]])
  const calls = proofs.map(async (proof, element) => {
    const answer = Number(await call({ to: address, data: withElement(first, element, proof) }))
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
