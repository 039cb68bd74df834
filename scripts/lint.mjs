// npm run lint: builds, then runs every check and says which of them found something.
import { build } from './build.mjs'
import { atOnce } from './lib/at-once.mjs'
import { program } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

const SOLHINT = [program('solhint'), '--disc', '--noPoster', '--max-warnings', '0']
const CODE = '**/*.{sol,ts,mjs}'

const checks = [
  ['solhint', [...SOLHINT, '-c', 'scripts/lint/solhint.json', 'contracts/**/*.sol']],
  ['solhint tests', [...SOLHINT, '-c', 'scripts/lint/solhint-tests.json', 'test/**/*.sol']],
  ['oxlint', [program('oxlint'), '-c', 'scripts/lint/oxlintrc.json', '--deny-warnings', '.']],
  ['prettier', [program('prettier'), '--check', '--ignore-path', 'scripts/lint/prettierignore', CODE]],
  ['layers', ['scripts/check-layers.mjs']],
  ['house', ['scripts/check-house.mjs']],
  ['generated', ['scripts/check-generated.mjs']],
  ['size', ['scripts/check-size.mjs']],
  ['errors', ['scripts/check-errors.mjs']],
  ['types', [program('tsc', 'typescript'), '-p', 'test/contracts']],
]
/** Checks only read: so many run at once. */
const AT_ONCE = 2

async function main() {
  if (!(await build())) return 1
  const results = await atOnce(checks, AT_ONCE, async ([name, args]) => {
    const { code, output, seconds } = await runNode(args)
    if (code !== 0) console.log(`\n${output.trim()}`)
    console.log(`${name.padEnd(16)} ${code === 0 ? 'ok' : 'FAILED'}  ${seconds.toFixed(1)} s`)
    return { name, code }
  })
  const bad = results.filter(({ code }) => code !== 0).map(({ name }) => name)
  console.log(bad.length === 0 ? `lint: ${checks.length} checks, no problem` : `lint: failed: ${bad.join(', ')}`)
  return bad.length === 0 ? 0 : 1
}

process.exit(await main())
