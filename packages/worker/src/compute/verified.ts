import { verifyOpening, type Commitment, type Opening } from '@quern/kernels'
import type { Workbench } from './workbench.js'
import { TaskError } from './task-error.js'

/**
 * A commitment whose openings lead to its root before anyone sees them: a wrong proof would be refused until the reveal is
 * too late. Opening rejects with `SELF_CHECK` when a device is at fault, else with `code`: the file has changed.
 */
export function verified(bench: Workbench, commitment: Commitment, code: 'INPUT_ROOT' | 'OUTPUT_ROOT'): Commitment {
  const { root, shape } = commitment
  return {
    root,
    shape,
    open: async (requests) => {
      const openings = await commitment.open(requests)
      const isRight = requests.every((request, index) =>
        verifyOpening({ root, shape, request, opening: openings[index] as Opening }),
      )
      if (isRight) return openings
      // The next try reads and hashes anew.
      bench.kept.forget()
      const { name, kind } = bench.backend
      throw new TaskError(kind === 'webgpu' ? 'SELF_CHECK' : code, `${name} opened ${root} wrongly`)
    },
  }
}
