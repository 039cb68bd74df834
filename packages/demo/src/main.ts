import { runDemo } from './demo.js'
import { numbersOf, UsageError } from './numbers.js'
import { say } from './progress.js'
import { runRenderDemo } from './render.js'
import { runSaltsDemo } from './salts/salts.js'
import { runSearchDemo, SIZES } from './search/search.js'

/** Each reads its options, and then runs until it is done or the signal is aborted. */
const DEMOS: Readonly<Record<string, (args: readonly string[]) => (signal: AbortSignal) => Promise<string[]>>> = {
  loop: (args) => {
    numbersOf(args, {})
    return runDemo
  },
  render: (args) => {
    numbersOf(args, {})
    return runRenderDemo
  },
  search: (args) => {
    const size = numbersOf(args, SIZES)
    return (signal) => runSearchDemo(signal, size)
  },
  salts: (args) => {
    numbersOf(args, {})
    return runSaltsDemo
  },
}

function chosenDemo([name = 'loop', ...args]: readonly string[]) {
  const demo = Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined
  if (demo) return demo(args)
  throw new UsageError(`There is no demo "${name}": give nothing, or one of ${Object.keys(DEMOS).join(', ')}.`)
}

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping')
    stopping.abort(new Error('stopped by a signal'))
  })
}

try {
  const problems = await chosenDemo(process.argv.slice(2))(stopping.signal)
  for (const problem of problems) process.stderr.write(`FAILED  ${problem}\n`)
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  if (stopping.signal.aborted) process.exitCode = 130
  else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  } else {
    process.stderr.write(`FAILED  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
}
