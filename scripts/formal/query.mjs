// One question to the checker: node scripts/formal/query.mjs <harness file> [--bug]. Prints, as JSON, solc's messages
// and the processor's seconds.
// A process of its own, because the checker inside solc can hang, and crashes when it is given a time limit.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { projectFile, read } from '../lib/files.mjs'
import { narrow, parseHarness, plantBug } from './harness.mjs'

const solc = createRequire(import.meta.url)('solc')

function findSource(bug) {
  return (name) => {
    const file = [name, `node_modules/${name}`].find((candidate) => existsSync(projectFile(candidate)))
    if (file === undefined) return { error: `${name} not found` }
    const text = read(file)
    return { contents: name === bug?.file ? plantBug(text, bug) : text }
  }
}

const [file, flag] = process.argv.slice(2)
const harness = parseHarness(file, read(file))
const broken = flag === '--bug'
const find = findSource(broken ? harness.bug : undefined)
const { contents } = find(file)
const modelChecker = {
  contracts: { [file]: [harness.name] },
  engine: 'chc',
  solvers: ['z3'],
  targets: ['assert'],
  showProvedSafe: true,
  showUnproved: true,
}
const input = {
  language: 'Solidity',
  sources: { [file]: { content: broken ? narrow(contents, harness) : contents } },
  settings: { modelChecker, outputSelection: { '*': { '*': ['abi'] } } },
}
const { errors = [] } = JSON.parse(solc.compile(JSON.stringify(input), { import: find }))
const { user, system } = process.cpuUsage()
const messages = errors.map(({ severity, message }) => ({ severity, message }))
console.log(JSON.stringify({ messages, seconds: (user + system) / 1e6 }))
