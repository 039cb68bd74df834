import { markdownTable } from '../lib/evidence.mjs'
import { parseReasons } from '../lib/reasons.mjs'

/** The reasoned list: lines (without `way`) and branches ("true" or "false") that no test can reach. */
export function parseExceptions(name, text) {
  return parseReasons(name, text, ['file', 'source'])
}

/**
 * What the hits come to, a folder at a time.
 * @param {{ file: string, line: number, source: string, way?: string, tag: string }[]} points statements and branches
 * @param {Set<string>} hits tags that were sent
 */
export function coverageOf(points, hits, exceptions) {
  const folders = new Map()
  for (const point of byPlace(points, hits)) {
    const folder = point.file.split('/')[1]
    const kind = point.way === undefined ? 'lines' : 'branches'
    const sums = folders.get(folder) ?? { folder, lines: [0, 0, 0], branches: [0, 0, 0], missed: [] }
    folders.set(folder, sums)
    const excepted = !point.hit && exceptions.some((entry) => fits(entry, point))
    sums[kind][0] += 1
    if (point.hit) sums[kind][1] += 1
    if (excepted) sums[kind][2] += 1
    if (!point.hit && !excepted) sums.missed.push(point)
  }
  return [...folders.values()].toSorted((left, right) => left.folder.localeCompare(right.folder))
}

/** A line is one point, hit with any of its statements; so is one way of one condition. */
function byPlace(points, hits) {
  const places = new Map()
  for (const point of points) {
    const key = [point.file, point.line, point.way, point.way === undefined ? '' : point.tag].join(':')
    const known = places.get(key)
    places.set(key, { ...point, ...known, hit: (known?.hit ?? false) || hits.has(point.tag) })
  }
  return places.values()
}

function fits(entry, { file, source, way }) {
  return entry.file === file && entry.source === source && entry.way === way
}

/** Exceptions that fit nothing, or something that is reached after all. */
export function staleExceptions(points, hits, exceptions) {
  return exceptions.filter((entry) => ![...byPlace(points, hits)].some((point) => !point.hit && fits(entry, point)))
}

/** Whether a folder of those that must be covered is. */
export function problemsOf(folders, required) {
  return folders.filter(({ folder }) => required.includes(folder)).flatMap(({ missed }) => missed)
}

const CELLS = (folder) => [folder.folder, countCell(folder.lines), countCell(folder.branches)]

function countCell([all, hit, excepted]) {
  const percent = all === 0 ? '–' : `${((100 * hit) / all).toFixed(1)} %`
  return `${hit} of ${all} (${percent}${excepted > 0 ? `, ${excepted} explained` : ''})`
}

export function coverageTable(folders) {
  return markdownTable([['folder', 'lines', 'branches'], ...folders.map(CELLS)])
}

export function missedLine({ file, line, source, way }) {
  return `${file}:${line}: ${way === undefined ? 'never reached' : `never ${way}`}: ${source}`
}
