// Hardhat's own engine for Solidity tests (EDR), called in this process on what the compiler made.
import { createRequire } from 'node:module'
import { projectFile } from '../lib/files.mjs'
import { root } from '../lib/paths.mjs'

/** EDR itself, as Hardhat has it. */
export const edr = createRequire(createRequire(import.meta.url).resolve('hardhat'))('@nomicfoundation/edr')

/** The compiler's version, by which EDR knows its artifacts. */
export const SOLC = '0.8.34'
/** What the compiler has to put out for `artifactsOf`. */
export const OUTPUT = { '*': { '*': ['abi', 'evm.bytecode', 'evm.deployedBytecode'] } }

const HARDFORK = 'osaka'
/** Far more than any test takes; a loop that never ends is over soon. */
const GAS = 2n ** 32n

const engine = new edr.EdrContext()
await engine.registerSolidityTestRunnerFactory(edr.L1_CHAIN_TYPE, edr.l1SolidityTestRunnerFactory())

/** EDR's artifacts from solc's contracts. */
export function artifactsOf(contracts) {
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

/** The ids of the test contracts in `files`. */
export function suitesOf(artifacts, files) {
  const isSuite = ({ id, contract }) => {
    if (!files.includes(id.source) || contract.bytecode === '0x') return false
    return JSON.parse(contract.abi).some(({ type, name }) => type === 'function' && /^(?:test|invariant)/.test(name))
  }
  return artifacts.filter(isSuite).map(({ id }) => id)
}

/**
 * Runs one test contract.
 * @param {{ fuzzRuns: number, invariant: object, exclude?: string, onHits?: (tags: Uint8Array[]) => Promise<void> }}
 * options exclude: pattern of tests to leave out; onHits: gets what instrumented code sends
 * @returns {Promise<{ testResults: { name: string, status: string, reason?: string }[] }>}
 */
export function runSuite(artifacts, id, options) {
  return new Promise((resolve, reject) => {
    const tracing = { buildInfos: [], ignoreContracts: false }
    engine.runSolidityTests(edr.L1_CHAIN_TYPE, artifacts, [id], configOf(id, options), tracing, resolve).catch(reject)
  })
}

function configOf({ source }, { fuzzRuns, invariant, exclude, onHits }) {
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
    excludeTestPattern: exclude,
    observability: onHits ? { codeCoverage: { onCollectedCoverageCallback: onHits } } : {},
    generateGasReport: false,
    eip712CanonicalTypes: [],
    testSourcePaths: { [source]: projectFile(source) },
    testProfile: 'default',
    declaredTestProfiles: ['default', 'long'],
  }
}
