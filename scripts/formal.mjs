// npm run formal [-- name …]: proves what the harnesses of test/solidity/formal assert, and refutes each one's seeded bug.
// Solidity's own checker (CHC, with the z3 inside the wasm compiler) does the work. The report ends in TAP's counts.
import { commitName, markdownTable, writeEvidence } from './lib/evidence.mjs'
import { filesBelow, read } from './lib/files.mjs'
import { InputError, parseOptions, runScript } from './lib/options.mjs'
import { node } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { isSound, parseHarness, verdictOf } from './formal/harness.mjs'

const FOLDER = 'test/solidity/formal'
/** Seconds of the processor for a query: what else the machine does must not decide what is proved. */
const LIMIT_S = 120
/** A query that gets a tenth of a processor still gets its time. */
const WALL_S = 10 * LIMIT_S
const LIMITED = `ulimit -t ${LIMIT_S} 2>/dev/null; exec "$0" "$@"`
const HELP = `npm run formal [-- name …] [--write]

Proves the properties of ${FOLDER}/<name>.sol and refutes their seeded bugs; without names, of all of them.
Fails when a property is not proved or a bug not refuted within ${LIMIT_S} s of
the processor.

  --write   also write docs/evidence/formal.md`

function chosenHarnesses(names) {
  const harnesses = filesBelow([FOLDER])
    .filter((file) => file.endsWith('.sol'))
    .map((file) => parseHarness(file, read(file)))
  const unknown = names.filter((name) => !harnesses.some((harness) => harness.name === name))
  if (unknown.length > 0)
    throw new InputError(`no harness ${unknown.join(', ')}; there are ${harnesses.map(({ name }) => name).join(', ')}`)
  return names.length === 0 ? harnesses : harnesses.filter(({ name }) => names.includes(name))
}

async function ask(file, ...flags) {
  const call = [node, 'scripts/formal/query.mjs', file, ...flags]
  const [program, ...args] = process.platform === 'win32' ? call : ['sh', '-c', LIMITED, ...call]
  const { code, output, seconds } = await run(program, args, { timeoutS: WALL_S })
  const problem = problemIn(output)
  if (code !== 0 && problem) return { verdict: 'unreadable', why: problem, seconds }
  if (code !== 0) return { verdict: 'undecided', why: `stopped with ${code}; it has ${LIMIT_S} s`, seconds }
  const answer = JSON.parse(output)
  return { ...verdictOf(answer.messages), seconds: answer.seconds }
}

function problemIn(output) {
  return output.split('\n').find((line) => /^\w*Error: /.test(line))
}

function row({ name, real, broken, sound }) {
  const cell = ({ verdict, seconds }) => `${verdict.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`
  const why = sound ? `${real.why}; bug: ${broken.why}` : `${real.why}; bug ${broken.verdict}: ${broken.why}`
  return `${sound ? 'ok    ' : 'not ok'} ${name.padEnd(16)} ${cell(real)}   bug ${cell(broken)}   ${why}`
}

function evidence(results, summary) {
  const seconds = ({ real, broken }) => `${real.seconds.toFixed(1)} + ${broken.seconds.toFixed(1)}`
  const rows = results.map((result) => [
    result.name,
    result.claim,
    `${result.real.verdict}, ${result.real.why}`,
    `\`${result.bug.file}\`: ${result.broken.verdict} by ${result.broken.why}`,
    seconds(result),
  ])
  return `${markdownTable([['harness', 'claims', 'property', 'seeded bug', 'seconds'], ...rows])}\n\n${summary}`
}

async function main(args) {
  const { words, help, write } = parseOptions(args, { write: 'flag' })
  if (help) {
    console.log(HELP)
    return 0
  }
  if (write && words.length > 0) throw new InputError('--write takes all harnesses: give no names')
  const commit = await commitName()
  const results = []
  for (const harness of chosenHarnesses(words)) {
    const result = { ...harness, real: await ask(harness.file), broken: await ask(harness.file, '--bug') }
    results.push({ ...result, sound: isSound(result) })
    console.log(row(results.at(-1)))
  }
  const failed = results.filter(({ sound }) => !sound).length
  const summary = `${results.length - failed} of ${results.length} harnesses proved, each with its bug refuted.`
  if (write) writeEvidence('formal', { commit, command: 'npm run formal', body: evidence(results, summary) })
  console.log(`\n${summary}\n# pass ${results.length - failed}\n# fail ${failed}`)
  return failed === 0 ? 0 : 1
}

await runScript('formal', main)
