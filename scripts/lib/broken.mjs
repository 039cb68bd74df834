import path from 'node:path'
import { filesBelow, projectFile, read } from './files.mjs'
import { run } from './run.mjs'

/** Where the patches lie. */
export const PATCHES = 'test/solidity/broken'
const HEADER = /^# (?:invariant ([A-Z]\d+)|hostile): (\w+)\.(\w+) in (\S+)(?: with (\S+))?$/
const FORM =
  '"# invariant <number>" or "# hostile", then ": <Contract>.<function> in <test file> [with <second test file>]"'
/** The errors that the assertions of test/solidity/utils/Test.sol revert with. */
const ASSERTION = /\b(?:AssertionFailed|UintsDiffer|IntsDiffer|WordsDiffer|AddressesDiffer|NotBetween)\(/

/** Every patch that plants a mistake. */
export function brokenPatches() {
  const files = filesBelow([PATCHES]).filter((file) => file.endsWith('.patch'))
  return files.map((file) => parsePatch(file, read(file)))
}

/**
 * Applies a patch to the sources in `folder` as to a folder of its own, not to a repository around it.
 * @param {{ check?: boolean }} options check: only say whether it would go in
 * @returns {ReturnType<typeof run>} with code 0 if it did
 */
export function applyPatch(file, folder, { check = false } = {}) {
  const args = ['apply', '--whitespace=nowarn', ...(check ? ['--check'] : []), projectFile(file)]
  return run('git', args, { cwd: folder, env: { GIT_CEILING_DIRECTORIES: path.dirname(folder) } })
}

/** What a patch file says about itself: its id, the number of its invariant, if it breaks one, and the test that has to catch it. */
export function parsePatch(file, text) {
  const match = HEADER.exec(text.split('\n')[0])
  if (!match) throw new Error(`${file}:1: must read ${FORM}`)
  const [, number, contract, test, ...files] = match
  return { id: path.basename(file, '.patch'), path: file, number, contract, test, files: files.filter(Boolean) }
}

/**
 * 'caught' only if the named test failed by an assertion, which names the invariant's number, if there is one, in its message or
 * in the test's own name. A run that ended in any other way, out of memory or of time among them, decides nothing.
 */
export function patchVerdict({ code, output, passed, failed, contract, test, number }) {
  const reason = failureOf(output, contract, test)
  if (reason === undefined && failed === 0 && passed > 0 && code === 0) return { verdict: 'SURVIVED' }
  if (reason === undefined) return { verdict: 'not decided', why: diagnosis(output, code) }
  const names = number === undefined ? /^/ : new RegExp(`(?<![A-Za-z0-9])${number}(?![A-Za-z0-9])`)
  const message = /"([^"]*)"/.exec(reason)?.[1] ?? ''
  if (!ASSERTION.test(reason) || !(names.test(message) || names.test(test)))
    return { verdict: 'not decided', why: reason }
  return { verdict: 'caught', why: message }
}

/** What the report says of the named test's failure, if it failed. */
function failureOf(output, contract, test) {
  const lines = output.split('\n')
  const title = new RegExp(`^\\s*\\d+\\) ${contract}#${test}\\(`)
  const start = lines.findIndex((line) => title.test(line))
  if (start < 0) return undefined
  return lines
    .slice(start + 1)
    .find((line) => line.trim() !== '')
    ?.trim()
}

function diagnosis(output, code) {
  const line = output.split('\n').find((text) => /error|HHE\d+|memory/i.test(text))
  return line?.trim() ?? `exit ${code}`
}
