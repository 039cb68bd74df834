// Writes packages/sdk/src/generated/abis from the production artifacts; `--check` only says whether they are fresh.
import { publish, fail, readArtifacts, readErrors } from './artifacts.mjs'

const command = 'node scripts/generate-abis.mjs'
const folder = 'packages/sdk/src/generated'
const header = `// Generated from the production artifacts by \`${command}\`. Do not edit.\n`

// File name → the contracts that may stand for it: the first that is compiled is taken.
const contracts = {
  accessManager: ['AccessManager'],
  beacon: ['IBeacon'],
  emission: ['Emission', 'IEmission'],
  jobEscrow: ['JobEscrow', 'IJobEscrow'],
  kernel: ['IKernel'],
  kernelRegistry: ['KernelRegistry', 'IKernelRegistry'],
  matmul8: ['Matmul8', 'IKernel'],
  protocolLens: ['ProtocolLens', 'IProtocolLens'],
  quernToken: ['QuernToken', 'IQuernToken'],
  staking: ['Staking', 'IStaking'],
}

function abiOf(names, artifacts) {
  const found = names.map((name) => artifacts.find((artifact) => artifact.contractName === name)).find(Boolean)
  if (!found) fail(`None of ${names.join(', ')} is compiled.`)
  return found.abi
}

/** One line an entry keeps a change of one function a change of one line. */
function table(name, entries) {
  const lines = entries.map((entry) => `  ${JSON.stringify(entry)},\n`)
  return `// prettier-ignore\nexport const ${name} = [\n${lines.join('')}] as const\n`
}

function errorsFile(errors) {
  const summaries = errors.map(({ abi, notice }) => `  ${abi.name}: ${JSON.stringify(notice)},\n`)
  const abi = table(
    'contractErrorsAbi',
    errors.map((error) => error.abi),
  )
  const text = `/** What each error means, as its contract documents it. */\n// prettier-ignore\nexport const contractErrorSummaries = {\n${summaries.join('')}} as const\n`
  return `${header}\n/** Every custom error that any contract of the protocol can revert with. */\n${abi}\n${text}`
}

const artifacts = readArtifacts()
const files = new Map()
for (const [name, names] of Object.entries(contracts)) {
  files.set(`${folder}/abis/${name}.ts`, `${header}\n${table(`${name}Abi`, abiOf(names, artifacts))}`)
}
const exports = Object.keys(contracts).map((name) => `export { ${name}Abi } from './${name}.js'\n`)
files.set(`${folder}/abis/index.ts`, `${header}\n${exports.join('')}`)
files.set(`${folder}/errors.ts`, errorsFile(readErrors()))
publish(files, command)
