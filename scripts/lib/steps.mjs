// Build steps that are skipped while what they read has not changed. A step is
// { name, reads: string[], makes: string[], run() => Promise<{ code, output }> }; paths are from the root. A list of steps
// in the place of one runs at once.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { filesBelow, fingerprint } from './files.mjs'
import { root } from './paths.mjs'

const STAMPS = path.join(root, 'build/stamps')

/** Runs the steps in order; stops at the first that fails and shows its output. Says how many had work to do. */
export async function runSteps(label, steps) {
  const started = performance.now()
  const results = []
  for (const group of steps) {
    results.push(...(await Promise.all([group].flat().map((step) => runStep(label, step)))))
    if (results.includes('failed')) return false
  }
  const done = results.filter((result) => result === 'done').length
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    done === 0 ? `${label}: up to date` : `${label}: ${done} of ${results.length} steps had work, ${seconds} s`,
  )
  return true
}

/** Returns 'done', 'fresh' or 'failed'; a step that reads nothing is run each time, and what it did does not count. */
async function runStep(label, step) {
  const stamp = path.join(STAMPS, step.name)
  const before = step.reads && fingerprint(filesBelow(step.reads))
  if (before && isFresh(step, stamp, before)) return 'fresh'
  progress(`${label}: ${step.name} …`)
  rmSync(stamp, { force: true })
  const { code, output } = await step.run()
  clearProgress()
  if (code !== 0) {
    console.error(`${output.trim()}\n\n${label}: "${step.name}" failed (exit ${code}).`)
    return 'failed'
  }
  if (before) writeStamp(stamp, before)
  return before ? 'done' : 'fresh'
}

function isFresh(step, stamp, before) {
  const made = step.makes.every((output) => existsSync(path.join(root, output)))
  return made && existsSync(stamp) && readFileSync(stamp, 'utf8') === before
}

function writeStamp(stamp, content) {
  mkdirSync(STAMPS, { recursive: true })
  writeFileSync(stamp, content)
}

function progress(text) {
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${text}` : `${text}\n`)
}

function clearProgress() {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K')
}
