// npm run bench:kernels: one table of what every backend does on this machine, beside yardsticks that run in turns with it.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { InputError, parseOptions, runScript } from '../scripts/lib/options.mjs'
import { root } from '../scripts/lib/paths.mjs'
import { commitmentRows, freivaldsRows } from './lib/checks.mjs'
import { KINDS, openEngines } from './lib/engines.mjs'
import { IMAGES, imageRows } from './lib/images.mjs'
import { commitName, describeMachine, machineName } from './lib/machine.mjs'
import { matmulRows } from './lib/matmul.mjs'
import { loadOnnxruntime } from './lib/onnx.mjs'
import { SIZES, sizeText } from './lib/operands.mjs'
import { pageText, readResults } from './lib/page.mjs'
import { writeResults } from './lib/results.mjs'
import { saltRows } from './lib/salts.mjs'
import { tableText } from './lib/table.mjs'
import { LEAVES, treeRows } from './lib/trees.mjs'

const HELP = `npm run bench:kernels [-- options]
  --only WORK,…       some of: matmul8, trees, commitment, freivalds, render, create2-search
  --sizes MxNxK,…     some of the sizes of matmul8
  --leaves N,…        log2 of the leaves of the trees, from 16 to 20
  --backends KIND,…   some of: reference, wasm, webgpu
  --software          also lists a software WebGPU driver, marked as one
  --peak-tops N       the GPU's ceiling of packed int8 dot products in TOPS, with --peak-source TEXT: where N is from
  --onnxruntime DIR   where onnxruntime-node is installed (bench)
  --results DIR       where the JSON goes (bench/results)
  --commit NAME       the commit, where there is no git
  --remark TEXT       kept with every row, such as what else ran on the machine
  --page              measures nothing: writes docs/evidence/kernels.md from the results`

const PAGE = path.join(root, 'docs/evidence/kernels.md')

const OPTIONS = {
  only: 'value',
  sizes: 'value',
  leaves: 'value',
  backends: 'value',
  software: 'flag',
  'peak-tops': 'value',
  'peak-source': 'value',
  onnxruntime: 'value',
  results: 'value',
  commit: 'value',
  page: 'flag',
  remark: 'value',
}

const BESIDE_COMPUTE = SIZES.filter(({ m, n, k }) => m === n && n === k && (k === 1024 || k === 4096))
const TREES = [16, 17, 18, 19, 20]

/** Every work is { name, rows(wishes) => Promise<row[]> }. */
const WORKS = [
  { name: 'matmul8', rows: (wishes) => each(wishes.sizes, (size) => matmulRows({ ...wishes, size })) },
  {
    name: 'trees',
    rows: (wishes) => each(wishes.leaves, (log2) => each(LEAVES, (leaf) => treeRows({ ...wishes, log2, leaf }))),
  },
  { name: 'commitment', rows: (wishes) => each(BESIDE_COMPUTE, (size) => commitmentRows({ ...wishes, size })) },
  { name: 'freivalds', rows: (wishes) => each(BESIDE_COMPUTE, (size) => freivaldsRows({ ...wishes, size })) },
  { name: 'render', rows: (wishes) => each(IMAGES, (image) => imageRows({ ...wishes, image })) },
  { name: 'create2-search', rows: saltRows },
]

async function each(list, rowsOf) {
  const rows = []
  for (const entry of list) rows.push(...(await rowsOf(entry)))
  return rows
}

/** The chosen part of a list; refuses names that it does not have. */
function chosen(text, { option, all, nameOf }) {
  if (text === undefined) return all
  return text.split(',').map((name) => {
    const found = all.find((entry) => nameOf(entry) === name)
    if (found === undefined)
      throw new InputError(`--${option} has no "${name}"; there are ${all.map(nameOf).join(', ')}`)
    return found
  })
}

function peakOf(options) {
  if (options['peak-tops'] === undefined) return undefined
  const tops = Number(options['peak-tops'])
  if (!(tops > 0)) throw new InputError(`--peak-tops is "${options['peak-tops']}": give a number above 0`)
  if (options['peak-source'] === undefined)
    throw new InputError('--peak-tops needs --peak-source: where the number is from')
  return { tops, source: options['peak-source'] }
}

function writePage(folder) {
  writeFileSync(PAGE, pageText(readResults(folder)))
  console.log(`written to ${path.relative(process.cwd(), PAGE)}`)
  return 0
}

async function main(args) {
  const options = parseOptions(args, OPTIONS)
  if (options.help) return void console.log(HELP)
  const folder = path.resolve(options.results ?? path.join(root, 'bench/results'))
  if (options.page) return writePage(folder)
  const works = chosen(options.only, { option: 'only', all: WORKS, nameOf: ({ name }) => name })
  const wishes = {
    sizes: chosen(options.sizes, {
      option: 'sizes',
      all: SIZES,
      nameOf: (size) => sizeText(size).replaceAll('×', 'x'),
    }),
    leaves: chosen(options.leaves, { option: 'leaves', all: TREES, nameOf: String }),
    peak: peakOf(options),
    onnxruntime: loadOnnxruntime(path.resolve(options.onnxruntime ?? path.join(root, 'bench'))),
  }
  const kinds = chosen(options.backends, { option: 'backends', all: KINDS, nameOf: String })
  const { engines, noGpu } = await openEngines({ software: options.software === true, kinds })
  const machine = describeMachine(engines.find(({ kind, isSoftware }) => kind === 'webgpu' && !isSoftware)?.device)
  const seen = {
    date: new Date().toISOString().slice(0, 10),
    commit: options.commit ?? commitName(),
    ...(options.remark === undefined ? {} : { remark: options.remark }),
  }
  console.log(header({ machine, seen, noGpu, ...wishes }))
  const rows = await each(works, (work) => work.rows({ ...wishes, engines }))
  for (const engine of engines) await engine.close()
  console.log(`\n${tableText(rows)}\n`)
  const file = writeResults({ folder, machine, rows, seen })
  console.log(`written to ${path.relative(process.cwd(), file)}`)
  return 0
}

function header({ machine, seen, noGpu, onnxruntime, peak }) {
  const lines = [
    `${machineName(machine)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.os}, Node ${machine.node}`,
    `${seen.date}, commit ${seen.commit}`,
  ]
  if (noGpu !== undefined) lines.push(`no WebGPU: ${noGpu}`)
  if (onnxruntime === undefined)
    lines.push(
      'no onnxruntime: its columns are left out; ONNXRUNTIME_NODE_INSTALL=skip npm ci --prefix bench (290 MB) brings it',
    )
  if (peak !== undefined) lines.push(`dp4a peak: ${peak.tops} TOPS (${peak.source})`)
  return lines.join('\n')
}

await runScript('bench:kernels', main)
