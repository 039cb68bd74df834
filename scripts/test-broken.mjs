// npm run test:broken [-- id …]: every invariant test must fail on a contract that breaks it.
// Each test/solidity/broken/<id>.patch begins with "# invariant: <Contract>.<function> in <test file>".
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { parsePatch, patchVerdict } from './lib/broken.mjs'
import { hardhatCounts } from './lib/counts.mjs'
import { filesBelow, read } from './lib/files.mjs'
import { program, root } from './lib/paths.mjs'
import { run, runNode } from './lib/run.mjs'

const PATCHES = 'test/solidity/broken'
const COPY = path.join(root, 'build/broken')
const COPIED = ['contracts', 'test/solidity', 'test/fixtures', 'hardhat.config.ts', 'package.json']

/** Brings the copy back to the tree's own sources; its caches stay, so that little is compiled again. */
function restore() {
  mkdirSync(path.join(COPY, 'test'), { recursive: true })
  for (const entry of COPIED) {
    rmSync(path.join(COPY, entry), { recursive: true, force: true })
    if (existsSync(path.join(root, entry))) cpSync(path.join(root, entry), path.join(COPY, entry), { recursive: true })
  }
  const modules = path.join(COPY, 'node_modules')
  if (!existsSync(modules)) symlinkSync(path.join(root, 'node_modules'), modules, 'junction')
}

/** Applies a patch to the copy as to a folder of its own, not to the repository around it. */
function apply(file) {
  const args = ['apply', '--whitespace=nowarn', path.join(root, file)]
  return run('git', args, { cwd: COPY, env: { GIT_CEILING_DIRECTORIES: path.dirname(COPY) } })
}

async function runInvariant({ contract, test, file }) {
  const only = ['--grep', `^${test}\\(`, file]
  const result = await runNode([program('hardhat'), 'test', 'solidity', '--no-typechain', ...only], { cwd: COPY })
  return { ...result, ...hardhatCounts(result.output), contract, test }
}

/** Tests that fail on the unbroken contracts prove nothing: their patches are not even tried. */
async function soundTests(patches) {
  const sound = new Map()
  for (const patch of patches) {
    const key = `${patch.file} ${patch.test}`
    if (!sound.has(key)) {
      const { code, passed } = await runInvariant(patch)
      sound.set(key, code === 0 && passed > 0)
    }
  }
  return ({ file, test }) => sound.get(`${file} ${test}`)
}

async function tryPatch(patch, isSound) {
  if (!isSound(patch)) return { verdict: 'its test does not pass on the unbroken contracts', seconds: 0 }
  restore()
  const applied = await apply(patch.path)
  if (applied.code !== 0) return { verdict: `does not apply: ${applied.output.trim().split('\n')[0]}`, seconds: 0 }
  const result = await runInvariant(patch)
  return { verdict: patchVerdict(result), seconds: result.seconds }
}

async function main() {
  const wanted = process.argv.slice(2)
  const found = filesBelow([PATCHES]).filter((file) => file.endsWith('.patch'))
  const patches = found
    .map((file) => parsePatch(file, read(file)))
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  if (patches.length === 0) {
    console.error(`test:broken: no patch ${wanted.join(', ')} in ${PATCHES}`)
    return 2
  }
  restore()
  const isSound = await soundTests(patches)
  let bad = 0
  for (const patch of patches) {
    const { verdict, seconds } = await tryPatch(patch, isSound)
    if (verdict !== 'caught') bad += 1
    console.log(`${patch.id.padEnd(24)} ${patch.test.padEnd(48)} ${seconds.toFixed(1).padStart(6)} s  ${verdict}`)
  }
  restore()
  console.log(`\n${patches.length - bad} caught, ${bad} not`)
  return bad === 0 ? 0 : 1
}

process.exit(await main())
