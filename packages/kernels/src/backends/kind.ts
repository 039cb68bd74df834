/** What kind of machine a backend computes on. */
export type BackendKind = 'webgpu' | 'wasm' | 'reference'
