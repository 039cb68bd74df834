// Every custom error of the contracts is expected by a Solidity test with all it carries, and has a line in docs/errors.md.
import { read, solidityBelow } from './lib/files.mjs'
import { declaredErrors, unraisedProblems } from './lib/raised.mjs'
import { closeCheck } from './lib/report.mjs'

/** Errors that no test can raise, with the reason. */
const EXCEPTIONS = new Map()

const sources = solidityBelow('contracts').filter((file) => !file.includes('/mocks/'))
const declared = sources.flatMap((file) => declaredErrors(file, read(file)))
const tests = solidityBelow('test/solidity/unit')
const problems = unraisedProblems({
  declared,
  tests: tests.map(read),
  page: read('docs/errors.md'),
  exceptions: EXCEPTIONS,
})
closeCheck('errors', `${declared.length} errors, ${tests.length} files of tests`, problems)
