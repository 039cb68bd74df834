import { runDemo } from './demo.js'
import { say } from './progress.js'
import { runRenderDemo } from './render.js'

const DEMOS = { loop: runDemo, render: runRenderDemo } as const

const name = process.argv[2] ?? 'loop'
if (!Object.hasOwn(DEMOS, name)) {
  process.stderr.write(`There is no demo "${name}": give nothing, or one of ${Object.keys(DEMOS).join(', ')}.\n`)
  process.exit(2)
}
const run = DEMOS[name as keyof typeof DEMOS]

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping')
    stopping.abort(new Error('stopped by a signal'))
  })
}

try {
  const problems = await run(stopping.signal)
  for (const problem of problems) process.stderr.write(`FAILED  ${problem}\n`)
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  if (stopping.signal.aborted) process.exitCode = 130
  else {
    process.stderr.write(`FAILED  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
}
