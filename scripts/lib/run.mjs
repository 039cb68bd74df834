import { spawn } from 'node:child_process'
import { labelled } from './labelled.mjs'
import { node, root } from './paths.mjs'

const QUIET = { NO_COLOR: '1', HARDHAT_DISABLE_TELEMETRY: 'true', HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: 'false' }

/**
 * Runs Node with `args` and without standard input.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, stream?: boolean | string, timeoutS?: number }} options stream: also
 * show the output as it comes, each line with this label if it is a text; timeoutS: end the program after so many seconds
 * @returns {Promise<{ code: number, output: string, seconds: number }>}
 */
export function runNode(args, options = {}) {
  return run(node, args, options)
}

/** The same for any program. */
export function run(file, args, { cwd = root, env = {}, stream = false, timeoutS } = {}) {
  const started = performance.now()
  const { FORCE_COLOR: _, ...inherited } = process.env
  const limit = timeoutS === undefined ? {} : { timeout: timeoutS * 1000, killSignal: 'SIGKILL' }
  const child = spawn(file, args, {
    cwd,
    env: { ...inherited, ...QUIET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...limit,
  })
  const chunks = []
  for (const [pipe, out] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    pipe.on('data', (chunk) => chunks.push(chunk))
    if (stream) show(pipe, out, stream)
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8'), seconds })
    })
  })
}

function show(pipe, out, stream) {
  const shown = typeof stream === 'string' ? labelled(stream, (text) => out.write(text)) : undefined
  pipe.on('data', (chunk) => (shown ?? out).write(chunk))
  if (shown) pipe.on('end', () => shown.end())
}
