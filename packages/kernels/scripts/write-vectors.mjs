// Writes vectors/*.json from the references and fixed seeds; needs the built package.
// Not named generate-*, since the build runs those before it compiles: the tests in src/conformance tell whether the files
// are fresh.
import { mkdirSync, writeFileSync } from 'node:fs'
import { create2Vectors } from '../dist/conformance/create2-vectors.test.support.js'
import { monteCarloVectors } from '../dist/conformance/monte-carlo-vectors.test.support.js'
import { renderVectors } from '../dist/conformance/render-vectors.test.support.js'
import { formatVectors, matmul8Vectors } from '../dist/conformance/vectors.test.support.js'

const folder = new URL('../vectors/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('matmul8.json', folder), formatVectors(matmul8Vectors()))
writeFileSync(new URL('create2-search.json', folder), formatVectors(create2Vectors()))
writeFileSync(new URL('render.json', folder), formatVectors(renderVectors()))
writeFileSync(new URL('monte-carlo.json', folder), formatVectors(monteCarloVectors()))
