import type { TensorShape, TensorSource } from '@quern/kernels'
import type { Hex } from 'viem'
import type { Workbench } from './workbench.js'
import { openHeldSource } from './file-source.js'
import type { KeptTensor } from './kept-tensors.js'
import { heldBytes } from './memory.js'
import { TaskError } from './task-error.js'

/** A tensor that a file should hold. */
export interface ExpectedTensor {
  readonly root: Hex
  readonly shape: TensorShape
  readonly file: string
  /** What another root is called. */
  readonly code: 'INPUT_ROOT' | 'OUTPUT_ROOT'
  /** Whether the file was never read before: then it is, whatever is known of the root. */
  readonly isNew?: boolean
}

/** The tensor, from an earlier task or from its file. Rejects with `INPUT_SIZE`, and with the code of another root. */
export async function loadTensor(bench: Workbench, expected: ExpectedTensor, signal: AbortSignal): Promise<KeptTensor> {
  const { backend, kept, keptBytes } = bench
  const { root, shape, file } = expected
  const known = expected.isNew === true ? undefined : kept.find(root, shape)
  if (known !== undefined) return known
  const source = await openHeldSource(file, shape, keptBytes / 2)
  const close = (): void => void source.close().catch(() => undefined)
  let free = close
  try {
    const tensor = await backend.upload(source, { signal })
    free = () => {
      backend.free(tensor)
      close()
    }
    const one = { tensor, commitment: await backend.commit(tensor, { signal }), bytes: heldBytes(shape), free }
    const have = one.commitment.root
    if (have !== root) throw await otherRoot(bench, { ...expected, source, have, signal })
    kept.add(one)
    return one
  } catch (error) {
    free()
    throw error
  }
}

interface OtherRoot extends ExpectedTensor {
  readonly source: TensorSource
  readonly have: Hex
  readonly signal: AbortSignal
}

/** Whoever gave the tensor is at fault, unless the device is: then the processor finds the right root. */
async function otherRoot(bench: Workbench, { code, root, have, file, source, signal }: OtherRoot): Promise<TaskError> {
  const isDevice = bench.backend.kind === 'webgpu' && (await bench.processorRoot(source, signal)) === root
  if (isDevice) return new TaskError('SELF_CHECK', `${bench.backend.name} hashed ${root} to ${have}`)
  return new TaskError(code, `${file} has the root ${have}, not ${root}`)
}
