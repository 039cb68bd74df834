// npm run test:long -- <part>: the long profile, of hours. What was run is said with each line, and how to go on from there.
import { build } from './build.mjs'
import { driverEnv } from './lib/driver.mjs'
import { InputError, parseOptions, runScript, wholeNumber } from './lib/options.mjs'
import { program } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'
import { runSolidity } from './long/solidity.mjs'

const HELP = `npm run test:long -- kernels [--only KERNEL] [--seed N] [--count N]
npm run test:long -- solidity [--from FILE] [--to FILE]

kernels   proves elements of random work of every flat kernel, and salts, to the contracts, beside WASM and WGSL: a million each, in
          batches of a seed each; --only KERNEL is one kernel, --seed N begins with that batch, --count N checks fewer
solidity  every fuzzed Solidity test with 100,000 runs and every campaign with 250 runs of 2,000 calls, one file after
          another; --from FILE begins with that one, --to FILE ends with it: two runs of a part each take two cores`

const SPEC = { seed: 'value', count: 'value', only: 'value', from: 'value', to: 'value' }

const parts = {
  async kernels({ seed = '1', count = '1000000', only = '' }) {
    const numbers = { QUERN_SEED: `${wholeNumber(seed, 'seed', 1)}`, QUERN_COUNT: `${wholeNumber(count, 'count', 1)}` }
    const args = [program('hardhat'), 'run', '--no-compile', 'scripts/long/kernels.mjs']
    const { code } = await runNode(args, { env: { ...driverEnv(), ...numbers, QUERN_ONLY: only }, stream: true })
    return code
  },
  solidity: ({ from, to }) => runSolidity({ from, to }),
}

async function main(args) {
  const { words, help, ...options } = parseOptions(args, SPEC)
  if (help) {
    console.log(HELP)
    return 0
  }
  const [name] = words
  if (words.length !== 1 || !Object.hasOwn(parts, name))
    throw new InputError(`name one of ${Object.keys(parts).join(', ')}`)
  return (await build()) ? parts[name](options) : 1
}

await runScript('test:long', main)
