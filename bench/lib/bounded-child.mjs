// node bounded-child.mjs <kind> <size as JSON>: see bounded.mjs. Prints one line of JSON.
import { jobOf, kernels } from './engines.mjs'
import { operand } from './operands.mjs'

const PATTERN_ROWS = 61

const [, , kind, size] = process.argv
const residentPeak = () => process.resourceUsage().maxRSS * 1024

/** A tensor that is nowhere: a few rows, repeated. */
function repeating(shape, seed) {
  const pattern = new Uint8Array(operand(PATTERN_ROWS * shape.rowBytes, seed).buffer)
  const read = ({ first, count }) => {
    const bytes = new Uint8Array(count * shape.rowBytes)
    for (let row = 0; row < count; row++) {
      const from = ((first + row) % PATTERN_ROWS) * shape.rowBytes
      bytes.set(pattern.subarray(from, from + shape.rowBytes), row * shape.rowBytes)
    }
    return bytes
  }
  return { shape, read }
}

const job = jobOf(JSON.parse(size))
const backend = await kernels.openBackend({ prefer: kind })
await kernels.selfTest(backend)
const idleBytes = residentPeak()
const inputs = []
for (const [i, shape] of job.layout.inputs.entries()) inputs.push(await backend.upload(repeating(shape, i + 1)))

const started = performance.now()
const output = await backend.run(job, inputs)
const computed = performance.now()
for (const tensor of [...inputs, output]) await backend.commit(tensor)
const committed = performance.now()
await backend.close()
console.log(
  JSON.stringify({ runMs: computed - started, commitMs: committed - computed, idleBytes, peakBytes: residentPeak() }),
)
