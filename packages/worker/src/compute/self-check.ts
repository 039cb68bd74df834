import { randomInt } from 'node:crypto'
import { referenceMatmul8, type ComputeBackend, type DeviceTensor, type ShardJob } from '@quern/kernels'
import { TaskError } from './task-error.js'

/** `randomInt` takes no larger range. */
const maxRandomRange = 2 ** 48 - 1

/** A backend whose outputs are compared with the reference at `checks` random elements before anyone sees them. */
export function selfChecked(backend: ComputeBackend, checks: number): ComputeBackend {
  return {
    ...backend,
    run: async (job, inputs, options) => {
      const output = await backend.run(job, inputs, options)
      const elements = Number(job.layout.elements(job.shard))
      for (let i = 0; i < checks; i++) {
        const element = randomInt(Math.min(elements, maxRandomRange))
        await checkElement(backend, { job, inputs, output, element })
      }
      return output
    },
  }
}

interface Claim {
  readonly job: ShardJob
  readonly inputs: readonly DeviceTensor[]
  readonly output: DeviceTensor
  readonly element: number
}

async function checkElement(backend: ComputeBackend, { job, inputs, output, element }: Claim): Promise<void> {
  const { cols } = output.shape
  const [row, col] = [Math.floor(element / cols), element % cols]
  const [a, bt] = await Promise.all(
    job.kernel.openings(job, BigInt(element)).flatMap(({ of, part }) => {
      const tensor = of === 'output' ? undefined : inputs[of]
      if (tensor === undefined || !('row' in part)) return []
      return [backend.read(tensor, { first: part.row, count: 1 }).then((bytes) => new Int8Array(bytes))]
    }),
  )
  if (a === undefined || bt === undefined) throw new TaskError('KERNEL_UNKNOWN', 'the kernel cannot be checked here')
  const values = await backend.read(output, { first: row, count: 1 })
  const have = new DataView(values.buffer, values.byteOffset, values.byteLength).getInt32(4 * col, true)
  const need = referenceMatmul8({ m: 1, n: 1, k: a.length, a, bt })[0]
  if (have !== need) {
    const text = `${backend.name} computed ${have} at element ${element}, the reference ${need}`
    throw new TaskError('SELF_CHECK', text)
  }
}
