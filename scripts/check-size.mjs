// npm run size: no contract that is deployed is longer than 24,000 bytes (needs the production build).
import { filesBelow, read } from './lib/files.mjs'
import { closeCheck } from './lib/report.mjs'

const MOST = 24_000
const FOLDER = 'build/production/artifacts/contracts'

const sizes = filesBelow([FOLDER])
  .filter((file) => /\.sol\/[^/]+\.json$/.test(file) && !file.includes('/mocks/'))
  .map((file) => {
    const { contractName, deployedBytecode } = JSON.parse(read(file))
    return { name: contractName, bytes: (deployedBytecode.length - 2) / 2 }
  })
  .filter(({ bytes }) => bytes > 0)
  .toSorted((left, right) => right.bytes - left.bytes)

for (const { name, bytes } of sizes) console.log(`${String(bytes).padStart(7)}  ${name}`)
const problems = sizes
  .filter(({ bytes }) => bytes > MOST)
  .map(({ name, bytes }) => `${name}: ${bytes} bytes, at most ${MOST}: move rare paths into a library`)
if (sizes.length === 0) problems.push(`${FOLDER} holds no contract: run npm run build first`)
closeCheck('size', `${sizes.length} contracts`, problems)
