// npm run test:long -- kernels [--only KERNEL] [--seed N] [--count N]: the long profile. `kernels` proves elements of random
// work of every flat kernel to its contract, beside WASM and WGSL: a million each, in batches of a seed each, so that a run
// is taken up at any of them.
import { build } from './build.mjs'
import { driverEnv } from './lib/driver.mjs'
import { InputError, parseOptions, runScript, wholeNumber } from './lib/options.mjs'
import { program } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

/** What can be run at length: its script, and the checks of a whole run. */
const PARTS = { kernels: { script: 'scripts/long/kernels.mjs', count: '1000000' } }

async function main(args) {
  const {
    words,
    help,
    seed = '1',
    only = '',
    ...options
  } = parseOptions(args, {
    seed: 'value',
    count: 'value',
    only: 'value',
  })
  const [name] = words
  if (help || words.length !== 1 || !Object.hasOwn(PARTS, name))
    throw new InputError(
      `name one of ${Object.keys(PARTS).join(', ')}; --only KERNEL is one kernel, --seed N begins with that batch, --count N checks fewer`,
    )
  const { script, count } = { ...PARTS[name], ...options }
  const numbers = { QUERN_SEED: `${wholeNumber(seed, 'seed', 1)}`, QUERN_COUNT: `${wholeNumber(count, 'count', 1)}` }
  if (!(await build())) return 1
  const { code } = await runNode([program('hardhat'), 'run', '--no-compile', script], {
    env: { ...driverEnv(), ...numbers, QUERN_ONLY: only },
    stream: true,
  })
  return code
}

await runScript('test:long', main)
