import { KernelClosedError } from '../errors.js'
import { assertLength, type MatmulInput } from '../matmul8/inputs.js'
import { assertMatmul8Params } from '../matmul8/params.js'
import type { ComputeBackend } from './backend.js'

/** What a backend has to bring itself; `queued` adds checks, order and closing. */
export interface RawBackend extends Pick<ComputeBackend, 'name' | 'kind' | 'device' | 'isFallbackAdapter'> {
  multiply(input: MatmulInput): Promise<Int32Array>
  free(): void
}

/** A backend that checks its input, runs one product at a time and refuses work once closed. */
export function queued(raw: RawBackend): ComputeBackend {
  const { name, kind, device, isFallbackAdapter } = raw
  let last: Promise<unknown> = Promise.resolve()
  let closed: Promise<void> | undefined
  return {
    name,
    kind,
    device,
    isFallbackAdapter,
    async matmul8(input) {
      if (closed !== undefined) throw new KernelClosedError({ backend: name })
      assertMatmul8Params(input)
      assertLength('a', input.a, input.m * input.k)
      assertLength('bt', input.bt, input.n * input.k)
      const product = last.then(() => raw.multiply(input))
      last = product.catch(() => undefined)
      return product
    },
    close() {
      closed ??= last.then(() => raw.free())
      return closed
    },
  }
}
