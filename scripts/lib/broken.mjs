import path from 'node:path'

const HEADER = /^# invariant: (\w+)\.(\w+) in (\S+)$/

/** What a patch file says about itself: its id and the test that has to catch it. */
export function parsePatch(file, text) {
  const match = HEADER.exec(text.split('\n')[0])
  if (!match) throw new Error(`${file}:1: must read "# invariant: <Contract>.<function> in <test file>"`)
  const [, contract, test, testFile] = match
  return { id: path.basename(file, '.patch'), path: file, contract, test, file: testFile }
}

/** 'caught' only if the named test itself failed: a compiler error or another failure is not a catch. */
export function patchVerdict({ code, output, passed, failed, test }) {
  const named = new RegExp(`^\\s*\\d+\\) ${test}\\(`, 'm').test(output)
  if (failed > 0 && named) return 'caught'
  if (passed > 0 && code === 0) return 'SURVIVED'
  const reason = output.split('\n').find((line) => /error|HHE\d+/i.test(line)) ?? `exit ${code}`
  return `the test did not run: ${reason.trim()}`
}
