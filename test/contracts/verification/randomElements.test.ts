// Random work of every flat kernel: a new one's is found in its folder of the package.
import { KERNELS } from '@quern/deploy'
import { openBackend } from '@quern/kernels'
import { expect } from 'chai'
import { provider } from '../utils/chain.js'
import { checkContractOf, checkElements } from './elementChecks.js'
import { FLAT_WORKS } from './randomWork.js'
import { deployKernel } from './vectorReplay.js'

const SEED = 0x5175726e
/** A call takes about half a millisecond; the limit is for machines that are busy with something else. */
const TIMEOUT_MS = 600_000

describe('Every element of random work', () => {
  it('is there of every flat kernel that is deployed', () => {
    const flat = KERNELS.filter(({ kind }) => kind === 'flat').map(({ contract }) => contract)
    expect(FLAT_WORKS.map(({ kernel }) => kernel.name)).to.include.members(flat)
  })

  for (const work of FLAT_WORKS) {
    const { kernel, elements } = work
    it(`is judged as WASM and the reference compute it: ${elements} of ${kernel.name}, right ones and wrong ones`, async () => {
      const contract = await checkContractOf(await deployKernel(kernel.name), provider)
      const backend = await openBackend({ prefer: 'wasm' })
      const run = { work, contract, backends: [backend], seed: SEED, count: elements }
      const { checked, wrong } = await checkElements(run)
      await backend.close()
      expect(checked).to.be.at.least(elements)
      expect(wrong).to.be.within(elements / 4, (3 * elements) / 4)
    }).timeout(TIMEOUT_MS)
  }
})
