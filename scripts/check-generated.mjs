// Every file that a program writes is what that program would write now.
import { generators } from './build.mjs'
import { runNode } from './lib/run.mjs'
import { closeCheck } from './lib/report.mjs'

const programs = generators()
const problems = []
for (const file of programs) {
  const { code, output } = await runNode([file, '--check'])
  if (code !== 0) problems.push(`${file} --check (exit ${code}):\n${output.trim()}`)
}
closeCheck('generated files', `${programs.length} generators`, problems)
