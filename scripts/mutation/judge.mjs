// Runs Solidity tests on a mutant, in one process for all mutants: only compiling and testing cost anything. Hardhat's own
// engine (EDR) runs the tests; the process is a child, so that the caller can end it when a mutant never comes back.
// Asked { files, replaced, fuzzRuns, invariant }, it answers { verdict: 'uncompilable' | 'killed' | 'survived', by }.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { projectFile } from '../lib/files.mjs'
import { root } from '../lib/paths.mjs'
import { compile } from './compiler.mjs'

const hardhat = createRequire(import.meta.url).resolve('hardhat')
const edr = createRequire(hardhat)('@nomicfoundation/edr')

const SOLC = '0.8.34'
const HARDFORK = 'osaka'
/** Far more than any test takes; a loop that never ends is over soon. */
const GAS = 2n ** 32n
const OUTPUT = { '*': { '*': ['abi', 'evm.bytecode', 'evm.deployedBytecode'] } }
/** The optimizer would double the time; what the tests tell apart does not depend on it. */
const SETTINGS = { optimizer: { enabled: false } }

const engine = new edr.EdrContext()
await engine.registerSolidityTestRunnerFactory(edr.L1_CHAIN_TYPE, edr.l1SolidityTestRunnerFactory())

function artifactsOf(contracts) {
  return Object.entries(contracts).flatMap(([source, inFile]) =>
    Object.entries(inFile).map(([name, { abi, evm }]) => ({
      id: { name, source, solcVersion: SOLC },
      contract: {
        abi: JSON.stringify(abi),
        bytecode: `0x${evm.bytecode.object}`,
        linkReferences: evm.bytecode.linkReferences,
        deployedBytecode: `0x${evm.deployedBytecode.object}`,
        deployedLinkReferences: evm.deployedBytecode.linkReferences,
      },
    })),
  )
}

function isSuite({ id, contract }, files) {
  if (!files.includes(id.source) || contract.bytecode === '0x') return false
  return JSON.parse(contract.abi).some(({ type, name }) => type === 'function' && /^(?:test|invariant)/.test(name))
}

function configOf({ files, fuzzRuns, invariant }) {
  const fixtures = { access: edr.FsAccessPermission.ReadDirectory, path: projectFile('test/fixtures') }
  return {
    projectRoot: root,
    hardfork: HARDFORK,
    localPredeploys: edr.l1GenesisState(edr.l1HardforkFromString(HARDFORK)),
    fsPermissions: [fixtures],
    gasLimit: GAS,
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    fuzz: { runs: fuzzRuns, seed: '0x5175726e' },
    // What fails has failed: there is no need of the shortest way to it.
    invariant: { ...invariant, failOnRevert: false, shrinkRunLimit: 0 },
    collectStackTraces: edr.CollectStackTraces.OnFailure,
    observability: {},
    generateGasReport: false,
    eip712CanonicalTypes: [],
    testSourcePaths: Object.fromEntries(files.map((file) => [file, projectFile(file)])),
    testProfile: 'default',
    declaredTestProfiles: ['default', 'long'],
  }
}

function runSuite(artifacts, id, config) {
  return new Promise((resolve, reject) => {
    const tracing = { buildInfos: [], ignoreContracts: false }
    engine.runSolidityTests(edr.L1_CHAIN_TYPE, artifacts, [id], config, tracing, resolve).catch(reject)
  })
}

/** The first failing test ends it: one suite after another, those of `first` before the others. */
export async function judge({ files, replaced, fuzzRuns, invariant, first = [] }) {
  const { errors, contracts } = compile(files, { replaced, output: OUTPUT, settings: SETTINGS })
  if (errors.length > 0) return { verdict: 'uncompilable', by: errors[0] }
  const artifacts = artifactsOf(contracts)
  const suites = artifacts.filter((artifact) => isSuite(artifact, files)).map(({ id }) => id)
  const rank = ({ source }) => (first.includes(source) ? first.indexOf(source) : first.length)
  const config = configOf({ files, fuzzRuns, invariant })
  let tests = 0
  for (const id of suites.toSorted((left, right) => rank(left) - rank(right))) {
    const { testResults } = await runSuite(artifacts, id, config)
    const failed = testResults.find(({ status }) => status !== 'Success')
    if (failed) return { verdict: 'killed', by: `${id.name}.${failed.name}`, suite: id.source, why: failed.reason }
    tests += testResults.length
  }
  return { verdict: 'survived', tests }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.on('message', async (question) => {
    const before = process.cpuUsage()
    const answer = await judge(question).catch((error) => ({ verdict: 'undecided', by: error.message }))
    const { user, system } = process.cpuUsage(before)
    process.send({ ...answer, cpuS: (user + system) / 1e6 })
  })
  process.send('ready')
}
