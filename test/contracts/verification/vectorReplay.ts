// What every kernel's contract is asked about the vectors of @quern/kernels.
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { encodeBytes32String } from 'ethers'
import type {
  CheckClaim,
  KernelVectorLayout,
  KernelVectors,
  VectorJob,
} from '../../../packages/kernels/dist/conformance/kernel-vectors.test.support.js'
import { ethers } from '../utils/chain.js'

/** The arguments of `ShapeOutOfBounds`, as vectors or errors have them. */
export interface Refusal {
  readonly name: string
  readonly have: bigint | string
  readonly least: bigint | string
  readonly most: bigint | string
}

const VECTORS = new URL('../../../packages/kernels/vectors/', import.meta.url)

/** The contracts of all kernels that have vectors: that of `monte-carlo.json` is `MonteCarlo`. */
export function vectorContracts(): string[] {
  const words = (file: string) => file.slice(0, -'.json'.length).split('-')
  const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
  return readdirSync(VECTORS).map((file) => words(file).map(capital).join(''))
}

/** The vectors of a contract. */
export function readVectors<Vectors extends KernelVectors>(contract: string): Vectors {
  const file = `${contract.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}.json`
  return JSON.parse(readFileSync(new URL(file, VECTORS), 'utf8')) as Vectors
}

/** A kernel's contract, whichever. */
export async function deployKernel(contract: string) {
  const deployed = await ethers.deployContract(contract)
  return ethers.getContractAt('IKernel', await deployed.getAddress())
}

export type Kernel = Awaited<ReturnType<typeof deployKernel>>

export async function verdictOf(kernel: Kernel, call: CheckClaim): Promise<number> {
  const { inputRoots, outputRoot, params, shards, shard, element, proof } = call
  return Number(await kernel.check([...inputRoots], outputRoot, params, shards, shard, element, proof))
}

/** `elements` refuses the job with these facts, and `validate` too unless the shard is at fault. */
export async function expectRefusal(
  kernel: Kernel,
  { params, shards, shard }: VectorJob,
  { name, have, least, most }: Refusal,
): Promise<void> {
  const isRefused = (call: Promise<unknown>) =>
    expect(call)
      .to.be.revertedWithCustomError(kernel, 'ShapeOutOfBounds')
      .withArgs(encodeBytes32String(name), have, least, most)
  await isRefused(kernel.elements(params, shards, shard))
  if (name !== 'shard') await isRefused(kernel.validate(params, shards))
}

export async function expectLayout(kernel: Kernel, layout: KernelVectorLayout): Promise<void> {
  const { params, shards, shard, elements, units, maxSamples } = layout
  expect(await kernel.elements(params, shards, shard)).to.equal(BigInt(elements))
  expect([...(await kernel.validate(params, shards))]).to.deep.equal([BigInt(maxSamples), BigInt(units)])
}
