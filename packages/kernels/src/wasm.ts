import { KernelNoWasmError } from './errors.js'

const PAGE_BYTES = 65536

/** The memory that a module exports. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

// The part of the standard WebAssembly namespace used here; the compiler's library without a DOM does not declare it.
interface WasmEngine {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
  instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: unknown } }>
}

function engine(): WasmEngine {
  return (globalThis as unknown as { WebAssembly: WasmEngine }).WebAssembly
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

// By their base64, so that an instance more costs no compilation.
const compiled = new Map<string, object>()

/** The exports of a new instance of a module given in base64, at once; throws what the engine throws. */
export function instantiateNow<Exports>(base64: string): Exports {
  const { Module, Instance } = engine()
  const module = compiled.get(base64) ?? new Module(decodeBase64(base64))
  compiled.set(base64, module)
  return new Instance(module).exports as Exports
}

/** The exports of a module given in base64. Rejects with `KERNEL_NO_WASM`. */
export async function instantiate<Exports>(base64: string): Promise<Exports> {
  try {
    const { instance } = await engine().instantiate(decodeBase64(base64))
    return instance.exports as Exports
  } catch (cause) {
    throw new KernelNoWasmError({ cause })
  }
}

/** Grows a memory to at least so many bytes; views of it are gone when it had fewer. */
export function reserve(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
}
