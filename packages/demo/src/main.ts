import { runDemo } from './demo.js'
import { say } from './progress.js'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping')
    stopping.abort(new Error('stopped by a signal'))
  })
}

try {
  const problems = await runDemo(stopping.signal)
  for (const problem of problems) process.stderr.write(`FAILED  ${problem}\n`)
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  if (stopping.signal.aborted) process.exitCode = 130
  else {
    process.stderr.write(`FAILED  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
}
