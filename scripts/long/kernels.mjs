// Run by scripts/test-long.mjs, inside Hardhat: elements of random work, checked by reference, WASM, WGSL and Solidity.
import { network } from 'hardhat'
import { KernelError, openBackend } from '@quern/kernels'
import { checkContractOf, checkElements } from '../../test/contracts/verification/elementChecks.ts'
import { FLAT_WORKS } from '../../test/contracts/verification/randomWork.ts'
import { checkSalts } from '../../test/contracts/verification/saltChecks.ts'

const BATCH = 20_000

/** By the kernel's name: its contract, and how elements are checked. */
const CHECKS = {
  ...Object.fromEntries(FLAT_WORKS.map(flatCheck)),
  create2Search: { contract: 'Create2Search', check: checkSalts },
}

function flatCheck(work) {
  const contract = work.kernel.name
  const name = contract.slice(0, 1).toLowerCase() + contract.slice(1)
  return [name, { contract, check: (batch) => checkElements({ ...batch, work }) }]
}

const { QUERN_SEED: firstSeed, QUERN_COUNT: count, QUERN_ONLY: only } = process.env
const { ethers, provider } = await network.create({ network: 'default' })

async function backends() {
  const wasm = await openBackend({ prefer: 'wasm' })
  try {
    return [wasm, await openBackend({ prefer: 'webgpu', allowFallbackAdapter: true })]
  } catch (error) {
    if (!(error instanceof KernelError)) throw error
    console.log(`WGSL was not run: ${error.facts.reason}`)
    return [wasm]
  }
}

/** At least `count` elements of a kernel; throws at the first that is not judged alike. */
async function runKernel(name, opened) {
  const { contract: contractName, check } = CHECKS[name]
  const contract = await checkContractOf(await ethers.deployContract(contractName), provider)
  const started = performance.now()
  let [checked, wrong] = [0, 0]
  for (let seed = Number(firstSeed); checked < Number(count); seed++) {
    const most = Math.min(BATCH, Number(count) - checked)
    try {
      const batch = await check({ contract, backends: opened, seed, count: most })
      checked += batch.checked
      wrong += batch.wrong
    } catch (error) {
      throw new Error(`${name}: ${error.message}; repeat with --only ${name} --seed ${seed}`, { cause: error })
    }
    const seconds = Math.round((performance.now() - started) / 1000)
    const sofar = `${checked} elements so far, ${wrong} of them wrong, all judged alike, ${seconds} s`
    console.log(`${name}, seed ${seed}: ${sofar}; go on with --only ${name} --seed ${seed + 1}`)
  }
}

const names = Object.keys(CHECKS).filter((name) => only === '' || name === only)
const opened = await backends()
console.log(`reference, ${opened.map(({ name, device }) => `${name} (${device})`).join(', ')} and Solidity`)
try {
  if (names.length === 0) throw new Error(`--only has no "${only}"; there are ${Object.keys(CHECKS).join(', ')}`)
  for (const name of names) await runKernel(name, opened)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
for (const backend of opened) await backend.close()
