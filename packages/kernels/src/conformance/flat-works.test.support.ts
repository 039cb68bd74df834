// Random work of every flat kernel, as its folder brings it.
import { existsSync, readdirSync } from 'node:fs'
import type { FlatWork } from './random-work.test.support.js'

/** Folders are those of the sources: what was built of a kernel that is gone may still be there. */
const SOURCES = new URL('../../src/', import.meta.url)
const BUILT = new URL('../', import.meta.url)

async function flatWorks(): Promise<FlatWork[]> {
  const works = readdirSync(SOURCES)
    .filter((folder) => existsSync(new URL(`${folder}/random.test.support.ts`, SOURCES)))
    .map(async (folder) => {
      const { href } = new URL(`${folder}/random.test.support.js`, BUILT)
      const { flatWork } = (await import(href)) as { flatWork: FlatWork }
      return flatWork
    })
  return (await Promise.all(works)).toSorted((one, other) => one.kernel.id - other.kernel.id)
}

/** One of each kernel, by their numbers. */
export const FLAT_WORKS: readonly FlatWork[] = await flatWorks()
