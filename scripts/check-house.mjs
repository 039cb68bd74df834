// npm run check:house: the rules of the house that solhint, oxlint and prettier do not know.
import { isGenerated, projectFiles, read } from './lib/files.mjs'
import { fileProblems, linkProblems, treeProblems, unnamedAttacks } from './lib/house.mjs'
import { lockProblems } from './lib/lock.mjs'
import { closeCheck } from './lib/report.mjs'

const TEXT = /(?:^|\/)(?:[^/.]+|[^/]*\.(?:sol|ts|mts|mjs|json|md|toml|svg|html|css|wgsl|wat|patch|sh|yml)|\.[^/]+)$/

const files = projectFiles()
const own = files.filter((file) => TEXT.test(file) && !isGenerated(file))
const problems = [
  ...treeProblems(files),
  ...['package-lock.json', 'bench/package-lock.json'].flatMap((file) => lockProblems(read(file), file)),
  ...own.flatMap((file) => fileProblems(file, read(file))),
  ...own.filter((file) => file.endsWith('.md')).flatMap((file) => linkProblems(file, read(file), files)),
  ...unnamedAttacks(read('docs/threat-model.md'), files),
]
closeCheck('house rules', `${own.length} files`, problems)
