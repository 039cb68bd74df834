// A harness is one file of test/solidity/formal: a contract of the file's name that asserts a property, and before it
// one seeded bug, which replaces one piece of code, in the harness or in a contract:
//   // bug: contracts/shared/Bps.sol
//   // - amount * bps
//   // + amount + bps
//   // at amount == 2 && bps == 2
// The last line is wanted where the checker finds no counterexample by itself in time: then it only looks there.
import path from 'node:path'
import { InputError } from '../lib/options.mjs'

const FORM = '"// bug: <file>", "// - <code>" and "// + <code>", one below the other'
const BUG = /^\/\/ bug: (\S+)\n\/\/ - (.+)\n\/\/ \+ (.*)$(?:\n\/\/ at (.+)$)?/gm
const BODY = /^ {4}function check\([^)]*\) external pure \{$/m

/** What a harness file says about itself. */
export function parseHarness(file, text) {
  const name = path.basename(file, '.sol')
  if (!new RegExp(`^contract ${name} \\{`, 'm').test(text)) throw new InputError(`${file}: has no contract ${name}`)
  const bugs = [...text.matchAll(BUG)]
  if (bugs.length !== 1) throw new InputError(`${file}: needs one seeded bug: ${FORM}`)
  const [, bugFile, from, to, place] = bugs[0]
  const claim = /\/\/\/ @notice (.*)/.exec(text)?.[1]
  if (claim === undefined) throw new InputError(`${file}: says nowhere, in @notice, what it claims`)
  return { file, name, claim, bug: { file: bugFile, from, to, place } }
}

/** The text of the bug's file with the bug in it. Comment lines are left alone: one of them quotes the code. */
export function plantBug(text, { file, from, to }) {
  const lines = text.split('\n')
  const isCode = (line) => !line.trimStart().startsWith('//')
  const count = lines.reduce((sum, line) => sum + (isCode(line) ? line.split(from).length - 1 : 0), 0)
  if (count !== 1) throw new InputError(`${file}: "${from}" stands there ${count} times, so the bug cannot be planted`)
  return lines.map((line) => (isCode(line) ? line.replace(from, () => to) : line)).join('\n')
}

/** The harness's text, made to look only where its bug says that it shows. */
export function narrow(text, { file, bug }) {
  if (bug.place === undefined) return text
  if (!BODY.test(text)) throw new InputError(`${file}: has no "function check(...) external pure" to narrow`)
  return text.replace(BODY, (head) => `${head} require(${bug.place});`)
}

/**
 * What the checker's messages come to: 'proved' if every assertion is safe, 'refuted' if one has a counterexample,
 * else 'undecided'; 'unreadable' where the compiler did not get as far.
 */
export function verdictOf(messages) {
  const error = messages.find(({ severity }) => severity === 'error')
  if (error) return { verdict: 'unreadable', why: error.message.split('\n')[0] }
  const proved = messages.filter(({ message }) => /^CHC: .* check is safe!/.test(message)).length
  const refuted = messages.find(({ message }) => /^CHC: .* happens here\./.test(message))
  const open = messages.filter(({ message }) => /^CHC: .* might happen here\./.test(message)).length
  if (refuted) return { verdict: 'refuted', why: counterexample(refuted.message) }
  if (open > 0 || proved === 0) return { verdict: 'undecided', why: `${open} open, ${proved} proved` }
  return { verdict: 'proved', why: `${proved} ${proved === 1 ? 'assertion' : 'assertions'}` }
}

/** The values that break the property, on one line. */
function counterexample(message) {
  const values = /Counterexample:\n([\s\S]*?)\n\nTransaction trace/.exec(message)?.[1] ?? ''
  const lines = values.split('\n').filter((line) => line.includes(' = '))
  return lines.join(', ') || 'a path without values'
}

/** Whether both queries of a harness ended as they have to. */
export function isSound({ real, broken }) {
  return real.verdict === 'proved' && broken.verdict === 'refuted'
}
