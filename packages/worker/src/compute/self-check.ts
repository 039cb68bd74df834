import { randomInt } from 'node:crypto'
import { referenceElement, type ComputeBackend } from '@quern/kernels'
import { TaskError } from './task-error.js'

/** `randomInt` takes no larger range. */
const maxRandomRange = 2 ** 48 - 1

/** A backend whose results are compared with the reference at `checks` random elements before anyone sees them. */
export function selfChecked(backend: ComputeBackend, checks: number): ComputeBackend {
  return {
    name: backend.name,
    kind: backend.kind,
    device: backend.device,
    isFallbackAdapter: backend.isFallbackAdapter,
    close: () => backend.close(),
    matmul8: async (input) => {
      const c = await backend.matmul8(input)
      const { m, n, k, a, bt } = input
      for (let i = 0; i < checks; i++) {
        const element = randomInt(Math.min(m * n, maxRandomRange))
        const need = referenceElement({ params: { m, n, k }, shards: 1, shard: 0, a, b: bt, element: BigInt(element) })
        const have = c[element]
        if (have !== need) {
          throw new TaskError(
            'SELF_CHECK',
            `${backend.name} computed ${have} at element ${element}, the reference ${need}`,
          )
        }
      }
      return c
    },
  }
}
