// npm run bench:worker [-- jobs side …]: what real jobs of a real worker take by part, from its request to its commit.
// Writes bench/results/worker-<machine>.json. A block takes a second; times that hold a block say so.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../scripts/lib/paths.mjs'
import { commitName, describeMachine, fileName, machineName } from './lib/machine.mjs'
import { overheadText, summary } from './lib/overhead.mjs'

const program = path.join(root, 'build/system/bench/overhead.js')
const output = execFileSync(process.execPath, [program, ...process.argv.slice(2)], { cwd: root, maxBuffer: 2 ** 26 })
const machine = describeMachine()
const sizes = JSON.parse(output.toString()).map(summary)
console.log(`${machineName(machine)}, ${machine.os}, Node ${machine.node}\n`)
for (const size of sizes) console.log(`${overheadText(size)}\n`)

const file = path.join(root, 'bench/results', `worker-${fileName(machine)}.json`)
const head = { format: 'quern-worker-bench/1', name: machineName(machine), machine }
const seen = { date: new Date().toISOString().slice(0, 10), commit: commitName() }
mkdirSync(path.dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify({ ...head, ...seen, sizes }, undefined, 2)}\n`)
console.log(`written to ${path.relative(root, file)}`)
