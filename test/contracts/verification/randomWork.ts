// Random work of every flat kernel, as its folder in the package brings it.
import { existsSync, readdirSync } from 'node:fs'
import type { FlatWork } from '../../../packages/kernels/dist/conformance/random-work.test.support.js'

const PACKAGE = new URL('../../../packages/kernels/dist/', import.meta.url)

async function flatWorks(): Promise<FlatWork[]> {
  const files = readdirSync(PACKAGE).map((folder) => new URL(`${folder}/random.test.support.js`, PACKAGE))
  const works = files
    .filter((file) => existsSync(file))
    .map(async (file) => {
      const { flatWork } = (await import(file.href)) as { flatWork: FlatWork }
      return flatWork
    })
  return (await Promise.all(works)).toSorted((one, other) => one.kernel.id - other.kernel.id)
}

/** One of each kernel, by their numbers. */
export const FLAT_WORKS: readonly FlatWork[] = await flatWorks()
