// Which custom errors a test expects with all they carry.
import { withoutComments } from './imports.mjs'

const CONTRACT = /^(?:abstract )?(?:contract|interface) (\w+)/m
const DECLARED = /^[ \t]*error (\w+)\(([^)]*)\);/gm

/**
 * The errors that a Solidity source declares in a contract or an interface, as `{ name: 'IBeacon.NoRandomness', arity: 1,
 * file }`; those of libraries are left out.
 */
export function declaredErrors(file, source) {
  const code = withoutComments(source)
  const owner = CONTRACT.exec(code)?.[1]
  if (owner === undefined) return []
  return [...code.matchAll(DECLARED)].map(([, name, list]) => ({
    name: `${owner}.${name}`,
    arity: list.trim() === '' ? 0 : list.split(',').length,
    file,
  }))
}

const EXPECTED = /abi\.encodeWithSelector\(\s*(\w+\.\w+)\.selector/g
const BARE = /expectRevert\(\s*(\w+\.\w+)\.selector\s*\)/g

/** What a Solidity test expects a call to revert with: `name/arguments`, as often as it says so. */
export function expectedErrors(source) {
  const code = withoutComments(source)
  const encoded = [...code.matchAll(EXPECTED)].map((match) => {
    return `${match[1]}/${commasAfter(code, match.index + match[0].length)}`
  })
  // A selector alone is the whole error only where the error carries nothing.
  return [...encoded, ...[...code.matchAll(BARE)].map(([, name]) => `${name}/0`)]
}

/** How many arguments follow the first of a call, from an offset inside of its parentheses to their end. */
function commasAfter(code, offset) {
  let [depth, commas] = [1, 0]
  for (let at = offset; depth > 0 && at < code.length; at++) {
    if ('([{'.includes(code[at])) depth++
    if (')]}'.includes(code[at])) depth--
    if (code[at] === ',' && depth === 1) commas++
  }
  return commas
}

/** Problems: errors that no test expects with as many facts as they carry, or that the page of errors has no line for. */
export function unraisedProblems({ declared, tests, page, exceptions = new Map() }) {
  const seen = new Set(tests.flatMap(expectedErrors))
  const problems = []
  for (const { name, arity, file } of declared) {
    const raised = seen.has(`${name}/${arity}`)
    if (!raised && !exceptions.has(name)) problems.push(`${file}: no test expects ${name} with its ${arity} arguments`)
    if (raised && exceptions.has(name)) problems.push(`${file}: ${name} is raised by a test now: drop its exception`)
    if (!page.includes(`\n- \`${name.split('.')[1]}(`)) problems.push(`${file}: docs/errors.md has no line for ${name}`)
  }
  const known = new Set(declared.map(({ name }) => name))
  for (const name of exceptions.keys()) if (!known.has(name)) problems.push(`no contract declares ${name}`)
  return problems
}
