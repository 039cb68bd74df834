// Who may import whom. The rules are data; docs: ARCHITECTURE.md.
import path from 'node:path'
import { findCycle, importsOf, isNodeModule } from './imports.mjs'

/** Folder below contracts/ → the other folders it may import. */
const CONTRACTS = {
  shared: [],
  token: ['shared'],
  emission: ['shared', 'token'],
  staking: ['shared', 'token', 'emission'],
  verification: ['shared'],
  jobs: ['shared', 'token', 'emission', 'staking', 'verification'],
  lens: ['shared', 'token', 'emission', 'staking', 'verification', 'jobs'],
  mocks: ['shared', 'token', 'emission', 'staking', 'verification', 'jobs'],
}

/** Outside code that contracts may import. */
const SOLIDITY_PACKAGES = ['@openzeppelin/contracts/', 'solady/src/utils/']

/** Part of the workspace → the workspace packages it may import; the longest matching folder rules. */
const PACKAGES = {
  'packages/kernels/': [],
  'deploy/': [],
  'packages/sdk/': ['@quern/kernels'],
  'packages/sdk/src/testing/': ['@quern/kernels', '@quern/deploy'],
  'packages/sdk/examples/': ['@quern/kernels', '@quern/sdk'],
  'packages/worker/': ['@quern/kernels', '@quern/sdk'],
  'packages/demo/': ['@quern/kernels', '@quern/deploy', '@quern/sdk', '@quern/worker'],
  'test/': ['@quern/kernels', '@quern/deploy', '@quern/sdk', '@quern/worker'],
  'scripts/': ['@quern/kernels', '@quern/deploy', '@quern/sdk', '@quern/worker'],
  'bench/': ['@quern/kernels'],
}

/** Folders inside a package that the rest of it may not import. */
const CLOSED = { 'packages/sdk/src/': 'packages/sdk/src/testing/' }

/** What a package's tests stand on, as built: those below test/ may stand on it, too. */
const SUPPORT = /^packages\/[^/]+\/dist\/.*\.test\.support\.js$/

/** Entries that have to load in a browser: nothing they import at load may be a module of Node. */
const PORTABLE = ['packages/kernels/src/index.ts', 'packages/sdk/src/index.ts']

/**
 * Everything that breaks the direction of imports.
 * @param {Map<string, string>} sources path from the root → text
 * @param {Map<string, string[]>} entries workspace package → the specifiers it exports
 * @returns {string[]} one readable line a problem
 */
export function layerProblems(sources, entries) {
  const problems = []
  const graph = new Map()
  for (const [file, text] of sources) {
    const imports = importsOf(text, path.extname(file))
    const targets = imports.map((entry) => ({ ...entry, target: resolve(file, entry.specifier, sources) }))
    graph.set(file, targets)
    for (const entry of targets) {
      const problem = file.endsWith('.sol') ? solidityProblem(file, entry) : scriptProblem(file, entry, entries)
      if (problem) problems.push(`${file}:${entry.line}: ${problem}`)
    }
  }
  return [...problems, ...cycleProblems(graph), ...portableProblems(graph)]
}

function resolve(file, specifier, sources) {
  if (!specifier.startsWith('.')) return undefined
  const target = path.posix.join(path.posix.dirname(file), specifier)
  const typed = target.replace(/\.(m?)js$/, '.$1ts')
  return sources.has(typed) ? typed : target
}

function solidityProblem(file, { specifier, target }) {
  if (target === undefined) {
    const known = SOLIDITY_PACKAGES.some((prefix) => specifier.startsWith(prefix))
    return known ? undefined : `"${specifier}" is neither relative nor one of ${SOLIDITY_PACKAGES.join(', ')}`
  }
  const from = /^contracts\/([^/]+)\//.exec(file)?.[1]
  if (from === undefined) return undefined
  const to = /^contracts\/([^/]+)\//.exec(target)?.[1]
  if (to === undefined) return `contracts import contracts only, not ${target}`
  const allowed = CONTRACTS[from]
  if (allowed === undefined) return `contracts/${from} has no place in the order of layers`
  if (to === from || allowed.includes(to)) return undefined
  return `${from} may import ${allowed.join(', ') || 'no other layer'}, not ${to} (${specifier})`
}

function ruleFor(table, file) {
  const folders = Object.keys(table).filter((folder) => file.startsWith(folder))
  return folders.toSorted((left, right) => right.length - left.length)[0]
}

function packageOf(file) {
  return /^(packages\/[^/]+|deploy)\//.exec(file)?.[1]
}

function scriptProblem(file, { specifier, target }, entries) {
  if (target !== undefined) return pathProblem(file, target)
  const name = /^@quern\/[^/]+/.exec(specifier)?.[0]
  if (name === undefined) return undefined
  const rule = ruleFor(PACKAGES, file)
  const allowed = rule === undefined ? [] : PACKAGES[rule]
  if (!allowed.includes(name))
    return `${rule ?? file} may import ${allowed.join(', ') || 'no workspace package'}, not ${name}`
  if (!(entries.get(name) ?? []).includes(specifier)) return `"${specifier}" is no public entry of ${name}`
  return undefined
}

function pathProblem(file, target) {
  const [from, to] = [packageOf(file), packageOf(target)]
  if (file.startsWith('test/') && SUPPORT.test(target)) return undefined
  if (to !== undefined && to !== from) return `${target} belongs to another package: import its public entry`
  if (from !== undefined && to === undefined) return `a package may not reach outside itself (${target})`
  const closed = CLOSED[ruleFor(CLOSED, file)]
  if (closed === undefined || file.startsWith(closed) || file.endsWith('.test.ts') || !target.startsWith(closed))
    return undefined
  return `only tests import ${closed}`
}

function cycleProblems(graph) {
  const edges = [...graph].map(([file, imports]) => [
    file,
    imports.map(({ target }) => target).filter((target) => graph.has(target)),
  ])
  const cycle = findCycle(new Map(edges))
  return cycle ? [`${cycle[0]}: files import each other in a circle: ${cycle.join(' → ')}`] : []
}

function portableProblems(graph) {
  const problems = []
  for (const entry of PORTABLE.filter((file) => graph.has(file))) {
    const seen = new Set([entry])
    for (const file of seen) {
      for (const { specifier, target, dynamic, typeOnly, line } of graph.get(file) ?? []) {
        if (dynamic || typeOnly) continue
        if (isNodeModule(specifier))
          problems.push(`${file}:${line}: ${entry} loads in browsers, so "${specifier}" may not`)
        if (graph.has(target)) seen.add(target)
      }
    }
  }
  return [...new Set(problems)]
}
