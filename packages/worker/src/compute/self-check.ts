import { randomInt } from 'node:crypto'
import {
  MOST_ERROR_PROBABILITY,
  type ComputeBackend,
  type DeviceTensor,
  type RowComputer,
  type ShardJob,
  type TensorSource,
  type WholeOutput,
} from '@quern/kernels'
import { checkedSearch } from './checked-search.js'
import { TaskError } from './task-error.js'

export interface SelfCheckOptions {
  /** Rows of each output that the reference computes again. */
  readonly rows: number
  /** Computes again where a kernel has no shorter check: the processor, on all its threads. */
  readonly computer?: (() => Promise<RowComputer | undefined>) | undefined
  /** Is told how long each check of an output took. */
  readonly onChecked?: (ms: number) => void
}

/** Steps of the reference for one output: some milliseconds of a product. */
const referenceSteps = 2 ** 21
/** A row of more steps is not computed by it: nobody counts on that time, and nothing else would happen meanwhile. */
const mostRowSteps = 2 ** 24

/**
 * A backend whose outputs are checked by the processor before anyone sees them: all of an output, as its kernel knows to,
 * and some rows by the reference. What is compared are the inputs' own sources, not what a device made of them. Running
 * rejects with `SELF_CHECK` for a wrong output, `UNCHECKED` for that of a GPU when its kernel's check may miss an error. What a
 * search finds is checked, too, and that it finds what there is.
 */
export function selfChecked(backend: ComputeBackend, options: SelfCheckOptions): ComputeBackend {
  const sources = new WeakMap<DeviceTensor, TensorSource>()
  return {
    ...backend,
    upload: async (source, runOptions) => {
      const tensor = await backend.upload(source, runOptions)
      sources.set(tensor, source)
      return tensor
    },
    run: async (job, inputs, runOptions) => {
      const output = await backend.run(job, inputs, runOptions)
      const startedAt = performance.now()
      const signal = runOptions?.signal
      const checked = inputs.map((input) => stoppable(sourceOf(sources, input), signal))
      const result = stoppable({ shape: output.shape, read: (rows) => backend.read(output, rows) }, signal)
      try {
        await checkRows(job, { inputs: checked, output: result, rows: options.rows })
        const whole = { inputs: checked, output: result, computer: await options.computer?.() }
        const errorProbability = await checkWhole(job, whole)
        if (backend.kind === 'webgpu' && errorProbability > MOST_ERROR_PROBABILITY)
          throw unchecked(job, errorProbability)
      } catch (error) {
        backend.free(output)
        throw error instanceof TaskError ? new TaskError(error.code, `${backend.name}: ${error.message}`) : error
      }
      options.onChecked?.(performance.now() - startedAt)
      return output
    },
    search: (search, runOptions) => checkedSearch(backend, search, runOptions),
  }
}

async function checkRows(job: ShardJob, { inputs, output, rows }: WholeOutput & { rows: number }): Promise<void> {
  const steps = job.kernel.rowCost(job)
  const most = steps > mostRowSteps ? 0 : Math.max(1, Math.floor(referenceSteps / steps))
  for (let i = 0; i < Math.min(rows, most); i++) {
    const row = { first: randomInt(output.shape.rows), count: 1 }
    const need = Buffer.from(await job.kernel.reference.rows(job, inputs, row))
    const have = Buffer.from(await output.read(row))
    if (!need.equals(have)) throw wrong(`row ${row.first} is not that of the reference`)
  }
}

/** How likely an output is wrong all the same. */
async function checkWhole(job: ShardJob, whole: WholeOutput): Promise<number> {
  const { wrongElement, errorProbability } = await job.kernel.findWrong(job, whole)
  if (wrongElement !== undefined) throw wrong(`element ${wrongElement} is wrong`)
  return errorProbability
}

function unchecked({ kernel }: ShardJob, errorProbability: number): TaskError {
  return new TaskError(
    'UNCHECKED',
    `the check of ${kernel.name} misses errors with a probability of ${errorProbability}`,
  )
}

function wrong(what: string): TaskError {
  return new TaskError('SELF_CHECK', what)
}

function sourceOf(sources: WeakMap<DeviceTensor, TensorSource>, input: DeviceTensor): TensorSource {
  const source = sources.get(input)
  if (source === undefined) throw new Error('an input was not uploaded here')
  return source
}

/** A source whose reads here end once `signal` is aborted; other threads find it as it is. */
function stoppable(source: TensorSource, signal: AbortSignal | undefined): TensorSource {
  return {
    ...source,
    read: (rows) => {
      if (signal?.aborted) throw new TaskError('KERNEL_CANCELLED', 'the check was stopped')
      return source.read(rows)
    },
  }
}
