import { builtinModules } from 'node:module'

/** Source without comments, its line breaks kept, so that an offset still tells the line. Strings stay. */
export function withoutComments(source) {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g
  return source.replace(token, (text) => (text.startsWith('/') ? text.replace(/[^\n]/g, ' ') : text))
}

/**
 * The imports of a Solidity or TypeScript source, in order.
 * @returns {{ specifier: string, line: number, dynamic: boolean, typeOnly: boolean }[]}
 */
export function importsOf(source, extension) {
  const code = withoutComments(source)
  return extension === '.sol' ? solidityImports(code) : scriptImports(code)
}

function solidityImports(code) {
  return [...code.matchAll(/^\s*import\s+(?:[^"';]*?from\s+)?["']([^"']+)["']/gm)].map((match) => found(code, match))
}

function scriptImports(code) {
  const clause = /^[ \t]*(?:import|export)(\s+type)?\s(?:[^'"`;=()]*?\sfrom\s*)?['"]([^'"]+)['"]/gm
  const fixed = [...code.matchAll(clause)].map((match) => ({
    ...found(code, match, 2),
    typeOnly: match[1] !== undefined,
  }))
  const called = [...code.matchAll(/\bimport\s*\(\s*['"]([^'"]+)['"]/g)].map((match) => ({
    ...found(code, match),
    dynamic: true,
  }))
  return [...fixed, ...called].toSorted((left, right) => left.line - right.line)
}

function found(code, match, group = 1) {
  const at = code.indexOf(match[group], match.index)
  return { specifier: match[group], line: code.slice(0, at).split('\n').length, dynamic: false, typeOnly: false }
}

/** Whether a specifier names a module of Node itself. */
export function isNodeModule(specifier) {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

/**
 * One cycle of a graph, as the list of its nodes with the first repeated at the end, or undefined.
 * @param {Map<string, string[]>} graph
 */
export function findCycle(graph) {
  const done = new Set()
  for (const start of graph.keys()) {
    const cycle = walk({ graph, done, trail: [] }, start)
    if (cycle) return cycle
  }
  return undefined
}

function walk(state, node) {
  if (state.done.has(node)) return undefined
  const at = state.trail.indexOf(node)
  if (at >= 0) return [...state.trail.slice(at), node]
  state.trail.push(node)
  for (const next of state.graph.get(node) ?? []) {
    const cycle = walk(state, next)
    if (cycle) return cycle
  }
  state.trail.pop()
  state.done.add(node)
  return undefined
}
