import type { Hex } from '../../hex.js'
import { sliceCount } from '../../search-slice.js'
import type { ShardSearch } from '../../witness-kernel.js'
import { createPipeline } from './buffers.js'
import type { GpuEngine } from './engine.js'
import { openSubmits, planeOf } from './submits.js'

/** What is found nowhere: numbers in a dispatch are smaller. */
const NONE = 0xffffffff
/** Bytes of the word that shaders leave what they found in. */
export const FOUND_BYTES = 4

/**
 * The first answer among the search's candidates. They are tried in submits, one dispatch each and in order, so that none after
 * the first answer's is made. Rejects with `KERNEL_SLICE`, and with what `check` throws.
 */
export async function searchShard(engine: GpuEngine, search: ShardSearch, check: () => void): Promise<Hex | undefined> {
  const { kernel } = search
  const { wgsl, candidateCost } = kernel
  const candidates = sliceCount(search, kernel.candidates(search))
  const { device } = engine.handle
  const pipeline = await engine.pipelines.of(wgsl.code, () => createPipeline(device, wgsl.code, 0))
  const submits = openSubmits(engine.submits, check)
  for (let before = 0; before < candidates;) {
    const from = search.from + BigInt(before)
    const fitting = Math.max(wgsl.threads, Math.floor(submits.capacity(pipeline) / candidateCost))
    const count = Math.min(candidates - before, fitting, wgsl.most(search, from))
    device.queue.writeBuffer(engine.found, 0, Uint32Array.of(NONE))
    await submits.add({
      pipeline,
      bindings: [engine.found],
      words: wgsl.words(search, { from, count }),
      groups: planeOf(Math.ceil(count / wgsl.threads)),
      cost: count * candidateCost,
    })
    await submits.flush()
    const number = await foundBy(engine)
    if (number !== NONE) return kernel.output(search, from + BigInt(number))
    before += count
  }
  return undefined
}

async function foundBy({ transfers, found }: GpuEngine): Promise<number> {
  const bytes = await transfers.gather([{ buffer: found, offset: 0, bytes: FOUND_BYTES }])
  return new DataView(bytes.buffer).getUint32(0, true)
}
