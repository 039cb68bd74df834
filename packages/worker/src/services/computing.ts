import { mkdir } from 'node:fs/promises'
import type { BackendKind } from '@quern/kernels'
import type { RequestDocument } from '@quern/sdk'
import type { Hex } from 'viem'
import { outputFolder } from '../config/load.js'
import type { TaskLimits } from '../runtime/compute-child.js'
import type { JobRow } from '../runtime/jobs.js'
import { documentOf, type Context } from './context.js'
import { keptInputs } from './inputs.js'
import { isWitness, tellingUnits, workFacts } from './work.js'

/** What one step of a computation did. */
export interface Step {
  /** The result's root; undefined while a search has found nothing. */
  readonly root: Hex | undefined
  /** Where it was computed. */
  readonly kind: BackendKind
  readonly units: number
  readonly ms: number
  /** Milliseconds by part; those that are not the device's own are `outside`. */
  readonly parts: Readonly<Record<string, number>>
}

export type ComputeStep = (job: JobRow, limits: TaskLimits) => Promise<Step>

/** A search gives the device back so often, for the proofs of other jobs. */
const searchStepMs = 1000
/** A step is killed when it takes so much longer: a GPU that hangs is found out after 30 s, and another device searches then. */
const searchGraceMs = 60_000

/** Computes in the child process: a product at once, a search in steps that go on where the last one ended. */
export function createComputeStep(context: Context): ComputeStep {
  const places = new Map<Hex, string>()
  return async (job, limits) => {
    const document = documentOf(context.store, job.requestId)
    const folder = outputFolder(context.config.content.dir)
    await mkdir(folder, { recursive: true })
    if (!isWitness(document)) return computeWhole(context, job, { document, folder, limits })
    const from = places.get(job.jobId)
    const { next, ...step } = await search(context, job, { document, folder, limits, from })
    if (step.root === undefined) places.set(job.jobId, next)
    else places.delete(job.jobId)
    return step
  }
}

interface Computing {
  readonly document: RequestDocument
  readonly folder: string
  readonly limits: TaskLimits
}

async function computeWhole(
  { config, compute }: Context,
  { shard }: JobRow,
  { document, folder, limits }: Computing,
): Promise<Step> {
  const { params, shards } = document.request.work
  const { kernelId } = document.request.terms
  const { roots: inputRoots, files: inputFiles } = await keptInputs(config, document)
  const task = { task: 'compute', kernelId, params, shards, shard, inputRoots, inputFiles, folder } as const
  const startedAt = performance.now()
  const { root, kind, ms, parts } = await compute.run(task, limits)
  const outside = Math.round(performance.now() - startedAt) - ms
  const work = workFacts(document)
  return { root, kind, ms, units: 'problem' in work ? 0 : tellingUnits(work, kernelId), parts: { outside, ...parts } }
}

async function search(
  { compute }: Context,
  { shard }: JobRow,
  { document, folder, limits, from }: Computing & { from: string | undefined },
): Promise<Step & { next: string }> {
  const { params, shards } = document.request.work
  const { kernelId } = document.request.terms
  const place = from === undefined ? {} : { from }
  const task = { task: 'search', kernelId, params, shards, shard, budgetMs: searchStepMs, folder, ...place } as const
  const timeoutMs = Math.min(limits.timeoutMs, searchStepMs + searchGraceMs)
  return { parts: {}, ...(await compute.run(task, { ...limits, timeoutMs })) }
}
