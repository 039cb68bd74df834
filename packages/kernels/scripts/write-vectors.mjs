// Writes vectors/<folder>.json of every kernel's folder from its reference and fixed seeds; needs the built package.
// Not named generate-*, since the build runs those before it compiles: the test beside each writer tells whether its file is
// fresh.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { formatVectors } from '../dist/conformance/kernel-vectors.test.support.js'

const root = path.resolve(import.meta.dirname, '..')
mkdirSync(path.join(root, 'vectors'), { recursive: true })
const hasVectors = (folder) => existsSync(path.join(root, `src/${folder}/vectors.test.support.ts`))
for (const folder of readdirSync(path.join(root, 'src')).filter(hasVectors)) {
  const { makeVectors } = await import(pathToFileURL(path.join(root, `dist/${folder}/vectors.test.support.js`)).href)
  writeFileSync(path.join(root, `vectors/${folder}.json`), formatVectors(makeVectors()))
  console.log(`vectors/${folder}.json written`)
}
