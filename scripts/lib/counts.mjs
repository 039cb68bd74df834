// What a runner says of its tests: how many passed and failed, and which failed. A skipped test counts as failed: it
// proves nothing.

/** Lines of a lane's failures that its summary repeats. */
const MOST_LINES = 40

/** Sums Hardhat's summaries ("  12 passing", "  1 failing", "  2 pending"), of Solidity tests and of Mocha. */
export function hardhatCounts(output) {
  const sum = (words) => {
    const line = new RegExp(`^\\s*(\\d+) (?:${words})(?: \\(.*\\))?\\s*$`, 'gm')
    return [...output.matchAll(line)].reduce((total, match) => total + Number(match[1]), 0)
  }
  return { passed: sum('passing'), failed: sum('failing|pending|skipped') }
}

/** Sums the runs that Hardhat names beside its Solidity tests: of fuzzed tests, and of campaigns on invariants. */
export function hardhatRuns(output) {
  const sum = (names) => {
    const line = new RegExp(`^\\s*✔ ${names}.*\\(runs: (\\d+)\\)\\s*$`, 'gm')
    return [...output.matchAll(line)].reduce((total, match) => total + Number(match[1]), 0)
  }
  return { fuzz: sum('test'), campaigns: sum('invariant') }
}

/** Reads the closing lines of a TAP report of node --test ("# pass 12"). */
export function tapCounts(report) {
  const last = (word) => {
    const found = [...report.matchAll(new RegExp(`^# ${word} (\\d+)$`, 'gm'))].at(-1)
    return found ? Number(found[1]) : 0
  }
  return { passed: last('pass'), failed: last('fail') + last('cancelled') + last('skipped') + last('todo') }
}

/** What tests say of the machine they ran on, a line each: the diagnostics of TAP that begin with `note: `. */
export function notesIn(report) {
  return [...new Set([...report.matchAll(/^ *# note: (.+)$/gm)].map(([, note]) => note))]
}

/** Whether a lane's result is good: a runner that exits 0 without a test, or fails without a failed test, is not. */
export function laneProblem({ code, passed, failed }) {
  if (failed > 0) return `${failed} failed or skipped`
  if (code !== 0) return `the runner exited with ${code}`
  if (passed === 0) return 'no test ran'
  return undefined
}

/** What a runner printed of its failures: the closing section of Hardhat and node --test, or the failed lines of TAP. */
export function failuresIn(output) {
  const lines = output.split('\n').map((line) => line.trimEnd())
  const heading = lines.findIndex((line) => /^\s*\d+ failing$|^✖ failing tests:$/.test(line))
  const told = heading === -1 ? lines.filter((line) => line.startsWith('not ok ')) : lines.slice(heading + 1)
  return told.filter((line) => line !== '').slice(0, MOST_LINES)
}
