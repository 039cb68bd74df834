// Random work of every flat kernel, as its folder brings it.
import { existsSync, readdirSync } from 'node:fs'
import type { FlatWork } from './random-work.test.support.js'

const FOLDERS = new URL('../', import.meta.url)

async function flatWorks(): Promise<FlatWork[]> {
  const files = readdirSync(FOLDERS).map((folder) => new URL(`${folder}/random.test.support.js`, FOLDERS))
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
