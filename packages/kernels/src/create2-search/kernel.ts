import type { WitnessKernel } from '../witness-kernel.js'
import { checkCreate2SearchOutput, create2SearchRoot } from './check.js'
import { create2SearchLayout } from './layout.js'
import { CREATE2_SEARCH_KERNEL_ID, decodeCreate2SearchParams, type Create2SearchParams } from './params.js'
import { create2Probe } from './probe.js'
import { referenceCreate2Search } from './reference.js'
import { saltHex } from './slice.js'
import { create2Trials } from './trials.js'
import { createWasmSearch } from './wasm-search.js'
import { create2SearchWgsl } from './wgsl.js'

/** The search for salts whose CREATE2 address has wanted bits. A candidate is a salt, counted from the shard's first. */
export const create2SearchKernel: WitnessKernel<Create2SearchParams> = {
  kind: 'witness',
  id: CREATE2_SEARCH_KERNEL_ID,
  name: 'Create2Search',
  decode: decodeCreate2SearchParams,
  layout: create2SearchLayout,
  candidates: ({ params, shards, shard }) => create2SearchLayout(params, shards).saltsOf(shard).count,
  output: ({ params, shards, shard }, candidate) =>
    saltHex(create2SearchLayout(params, shards).saltsOf(shard).first + candidate),
  numberOf: ({ params, shards, shard }, output) =>
    BigInt(output) - create2SearchLayout(params, shards).saltsOf(shard).first,
  unitCandidates: 2 ** 20,
  candidateCost: 2 ** 14,
  unitMs: { webgpu: 50, wasm: 500, reference: 15_000 },
  trials: create2Trials,
  reference: { search: referenceCreate2Search },
  openWasm: async () => ({ search: createWasmSearch() }),
  wgsl: create2SearchWgsl,
  verdict: (work, output) => checkCreate2SearchOutput({ ...work, output }),
  root: create2SearchRoot,
  probe: create2Probe,
}
