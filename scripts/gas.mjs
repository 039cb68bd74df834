// npm run gas: measures every user story and writes snapshots/gas.json and docs/gas.md. With --check it measures again and
// fails where the committed files differ; the report is TAP, one line a figure.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './lib/paths.mjs'
import { pageText, snapshotText } from './gas/page.mjs'
import { PREAMBLE } from './gas/preamble.mjs'
import { measureAll } from './gas/stories.mjs'

const SNAPSHOT = 'snapshots/gas.json'
const PAGE = 'docs/gas.md'

function committed(file) {
  const full = path.join(root, file)
  return existsSync(full) ? readFileSync(full, 'utf8') : ''
}

function write(file, text) {
  const full = path.join(root, file)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, text)
}

/** Every figure as committed, and the page as it would be written now. */
function check(snapshot, page) {
  const now = JSON.parse(snapshot)
  const then = JSON.parse(committed(SNAPSHOT) || '{}')
  const keys = [...new Set([...Object.keys(now), ...Object.keys(then)])].toSorted()
  const results = keys.map((key) => {
    const same = now[key] === then[key]
    return [same, same ? `${key} ${now[key]}` : `${key} is ${now[key]}, committed ${then[key]}`]
  })
  results.push([committed(PAGE) === page, `${PAGE} is what the figures say`])
  for (const [index, [ok, text]] of results.entries()) console.log(`${ok ? 'ok' : 'not ok'} ${index + 1} - ${text}`)
  const failed = results.filter(([ok]) => !ok).length
  console.log(`# pass ${results.length - failed}\n# fail ${failed}`)
  if (failed > 0) console.log('Run npm run gas, look at what changed, and commit both files.')
  process.exitCode = failed === 0 ? 0 : 1
}

const figures = await measureAll()
const [snapshot, page] = [snapshotText(figures), pageText(figures, PREAMBLE)]
if (process.argv.includes('--check')) check(snapshot, page)
else {
  write(SNAPSHOT, snapshot)
  write(PAGE, page)
  console.log(`gas: ${figures.size} figures written to ${SNAPSHOT} and ${PAGE}`)
}
