// The house rules that no other tool checks: each rule takes one file and yields what breaks it.
import path from 'node:path'
import { withoutComments } from './imports.mjs'

const MAX_LINES = 400
const SOURCE = /\.(sol|ts|mts|mjs|wgsl|wat)$/

// Spelled with brackets, so that this file keeps the rules it states.
const POSTPONED = /\b(?:TO[D]O|FIX[M]E|HA[C]K|XX[X])\b/
const MACHINE_PATH = /(?<![\w.:/@)}*-])\/(?:root|home|Users|work|tmp|private\/tmp|var\/folders)\/[\w.-]/
const REGISTRY = /https?:\/\/[^\s"']*(?:registry\.|artifactory|verdaccio|nexus\.)/
const SWITCHED_OFF =
  /\b(?:describe|context|suite|it|test|specify)\.(?:only|skip|todo)\b|\bx(?:it|describe)\(|\bthis\.skip\(|\bvm\.skip\(/
const TEST_OPTION = /\{\s*(?:only|skip|todo)\s*:\s*(?!false)/
const LINT_OFF = /\b(?:oxlint|eslint|solhint)-disable(?!-next-line|-line)\b|@ts-(?:nocheck|ignore)\b/

/** Rules that look at one line: [applies to, pattern, what is wrong]. Code rules do not see comments. */
const LINE_RULES = [
  [/./, POSTPONED, 'work is postponed here: do it, or write it into docs/progress.md'],
  [/./, MACHINE_PATH, 'a path of one machine: build it from the file that needs it'],
  [/./, REGISTRY, 'names a package registry'],
  [SOURCE, LINT_OFF, 'switches a check off for a whole file'],
  [SOURCE, /\t/, 'a tab: indent with spaces'],
  [SOURCE, /[ ]+$/, 'blanks at the end of the line'],
]
const CODE_RULES = [
  [/(?:\.test\.m?[tj]s|^test\/.*\.(?:ts|sol))$/, SWITCHED_OFF, 'a test that is skipped or runs alone'],
  [/(?:\.test\.m?[tj]s|^test\/.*\.ts)$/, TEST_OPTION, 'a test that is skipped or runs alone'],
  [/\.m?ts$/, /^\s*(?:export\s+)?(?:const\s+)?enum\s/, 'an enum: use a union of literals'],
]

/** Problems of one hand-written file. */
export function fileProblems(file, text) {
  const problems = []
  const report = (line, what) => problems.push(`${file}:${line}: ${what}`)
  checkLines({ file, text, rules: LINE_RULES, report })
  if (SOURCE.test(file)) checkLines({ file, text: withoutComments(text), rules: CODE_RULES, report })
  const lines = text.split('\n').length - 1
  if (SOURCE.test(file) && lines > MAX_LINES)
    report(lines, `${lines} lines, at most ${MAX_LINES}: find the second thing and move it out`)
  if (text.includes('\r')) report(1, 'carriage returns: lines end with a line feed')
  if (text !== '' && !text.endsWith('\n')) report(lines + 1, 'no line feed at the end of the file')
  if (file.endsWith('.sol')) solidityProblems(file, text, report)
  return problems
}

function checkLines({ file, text, rules, report }) {
  const active = rules.filter(([applies]) => applies.test(file))
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, pattern, what] of active) if (pattern.test(line)) report(index + 1, what)
  }
}

function solidityProblems(file, text, report) {
  if (!text.startsWith('// SPDX-License-Identifier: MIT\n'))
    report(1, 'the first line is not the MIT licence identifier')
  const code = withoutComments(text)
  const pragma = /^pragma solidity ([^;]+);/m.exec(code)?.[1]
  const isContract = /^(?:abstract )?contract\s/m.test(code)
  const wanted = isContract ? '0.8.34' : '^0.8.28'
  const isTest = file.startsWith('test/')
  if (!isTest && pragma !== wanted) report(1, `pragma ${pragma ?? 'missing'}, must be ${wanted}`)
  if (isTest) return
  const [lines, codeLines] = [text.split('\n'), code.split('\n')]
  for (const [index, line] of codeLines.entries()) {
    if (/\bunchecked\s*\{/.test(line) && !/^\s*\/\//.test(lines[index - 1] ?? '')) {
      report(index + 1, 'unchecked without the proof, in the line above, that it cannot wrap')
    }
    if (/\bassembly\b.*\{/.test(line) && !/\bReview note\b/.test(text))
      report(index + 1, 'assembly without a review note')
    if (/\brevert\s*\(|\brequire\s*\([^;]*"/.test(line)) report(index + 1, 'a revert without a custom error')
  }
}

/** Problems of the tree as a whole: what stands at its root. */
export function treeProblems(files) {
  const entries = new Set(files.map((file) => file.split('/')[0]))
  return entries.size > 20 ? [`the root has ${entries.size} entries, at most 20: ${[...entries].join(' ')}`] : []
}

/** Links of a Markdown file that lead nowhere. `files` are all files of the project. */
export function linkProblems(file, text, files) {
  const problems = []
  for (const [, link] of text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(?:https?:|mailto:|#)/.test(link)) continue
    const target = path.posix.join(path.posix.dirname(file), link.split('#')[0]).replace(/\/$/, '')
    const exists = target === '.' || files.some((other) => other === target || other.startsWith(`${target}/`))
    if (!exists) problems.push(`${file}: the link ${link} leads nowhere`)
  }
  return problems
}

const HOSTILE = 'test/solidity/hostile/'

/** Tests of hostile parties that the threat model, as `page`, does not name: an attack that is tried has its place there. */
export function unnamedAttacks(page, files) {
  return files
    .filter(
      (file) => file.startsWith(HOSTILE) && file.endsWith('.t.sol') && !page.includes(`\`${path.basename(file)}\``),
    )
    .map((file) => `docs/threat-model.md does not name ${file}: add its attack and its answer`)
}
