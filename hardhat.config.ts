import { fileURLToPath } from 'node:url'
import hardhatToolboxMochaEthers from '@nomicfoundation/hardhat-toolbox-mocha-ethers'
import hardhatViem from '@nomicfoundation/hardhat-viem'
import hardhatViemAssertions from '@nomicfoundation/hardhat-viem-assertions'
import { defineConfig } from 'hardhat/config'

// The compiler comes from npm as wasm, so a build downloads nothing. QUERN_SOLC=native lets Hardhat fetch its own.
const path = process.env.QUERN_SOLC === 'native' ? undefined : fileURLToPath(import.meta.resolve('solc/soljson.js'))
const settings = { evmVersion: 'cancun', optimizer: { enabled: true, runs: 200 } }

// What is deployed is compiled through the IR into build/production, beside the tests' own artifacts,
// so that neither build throws away the other's cache.
const production = process.env.QUERN_BUILD === 'production'
const outputs = production ? { artifacts: 'build/production/artifacts', cache: 'build/production/cache' } : {}

// Block headers of the main network, for the beacon's tests.
const fsPermissions = { readDirectory: ['test/fixtures'] }

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers, hardhatViem, hardhatViemAssertions],
  solidity: {
    splitTestsCompilation: true,
    npmFilesToBuild: ['@openzeppelin/contracts/access/manager/AccessManager.sol'],
    profiles: {
      default: { version: '0.8.34', ...(path ? { path } : {}), settings },
      production: { version: '0.8.34', ...(path ? { path } : {}), settings: { ...settings, viaIR: true } },
    },
  },
  paths: { ...outputs, ignition: 'deploy', tests: { mocha: 'test/contracts', solidity: 'test/solidity' } },
  typechain: { outDir: 'typechain-types', dontOverrideCompile: production },
  test: {
    mocha: { timeout: 120_000 },
    solidity: {
      profiles: {
        default: {
          fsPermissions,
          fuzz: { runs: 1000, seed: '0x5175726e' },
          // There are two campaigns: 128,000 calls together, and a million in the long profile.
          invariant: { runs: 128, depth: 500, failOnRevert: false },
        },
        long: { fsPermissions, fuzz: { runs: 100_000 }, invariant: { runs: 250, depth: 2000, failOnRevert: false } },
      },
    },
  },
})
