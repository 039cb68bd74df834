// What every kernel's contract is asked about the vectors of @quern/kernels.
import { readFileSync } from 'node:fs'
import { openBackend, type Hex, type Verdict } from '@quern/kernels'
import { expect } from 'chai'
import { encodeBytes32String } from 'ethers'
import { ethers, provider } from '../utils/chain.js'
import { checkContractOf, checkElements } from './elementChecks.js'
import { CORRECT, INVALID, WRONG } from './randomChecks.js'
import type { FlatWork } from './randomWork.js'

/** Verdicts of the package by their number in the contracts' enum. */
export const VERDICTS = { invalid: INVALID, correct: CORRECT, wrong: WRONG }

export interface ShardJob {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

/** A call of `check`. */
export interface CheckCall extends ShardJob {
  readonly inputRoots: readonly Hex[]
  readonly outputRoot: Hex
  readonly element: bigint
  readonly proof: Hex
}

/** The arguments of `ShapeOutOfBounds`. */
export interface Refusal {
  readonly name: string
  readonly have: bigint | string
  readonly least: bigint | string
  readonly most: bigint | string
}

/** What `elements` and `validate` return for a job. */
export interface Layout extends ShardJob {
  readonly elements: string
  readonly units: string
  readonly maxSamples: number
}

export interface KernelVectors {
  readonly checks: readonly (Omit<CheckCall, 'element'> & {
    readonly name: string
    readonly element: number
    readonly verdict: number
  })[]
  readonly layouts: readonly Layout[]
  readonly refusals: readonly (ShardJob & Refusal)[]
}

/** The content of a file in `vectors/` of the package. */
export function readVectors<Vectors>(file: string): Vectors {
  const url = new URL(`../../../packages/kernels/vectors/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Vectors
}

/** A kernel's contract, whichever. */
export async function deployKernel(contract: 'Create2Search' | 'Matmul8' | 'MonteCarlo' | 'Render') {
  const deployed = await ethers.deployContract(contract)
  return ethers.getContractAt('IKernel', deployed)
}

export type Kernel = Awaited<ReturnType<typeof deployKernel>>

export async function verdictOf(kernel: Kernel, call: CheckCall): Promise<number> {
  const { inputRoots, outputRoot, params, shards, shard, element, proof } = call
  return Number(await kernel.check([...inputRoots], outputRoot, params, shards, shard, element, proof))
}

/** `elements` refuses the job with these facts, and `validate` too unless the shard is at fault. */
export async function expectRefusal(
  kernel: Kernel,
  { params, shards, shard }: ShardJob,
  { name, have, least, most }: Refusal,
): Promise<void> {
  const isRefused = (call: Promise<unknown>) =>
    expect(call)
      .to.be.revertedWithCustomError(kernel, 'ShapeOutOfBounds')
      .withArgs(encodeBytes32String(name), have, least, most)
  await isRefused(kernel.elements(params, shards, shard))
  if (name !== 'shard') await isRefused(kernel.validate(params, shards))
}

export async function expectLayout(kernel: Kernel, layout: Layout): Promise<void> {
  const { params, shards, shard, elements, units, maxSamples } = layout
  expect(await kernel.elements(params, shards, shard)).to.equal(BigInt(elements))
  expect([...(await kernel.validate(params, shards))]).to.deep.equal([BigInt(maxSamples), BigInt(units)])
}

/** Declares the tests that replay checks, layouts and refusals. */
export function replayVectors(deploy: () => Promise<Kernel>, vectors: KernelVectors): void {
  let kernel: Kernel

  before(async () => {
    kernel = await deploy()
  })

  for (const { name, verdict, element, ...rest } of vectors.checks) {
    it(`says ${verdict} of ${name}`, async () => {
      expect(await verdictOf(kernel, { ...rest, element: BigInt(element) })).to.equal(verdict)
    })
  }

  it('measures every job as the package does', async () => {
    for (const layout of vectors.layouts) await expectLayout(kernel, layout)
  })

  for (const [index, refusal] of vectors.refusals.entries()) {
    it(`refuses ${refusal.name} with the package's facts, ${index}`, () => expectRefusal(kernel, refusal, refusal))
  }
}

/** A kernel's functions in TypeScript. */
export interface Twin {
  check(call: CheckCall): Verdict
  fault(params: Hex, of: { readonly shards: number; readonly shard: number }): unknown
}

/** The twin finds a fault wherever the contract refuses, and gives the contract's verdict. */
export async function expectSameRefusals(
  kernel: Kernel,
  { check, fault }: Twin,
  refusals: readonly ShardJob[],
): Promise<void> {
  for (const { params, shards, shard } of refusals) {
    expect(fault(params, { shards, shard })).to.not.equal(undefined)
    const claim = { params, shards, shard, inputRoots: [], outputRoot: ethers.ZeroHash as Hex, element: 0n }
    const verdict = await verdictOf(kernel, { ...claim, proof: '0x' })
    expect(verdict).to.equal(VERDICTS[check({ ...claim, proof: '0x' })])
  }
}

/** `count` elements of random work, right ones and wrong ones: reference, WASM and `check` have to agree on each. */
export async function expectSameElements(
  kernel: Kernel,
  run: { readonly work: FlatWork; readonly seed: number; readonly count: number },
): Promise<void> {
  const contract = await checkContractOf(kernel, provider)
  const backend = await openBackend({ prefer: 'wasm' })
  const { checked, wrong } = await checkElements({ ...run, contract, backends: [backend] })
  await backend.close()
  expect(checked).to.be.at.least(run.count)
  expect(wrong).to.be.within(run.count / 4, (3 * run.count) / 4)
}
