// npm run test:broken [-- id …]: every invariant test, and what tests of hostile surroundings hold besides, must fail on a contract
// that breaks it. Each test/solidity/broken/<id>.patch begins with "# invariant <number>: <Contract>.<function> in <test file>
// [with <second test file>]", or "# hostile: …", and a line that says what breaks.
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { applyPatch, brokenPatches, PATCHES, patchVerdict } from './lib/broken.mjs'
import { hardhatCounts } from './lib/counts.mjs'
import { node, program, root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

const COPY = path.join(root, 'build/broken')
const CONFIG = 'broken.config.ts'
const RUNS = 64
const DEPTH = 300
const TIMEOUT_S = 600
/** 36 GB of address space, of which Node and the compiler only reserve most. */
const LIMITED = 'ulimit -v 36000000 2>/dev/null; exec "$0" "$@"'
const COPIED = ['contracts', 'test/solidity', 'test/fixtures', 'hardhat.config.ts', 'package.json']

/** Brings the copy back to the tree's own sources; its caches stay, so that little is compiled again. */
function restore() {
  mkdirSync(path.join(COPY, 'test'), { recursive: true })
  for (const entry of COPIED) {
    rmSync(path.join(COPY, entry), { recursive: true, force: true })
    if (existsSync(path.join(root, entry))) cpSync(path.join(root, entry), path.join(COPY, entry), { recursive: true })
  }
  writeConfig()
  const modules = path.join(COPY, 'node_modules')
  if (!existsSync(modules)) symlinkSync(path.join(root, 'node_modules'), modules, 'junction')
}

/** A small campaign finds a planted break soon, and is small enough to be shown again for its stack trace. */
function writeConfig() {
  const invariant = `{ runs: ${RUNS}, depth: ${DEPTH}, failOnRevert: false }`
  const lines = [
    `import base from './hardhat.config.js'`,
    `const { default: usual } = base.test.solidity.profiles`,
    `const solidity = { profiles: { default: { ...usual, invariant: ${invariant} } } }`,
    `export default { ...base, test: { ...base.test, solidity } }`,
  ]
  writeFileSync(path.join(COPY, CONFIG), `${lines.join('\n')}\n`)
}

/** Runs a patch's test in the copy, bounded in time and, where there is a shell for it, in memory. */
async function runInvariant(patch) {
  const args = ['--config', CONFIG, 'test', 'solidity', '--no-typechain', '--grep', `^${patch.test}\\(`, ...patch.files]
  const call = [node, program('hardhat'), ...args]
  const [file, ...rest] = process.platform === 'win32' ? call : ['sh', '-c', LIMITED, ...call]
  const result = await run(file, rest, { cwd: COPY, timeoutS: TIMEOUT_S })
  return { ...result, ...hardhatCounts(result.output), ...patch }
}

/** Tests that fail on the unbroken contracts prove nothing: their patches are not even tried. */
async function soundTests(patches) {
  const sound = new Map()
  for (const patch of patches) {
    if (sound.has(patch.test)) continue
    const { code, passed, seconds } = await runInvariant(patch)
    sound.set(patch.test, code === 0 && passed > 0)
    console.log(row({ id: 'unbroken', test: patch.test, seconds, verdict: sound.get(patch.test) ? 'passes' : 'FAILS' }))
  }
  return ({ test }) => sound.get(test)
}

async function tryPatch(patch, isSound) {
  if (!isSound(patch))
    return { verdict: 'not decided', why: 'its test does not pass when nothing is broken', seconds: 0 }
  restore()
  const applied = await applyPatch(patch.path, COPY)
  if (applied.code !== 0) return { verdict: 'not decided', why: applied.output.trim().split('\n')[0], seconds: 0 }
  const result = await runInvariant(patch)
  return { ...patchVerdict(result), seconds: result.seconds }
}

function row({ id, test, seconds, verdict, why = '' }) {
  const cells = [id.padEnd(11), test.padEnd(32), `${seconds.toFixed(1).padStart(6)} s`, verdict.padEnd(11), why]
  return cells.join('  ').trimEnd()
}

async function main() {
  const wanted = process.argv.slice(2)
  const patches = brokenPatches().filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  if (patches.length === 0) {
    console.error(`test:broken: no patch ${wanted.join(', ')} in ${PATCHES}`)
    return 2
  }
  restore()
  const isSound = await soundTests(patches)
  let bad = 0
  for (const patch of patches) {
    const result = await tryPatch(patch, isSound)
    if (result.verdict !== 'caught') bad += 1
    console.log(row({ ...patch, ...result }))
  }
  restore()
  console.log(`\n${patches.length - bad} caught, ${bad} not`)
  return bad === 0 ? 0 : 1
}

process.exit(await main())
