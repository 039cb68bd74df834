import path from 'node:path'

const TEST = /^test\/.*\.(?:sol|ts)$|\.test\.ts$/
const CITED = /\bInvariants? ((?:[A-Z]\d+(?:, | and )?)+)/g
const NAMED = /\bfunction (invariant_([A-Z]\d+)_\w+)/g
const ROW = /^\| ([A-Z]\d+) \|(.*)$/

/** The page with its last two columns written anew; `sources` maps paths to texts. */
export function fillInvariants(page, sources) {
  const stated = new Map()
  const tested = new Map()
  for (const [file, text] of sources) {
    if (file.startsWith('contracts/'))
      for (const id of cited(text)) add(stated, id, `\`${path.basename(file, '.sol')}\``)
    else if (file.startsWith('test/solidity/broken/'))
      for (const id of patched(text)) add(tested, id, 'broken on purpose')
    else if (TEST.test(file)) addTests(tested, file, text)
  }
  return page
    .split('\n')
    .map((line) => fillRow(line, stated, tested))
    .join('\n')
}

/** Numbers that the sources use and the page does not explain. */
export function unknownInvariants(page, sources) {
  const explained = new Set(page.split('\n').map((line) => ROW.exec(line)?.[1]))
  const used = [...sources]
    .filter(([file]) => !file.startsWith('scripts/'))
    .flatMap(([file, text]) => {
      const named = [...text.matchAll(NAMED)].map(([, , id]) => id)
      return [...cited(text), ...named].map((id) => ({ file, id }))
    })
  return used
    .filter(({ id }) => !explained.has(id))
    .map(({ file, id }) => `${file}: invariant ${id} is not in docs/invariants.md`)
}

function fillRow(line, stated, tested) {
  const match = ROW.exec(line)
  if (!match) return line
  const [holds, by] = match[2].split('|')
  const cell = (found) => (found ? [...found].toSorted().join(', ') : '–')
  return `| ${match[1]} | ${holds.trim()} | ${by.trim()} | ${cell(stated.get(match[1]))} | ${cell(tested.get(match[1]))} |`
}

function addTests(tested, file, text) {
  for (const [, name, id] of text.matchAll(NAMED)) add(tested, id, `\`${name}\``)
  for (const id of cited(text)) add(tested, id, `\`${path.basename(file)}\``)
}

function cited(text) {
  return [...text.matchAll(CITED)].flatMap(([, list]) => list.match(/[A-Z]\d+/g) ?? [])
}

function patched(text) {
  return [...text.split('\n')[0].matchAll(/^# invariant ([A-Z]\d+): /g)].map(([, id]) => id)
}

function add(map, id, value) {
  map.set(id, (map.get(id) ?? new Set()).add(value))
}
