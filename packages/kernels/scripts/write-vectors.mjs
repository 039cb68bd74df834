// Writes vectors/matmul8.json from the reference and fixed seeds; needs the built package.
// Not named generate-*, since the build runs those before it compiles: conformance.test.ts tells whether the file is fresh.
import { mkdirSync, writeFileSync } from 'node:fs'
import { formatVectors, matmul8Vectors } from '../dist/conformance/vectors.test.support.js'

const file = new URL('../vectors/matmul8.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, formatVectors(matmul8Vectors()))
