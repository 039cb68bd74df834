// node bench/big-operand.mjs [--write]: commits to a 16384 × 16384 operand in a file (256 MiB) and multiplies it by 256
// columns, on one thread and on two, each in a process of its own whose memory is measured. With --write the table goes
// to docs/evidence/big-operand.md. Needs the built packages.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from '../scripts/lib/paths.mjs'
import { jobOf, kernels } from './lib/engines.mjs'
import { commitName, describeMachine } from './lib/machine.mjs'
import { operand } from './lib/operands.mjs'

const { fileSource } = await import(pathToFileURL(path.join(root, 'packages/kernels/dist/node/index.js')).href)

const PARAMS = { m: 16_384, n: 256, k: 16_384 }
const MIB = 2 ** 20
const BUDGET_BYTES = 24 * MIB
const THREADS = [1, 2]
const CHECKED_ROWS = [0, 1, 8191, 16_383]
const CHECKED_COLUMNS = [0, 100, 255]
const PAGE = new URL('../docs/evidence/big-operand.md', import.meta.url)

/** One row, turned by its number: no two rows are alike, and nobody waits for a generator. */
function rowOf(line, index) {
  const row = new Int8Array(line.length)
  row.set(line.subarray(index))
  row.set(line.subarray(0, index), line.length - index)
  return row
}

function writeOperand(file) {
  const line = operand(PARAMS.k, 1)
  const handle = openSync(file, 'w')
  for (let row = 0; row < PARAMS.m; row++) writeSync(handle, rowOf(line, row))
  closeSync(handle)
}

/** Does the work in this process and tells its parent what it took. */
async function work(file, threads) {
  const job = jobOf(PARAMS)
  const bt = operand(PARAMS.n * PARAMS.k, 2)
  const a = await fileSource(file, job.layout.inputs[0])
  const b = kernels.bytesSource(job.layout.inputs[1], new Uint8Array(bt.buffer))
  const backend = await kernels.openBackend({ prefer: 'wasm', threads, memoryBytes: BUDGET_BYTES })
  await kernels.selfTest(backend)
  const idleMib = process.memoryUsage().rss / MIB
  const inputs = [await backend.upload(a), await backend.upload(b)]
  const start = clock()
  const { root: treeRoot } = await backend.commit(inputs[0])
  const committed = clock()
  const output = await backend.run(job, inputs)
  const multiplied = clock()
  const mostMib = process.resourceUsage().maxRSS / 1024
  await check(backend, { output, bt })
  process.send({ threads, treeRoot, idleMib, mostMib, times: [since(start, committed), since(committed, multiplied)] })
  await backend.close()
  await a.close()
  process.disconnect()
}

/** Seconds on the wall, and of all threads on the processor. */
function clock() {
  const { user, system } = process.cpuUsage()
  return [performance.now() / 1e3, (user + system) / 1e6]
}

function since(from, to) {
  return to.map((seconds, i) => (seconds - from[i]).toFixed(2))
}

/** Compares elements of some rows with the reference. */
async function check(backend, { output, bt }) {
  const line = operand(PARAMS.k, 1)
  for (const row of CHECKED_ROWS) {
    const have = new Int32Array((await backend.read(output, { first: row, count: 1 })).slice().buffer)
    const shard = { params: { ...PARAMS, m: 1 }, shards: 1, shard: 0, a: rowOf(line, row), b: bt }
    for (const column of CHECKED_COLUMNS) {
      const need = kernels.referenceElement({ ...shard, element: BigInt(column) })
      if (have[column] !== need) throw new Error(`row ${row}, column ${column}: ${have[column]}, not ${need}`)
    }
  }
}

async function measured(file, threads) {
  const child = fork(fileURLToPath(import.meta.url), [file, String(threads)])
  const exit = once(child, 'exit')
  const answer = await Promise.race([once(child, 'message'), exit])
  await exit
  if (typeof answer[0] !== 'object') throw new Error(`the child ended with ${answer[0]} before it answered`)
  return answer[0]
}

function page(results) {
  const rows = results.map(
    ({ threads, times, idleMib, mostMib }) =>
      `| ${[threads, ...times.flat(), Math.round(idleMib), Math.round(mostMib)].join(' | ')} |`,
  )
  const { cpu, cores, os, node } = describeMachine()
  return `# An operand larger than the memory it gets

Written by \`node bench/big-operand.mjs --write\` on ${new Date().toISOString().slice(0, 10)} at commit ${commitName()}: ${cpu}, ${cores} cores, ${os}, Node ${node}.

A is int8 [16384, 16384] in a file of 256 MiB, B int8 [16384, 256]. The WASM backend may hold ${BUDGET_BYTES / MIB} MiB of tensors and
trees; the output takes 16 of them. A is committed to, then multiplied; ${CHECKED_ROWS.length * CHECKED_COLUMNS.length} elements were compared with the reference, and all
runs found the same root. Memory is the resident set of a process of its own with all that the engine takes: before the
work, and at its largest. Seconds are given on the wall and of the processor, all threads together: others may have worked
on the machine at the time.

| threads | commit, s | of the processor | multiply, s | of the processor | before, MiB | largest, MiB |
|---|---|---|---|---|---|---|
${rows.join('\n')}
`
}

async function main(isWritten) {
  const folder = mkdtempSync(path.join(tmpdir(), 'quern-big-'))
  try {
    const file = path.join(folder, 'a.bin')
    writeOperand(file)
    const results = []
    for (const threads of THREADS) results.push(await measured(file, threads))
    if (new Set(results.map(({ treeRoot }) => treeRoot)).size > 1) throw new Error('the roots differ')
    const text = page(results)
    if (isWritten) writeFileSync(PAGE, text)
    console.log(text)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [first, second] = process.argv.slice(2)
await (process.send === undefined ? main(first === '--write') : work(first, Number(second)))
