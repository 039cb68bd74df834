// npm run adversary [-- group …] [--seeds N] [--write]: plays every strategy of test/contracts/adversary/<group> against the
// contracts, on a chain inside this process, and prints what each came to. Exit 1 if one of them broke a rule.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { commitName, writeEvidence } from './lib/evidence.mjs'
import { InputError, parseOptions, runScript, wholeNumber } from './lib/options.mjs'
import { program, root } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

const FOLDER = path.join(root, 'test/contracts/adversary')
const HELP = `npm run adversary [-- group …] [--seeds N] [--write]

Plays every strategy of test/contracts/adversary/<group> with the seeds 1 to N
(100 if not given); without groups, of all of them. Fails when a rule is broken.

  --write   also write docs/evidence/adversary.md`

function chosenGroups(words) {
  const groups = readdirSync(FOLDER).filter((name) => existsSync(path.join(FOLDER, name, 'strategies.ts')))
  const unknown = words.filter((word) => !groups.includes(word))
  if (unknown.length > 0) throw new InputError(`no group ${unknown.join(', ')}; there are ${groups.join(', ')}`)
  return words.length === 0 ? groups.toSorted() : words
}

/** Plays one group in a process of its own, and shows what it prints. */
async function play(group, seeds) {
  console.log(`\n== ${group}\n`)
  const env = { QUERN_ADVERSARY: group, QUERN_SEEDS: String(seeds) }
  const args = [program('hardhat'), 'run', '--no-compile', 'scripts/adversary/play.mjs']
  const result = await runNode(args, { env, stream: true })
  console.log(`\nadversary: ${group}, ${result.seconds.toFixed(0)} s`)
  return { group, ...result }
}

function page(results) {
  return results.map(({ group, output }) => `## ${group}\n\n\`\`\`\n${output.trim()}\n\`\`\``).join('\n\n')
}

async function main(args) {
  const { words, help, write, seeds = '100' } = parseOptions(args, { seeds: 'value', write: 'flag' })
  if (help) {
    console.log(HELP)
    return 0
  }
  const count = wholeNumber(seeds, 'seeds', 1)
  const groups = chosenGroups(words)
  if (write && words.length > 0) throw new InputError('--write takes all groups: give no names')
  const commit = await commitName()
  if (!(await build())) return 1
  const results = []
  for (const group of groups) results.push(await play(group, count))
  const command = `npm run adversary -- --seeds ${count}`
  if (write) writeEvidence('adversary', { commit, command, body: page(results) })
  return results.some(({ code }) => code !== 0) ? 1 : 0
}

await runScript('adversary', main)
