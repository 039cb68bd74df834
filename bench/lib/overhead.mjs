// The table of `npm run bench:worker`: milliseconds of jobs by part.

/** Parts that wait for a block, or for other jobs on purpose: no work is done in them. */
const WAITS = new Set(['accept seen at depth', 'queued', 'sealed', 'commit mined'])
/** Parts that happen once for all jobs of a request. */
const SHARED = new Set(['inputs fetched', 'inputs checked', 'request decided', 'accept sent', 'commit sent'])
const COMPUTE = 'compute'

/** One size, with the median and the most of each part, and what is left of each job beyond the computing itself. */
export function summary({ side, jobs, acceptToSealMs, parts }) {
  const rows = Object.entries(parts).map(([part, times]) => ({ part, kind: kindOf(part), ...spread(times) }))
  const sum = (times) => times.reduce((total, ms) => total + ms, 0)
  const overheadMs = (acceptToSealMs - sum(parts[COMPUTE])) / jobs
  return { side, jobs, acceptToSealMs, overheadMs: Math.round(overheadMs * 10) / 10, parts: rows }
}

function kindOf(part) {
  return WAITS.has(part) ? 'wait' : SHARED.has(part) ? 'once' : 'job'
}

function spread(times) {
  const sorted = times.toSorted((one, other) => one - other)
  return { median: sorted[Math.floor(sorted.length / 2)], most: sorted.at(-1) }
}

/** A size as text: parts in the order in which they pass. */
export function overheadText({ side, jobs, acceptToSealMs, overheadMs, parts }) {
  const head = `${jobs} jobs of ${side}³: first accept seen to last seal ${acceptToSealMs} ms, ${overheadMs} ms a job beyond computing`
  const width = Math.max(...parts.map(({ part }) => part.length))
  const notes = { wait: 'waits', once: 'once for all jobs', job: 'each job' }
  const lines = parts.map(({ part, kind, median, most }) =>
    `  ${part.padEnd(width)}  ${String(median).padStart(6)}  ${String(most).padStart(6)}  ${notes[kind]}`.trimEnd(),
  )
  return [head, `  ${'part'.padEnd(width)}  median    most`, ...lines].join('\n')
}
