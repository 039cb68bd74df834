// Run by scripts/test-long.mjs, inside Hardhat: elements of random products, checked by reference, WASM, WGSL and Solidity.
import { network } from 'hardhat'
import { KernelError, openBackend } from '@quern/kernels'
import { checkElements } from '../../test/contracts/verification/elementChecks.ts'

const BATCH = 20_000

const { QUERN_SEED: firstSeed, QUERN_COUNT: count } = process.env
const { ethers, provider } = await network.create({ network: 'default' })

async function contractOf(name) {
  const kernel = await ethers.deployContract(name)
  return {
    address: await kernel.getAddress(),
    encode: (args) => kernel.interface.encodeFunctionData('check', args),
    call: (transaction) => provider.request({ method: 'eth_call', params: [transaction, 'latest'] }),
  }
}

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

const contract = await contractOf('Matmul8')
const opened = await backends()
console.log(`reference, ${opened.map(({ name, device }) => `${name} (${device})`).join(', ')} and Solidity`)
const started = performance.now()
let [checked, wrong] = [0, 0]
for (let seed = Number(firstSeed); checked < Number(count); seed++) {
  try {
    const batch = await checkElements({
      contract,
      backends: opened,
      seed,
      count: Math.min(BATCH, Number(count) - checked),
    })
    checked += batch.checked
    wrong += batch.wrong
  } catch (error) {
    console.error(`${error.message}\nrepeat with --seed ${seed}`)
    process.exitCode = 1
    break
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `seed ${seed}: ${checked} elements so far, ${wrong} of them made wrong, all judged alike, ${seconds} s; go on with --seed ${seed + 1}`,
  )
}
for (const backend of opened) await backend.close()
