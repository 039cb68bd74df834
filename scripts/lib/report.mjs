/** Ends a check: prints its problems, one a line, or what it covered; the exit code says which. */
export function closeCheck(name, covered, problems) {
  for (const problem of problems) console.error(problem)
  console.log(problems.length === 0 ? `${name}: ${covered}, no problem` : `${name}: ${problems.length} problem(s)`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
