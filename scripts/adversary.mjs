// npm run adversary -- <group> [--seeds N]: plays every strategy of test/contracts/adversary/<group> against the contracts,
// on a chain inside this process, and prints what each came to. Exit 1 if one of them broke a rule.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from './build.mjs'
import { program, root } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

const FOLDER = path.join(root, 'test/contracts/adversary')
const USUAL_SEEDS = '200'

function groups() {
  return readdirSync(FOLDER).filter((name) => existsSync(path.join(FOLDER, name, 'strategies.ts')))
}

/** What the command line asks for, or what is wrong with it. */
function wishes() {
  try {
    const { values, positionals } = parseArgs({
      options: { seeds: { type: 'string', default: USUAL_SEEDS } },
      allowPositionals: true,
    })
    const [group] = positionals
    if (positionals.length !== 1 || !groups().includes(group)) return `name one of ${groups().join(', ')}`
    if (!/^[1-9]\d{0,5}$/.test(values.seeds)) return `--seeds must be a number from 1 to 999999, not ${values.seeds}`
    return { group, seeds: values.seeds }
  } catch (error) {
    return error.message
  }
}

async function main() {
  const wanted = wishes()
  if (typeof wanted === 'string') {
    console.error(`adversary: ${wanted}`)
    return 2
  }
  if (!(await build())) return 1
  const env = { QUERN_ADVERSARY: wanted.group, QUERN_SEEDS: wanted.seeds }
  const args = [program('hardhat'), 'run', '--no-compile', 'scripts/adversary/play.mjs']
  const { code, seconds } = await runNode(args, { env, stream: true })
  console.log(`adversary: ${wanted.group}, ${seconds.toFixed(0)} s`)
  return code
}

process.exit(await main())
