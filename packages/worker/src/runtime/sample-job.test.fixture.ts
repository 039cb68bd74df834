import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeMatmul8Params, matmul8Layout, referenceMatmul8, tensorRoot, type Hex } from '@quern/kernels'

/** A product of m × 5 elements with its inputs in files `a` and `b` of a folder of its own. */
export function sampleJob(m: number, shards: number) {
  const params = { m, n: 5, k: 33 }
  const { n, k } = params
  const layout = matmul8Layout(params, shards)
  const a = Int8Array.from({ length: m * k }, (_, i) => ((i * 37) % 255) - 127)
  const b = Int8Array.from({ length: n * k }, (_, i) => ((i * 91) % 255) - 127)
  const folder = mkdtempSync(join(tmpdir(), 'quern-compute-'))
  const inputFiles = [join(folder, 'a'), join(folder, 'b')]
  writeFileSync(join(folder, 'a'), a)
  writeFileSync(join(folder, 'b'), b)
  const inputRoots: Hex[] = [tensorRoot(layout.a, bytesOf(a)), tensorRoot(layout.b, bytesOf(b))]
  const work = { kernelId: 1, params: encodeMatmul8Params(params), shards, inputRoots, folder }
  return {
    params,
    layout,
    a,
    b,
    work,
    inputFiles,
    folder,
    /** The right root of a shard's output. */
    rootOfShard(shard: number): Hex {
      const { start, count } = layout.rowsOf(shard)
      const c = referenceMatmul8({ m: count, n, k, a: a.subarray(start * k, (start + count) * k), bt: b })
      return tensorRoot(layout.c(shard), new Uint8Array(c.buffer))
    },
    /** Roots of what was written besides the inputs. */
    written: () =>
      readdirSync(folder).flatMap((name) => (name === 'a' || name === 'b' ? [] : [name.replace(/\..*$/, '')])),
  }
}

const bytesOf = (array: Int8Array): Uint8Array => new Uint8Array(array.buffer)
