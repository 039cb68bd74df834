/** Values that explain an error: what was given, what was needed. */
export type KernelFacts = Readonly<Record<string, string | number | bigint | boolean>>

interface KernelErrorOptions {
  readonly facts: KernelFacts
  readonly hint: string
  readonly cause?: unknown
}

/**
 * What every error of this package extends. Branch on `code` or on the class, never on the message.
 *
 * @example
 * try {
 *   await openBackend({ prefer: 'webgpu' })
 * } catch (error) {
 *   if (error instanceof KernelError && error.code === 'KERNEL_NO_ADAPTER') console.error(error.hint)
 *   else throw error
 * }
 */
export abstract class KernelError extends Error {
  /** Stable name of the kind of failure. */
  abstract readonly code: string
  /** The values that failed. */
  readonly facts: KernelFacts
  /** What to do about it. */
  readonly hint: string

  constructor(summary: string, { facts, hint, cause }: KernelErrorOptions) {
    const listed = Object.entries(facts).map(([name, value]) => `${name}=${value}`)
    const details = listed.length > 0 ? ` (${listed.join(', ')})` : ''
    super(`${summary}${details} ${hint}`, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.facts = facts
    this.hint = hint
  }
}

/** `TENSOR_SHAPE`: rows, columns or element size are outside what a tensor can have. */
export class TensorShapeError extends KernelError {
  readonly code = 'TENSOR_SHAPE'
  constructor(facts: KernelFacts) {
    super('No tensor has this shape.', {
      facts,
      hint: 'Rows and columns are whole numbers from 1 to 2^24; elements have 1, 2 or 4 bytes.',
    })
  }
}

/** `TENSOR_DATA`: an array does not have the number of bytes or elements that its shape asks for. */
export class TensorDataError extends KernelError {
  readonly code = 'TENSOR_DATA'
  constructor(args: { tensor: string; have: number; need: number }) {
    super('The array does not fit its shape.', { facts: args, hint: 'Pass the plain row-major data without padding.' })
  }
}

/** `TENSOR_INDEX`: a row or a leaf that the tensor does not have. */
export class TensorIndexError extends KernelError {
  readonly code = 'TENSOR_INDEX'
  constructor(args: { what: 'row' | 'leaf'; index: number; count: number }) {
    super('The tensor has no such row or leaf.', { facts: args, hint: 'Indexes count from 0 and stay below count.' })
  }
}

const MATMUL8_BOUNDS = 'Matmul8 takes 1 <= m, n <= 2^24, 1 <= k <= 16384 and (shards - 1) * ceil(m / shards) < m.'

/** `KERNEL_PARAMETERS`: the parameters of a kernel are malformed or out of bounds. */
export class KernelParameterError extends KernelError {
  readonly code = 'KERNEL_PARAMETERS'
  constructor(summary: string, facts: KernelFacts, hint = MATMUL8_BOUNDS) {
    super(summary, { facts, hint })
  }
}

/** `KERNEL_SHARD`: a shard number at or beyond the number of shards. */
export class KernelShardError extends KernelError {
  readonly code = 'KERNEL_SHARD'
  constructor(args: { shard: number; shards: number }) {
    super('The job has no such shard.', { facts: args, hint: 'Shards count from 0 and stay below shards.' })
  }
}

/** `KERNEL_ELEMENT`: an id that names neither an element of the shard nor a leaf of pure padding. */
export class KernelElementError extends KernelError {
  readonly code = 'KERNEL_ELEMENT'
  constructor(args: { element: bigint; elements: bigint; leaves: bigint }) {
    super('The id names no element and no leaf of pure padding.', {
      facts: args,
      hint: 'Ids below elements name elements; elements + i names leaf i of the output when that leaf holds no element.',
    })
  }
}

/** `KERNEL_SLICE`: a part of a shard's search that lies outside the shard, or is no part at all. */
export class KernelSliceError extends KernelError {
  readonly code = 'KERNEL_SLICE'
  constructor(args: { from: bigint; count: number; salts: bigint }) {
    super('The shard has no such salts.', {
      facts: args,
      hint: 'from counts from 0 and stays below salts; count is a whole number from 1 to 2^53 - 1.',
    })
  }
}

/** `KERNEL_NO_ADAPTER`: WebGPU has no adapter that may be used. */
export class KernelNoAdapterError extends KernelError {
  readonly code = 'KERNEL_NO_ADAPTER'
  constructor(args: { reason: string; vendor?: string; device?: string; cause?: unknown }) {
    const { cause, ...facts } = args
    super('No GPU adapter can be used.', {
      facts,
      hint: "Install the GPU's Vulkan, Metal or D3D12 driver and the optional package webgpu, or open the backend with prefer: 'wasm'.",
      cause,
    })
  }
}

/** `KERNEL_NO_WASM`: this engine cannot run WebAssembly with fixed-width SIMD. */
export class KernelNoWasmError extends KernelError {
  readonly code = 'KERNEL_NO_WASM'
  constructor(args: { cause?: unknown }) {
    super('This engine cannot run WebAssembly SIMD.', {
      facts: {},
      hint: "Allow WebAssembly in the content security policy, use a newer engine, or open the backend with prefer: 'reference'.",
      cause: args.cause,
    })
  }
}

/** `KERNEL_LIMIT`: the adapter has less of something than the kernels need. */
export class KernelLimitError extends KernelError {
  readonly code = 'KERNEL_LIMIT'
  constructor(args: { device: string; limit: string; have: number; need: number }) {
    super('The GPU adapter has too little.', {
      facts: args,
      hint: "Use an adapter with WebGPU's default limits, or open the backend with prefer: 'wasm'.",
    })
  }
}

/** `KERNEL_DEVICE`: the device was lost, ran out of memory or misbehaved. Its results must not be used. */
export class KernelDeviceError extends KernelError {
  readonly code = 'KERNEL_DEVICE'
  constructor(args: { device: string; reason: string; cause?: unknown }) {
    super('The device failed.', {
      facts: { device: args.device, reason: args.reason },
      hint: 'Close this backend, quarantine the device and run the work again on another backend.',
      cause: args.cause,
    })
  }
}

/** `KERNEL_SELF_TEST`: a backend returned a value that differs from the reference. Never commit its results. */
export class KernelSelfTestError extends KernelError {
  readonly code = 'KERNEL_SELF_TEST'
  constructor(args: {
    backend: string
    device: string
    m: number
    n: number
    k: number
    index: number
    have: number
    need: number
  }) {
    super('The backend computed a wrong value.', {
      facts: args,
      hint: 'Quarantine the device; update its driver before trying again.',
    })
  }
}

/** `KERNEL_CLOSED`: the backend was closed before the call. */
export class KernelClosedError extends KernelError {
  readonly code = 'KERNEL_CLOSED'
  constructor(args: { backend: string }) {
    super('The backend is closed.', { facts: args, hint: 'Open another backend with openBackend.' })
  }
}

/** `KERNEL_UNKNOWN`: no kernel of the wanted class has the number in this package. */
export class KernelUnknownError extends KernelError {
  readonly code = 'KERNEL_UNKNOWN'
  constructor(args: { id: number; known: string }) {
    super('No kernel of this class has this number.', {
      facts: args,
      hint: 'Use a version of the package that knows the kernel.',
    })
  }
}

/** `KERNEL_TENSOR`: a tensor that was freed, or that another backend made. */
export class KernelTensorError extends KernelError {
  readonly code = 'KERNEL_TENSOR'
  constructor(args: { backend: string }) {
    super('The backend holds no such tensor.', {
      facts: args,
      hint: 'Upload tensors to the backend that works with them, and free them only when that is done.',
    })
  }
}

/** `KERNEL_MEMORY`: the work would take more memory than the backend may. Nothing was allocated. */
export class KernelMemoryError extends KernelError {
  readonly code = 'KERNEL_MEMORY'
  constructor(args: { what: string; needBytes: number; usedBytes: number; limitBytes: number }) {
    super('The work does not fit the memory of the backend.', {
      facts: args,
      hint: 'Free tensors, raise memoryBytes, or ask for more and smaller shards.',
    })
  }
}

/** `KERNEL_CANCELLED`: the signal of the call was aborted. */
export class KernelCancelledError extends KernelError {
  readonly code = 'KERNEL_CANCELLED'
  constructor(args: { backend: string; cause?: unknown }) {
    super('The work was cancelled.', {
      facts: { backend: args.backend },
      hint: 'Call again without aborting the signal.',
      cause: args.cause,
    })
  }
}

/** `TENSOR_FILE`: a file that is not the tensor, or that became shorter while it was read. */
export class TensorFileError extends KernelError {
  readonly code = 'TENSOR_FILE'
  constructor(args: { file: string; have: number; need: number; isFile: boolean }) {
    super('The file does not hold the tensor.', {
      facts: args,
      hint: 'Name a plain file of exactly rows * cols * elementBytes bytes, row-major without padding.',
    })
  }
}
