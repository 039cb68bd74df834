// Makes every condition tell which way it went: `c` becomes `__QuernBranch.take(c, tag)`, which sends the tag, or the
// one after it for false, to Hardhat's collector. Conditions are those of if, loops and `?:`, and both sides of && and ||.
// No line is added above the last, so that lines stay what they are.
import { createHash } from 'node:crypto'

const COVERAGE_FILE = '__QuernBranch.sol'

/** The library that the instrumented code calls, on top of EDR's own at `edrFile`: its file → its text. */
export function branchLibrary(edrFile) {
  const lines = [
    '// SPDX-License-Identifier: MIT',
    'pragma solidity ^0.8.28;',
    `import {__NomicFoundationCoverage} from "${edrFile}";`,
    'library __QuernBranch {',
    '    function take(bool way, uint256 tag) internal pure returns (bool) {',
    '        __NomicFoundationCoverage.sendHit(way ? tag : tag + 1);',
    '        return way;',
    '    }',
    '}',
    '',
  ]
  return { [COVERAGE_FILE]: lines.join('\n') }
}

/**
 * @returns {{ text: string, branches: { tag: string, file: string, line: number, source: string, way: string }[] }}
 */
export function instrumentBranches({ file, source, conditions }) {
  const bytes = Buffer.from(source)
  const branches = conditions.flatMap(({ start, end }) => {
    const line = bytes.subarray(0, start).toString().split('\n').length
    const text = bytes.subarray(start, end).toString().replaceAll(/\s+/g, ' ')
    return ['true', 'false'].map((way) => ({
      tag: tagOf(`${file}:${start}:${end}`, way),
      file,
      line,
      source: text,
      way,
    }))
  })
  const inserts = conditions.flatMap(({ start, end }, index) => [
    { at: start, order: index, text: '__QuernBranch.take(' },
    { at: end, order: -index - 1, text: `, 0x${branches[2 * index].tag})` },
  ])
  // Of two that end at one place the inner closes first, and none begins there: an operator stands between them.
  const sorted = inserts.toSorted((left, right) => left.at - right.at || left.order - right.order)
  const pieces = []
  let from = 0
  for (const { at, text } of sorted) {
    pieces.push(bytes.subarray(from, at).toString(), text)
    from = at
  }
  const library = `import {__QuernBranch} from "${COVERAGE_FILE}";\n`
  return { text: pieces.join('') + bytes.subarray(from).toString() + (branches.length > 0 ? library : ''), branches }
}

/** Where the conditions of a syntax tree stand, in the order of the file, outer ones before what they hold. */
export function conditionsOf(ast) {
  return conditionsIn(ast).toSorted((left, right) => left.start - right.start || right.end - left.end)
}

function conditionsIn(node, found = []) {
  if (node === null || typeof node !== 'object' || node.nodeType === 'InlineAssembly') return found
  const own = [node.condition]
  if (node.nodeType === 'BinaryOperation' && ['&&', '||'].includes(node.operator))
    own.push(node.leftExpression, node.rightExpression)
  for (const condition of own) {
    if (!condition || condition.nodeType === 'Literal') continue
    const [start, length] = condition.src.split(':').map(Number)
    found.push({ start, end: start + length })
  }
  for (const part of Object.values(node)) conditionsIn(part, found)
  return found
}

/** A hash that ends in 0 for true; the same with a 1 for false. */
function tagOf(text, way) {
  return `${createHash('sha256').update(text).digest('hex').slice(0, -1)}${way === 'true' ? 0 : 1}`
}
