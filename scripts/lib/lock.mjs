// package-lock.json: which optional packages it lacks, and which it holds without a hash.

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32']
const PROCESSORS = [
  ['arm64', /arm64|aarch64/],
  ['arm', /[-/]arm(?:-|$)/],
  ['x64', /x64|amd64|x86_64/],
  ['ia32', /ia32/],
  ['ppc64', /ppc64/],
  ['riscv64', /riscv64/],
  ['s390x', /s390x/],
  ['loong64', /loong64/],
  ['mips64el', /mips64el/],
]

/**
 * Optional dependencies that no entry of the lock satisfies. A registry that serves this platform's binaries only makes
 * npm leave the others out, and `npm ci` then calls the lock incomplete.
 * @returns {{ parent: string, name: string, range: string }[]}
 */
export function missingOptionals(lock) {
  const missing = new Map()
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!resolves(lock.packages, parent, name)) missing.set(name, { parent, name, range })
    }
  }
  return [...missing.values()]
}

function resolves(packages, parent, name) {
  for (let folder = parent; ; folder = above(folder)) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

/** The next folder in which Node would look for a package. */
function above(folder) {
  const nested = folder.lastIndexOf('/node_modules/')
  return nested < 0 ? '' : folder.slice(0, nested)
}

/** The lock with an entry, without a hash, for every missing optional package whose name tells its platform. */
export function completed(lock) {
  const packages = { ...lock.packages }
  for (const { parent, name, range } of missingOptionals(lock)) {
    packages[`node_modules/${name}`] = platformEntry(name, range, lock.packages[parent])
  }
  const { '': root, ...others } = packages
  const sorted = Object.entries(others).toSorted(([left], [right]) => left.localeCompare(right, 'en'))
  return { ...lock, packages: { '': root, ...Object.fromEntries(sorted) } }
}

function platformEntry(name, range, parent) {
  const windows = /[-/]win(?:32)?-/.test(name)
  const system = windows ? 'win32' : SYSTEMS.find((candidate) => name.includes(candidate))
  if (system === undefined)
    throw new Error(`${name} is missing from the lock, and its name tells no platform: run npm install`)
  const processor = PROCESSORS.find(([, pattern]) => pattern.test(name))?.[0]
  const libc = name.includes('musl') ? 'musl' : name.includes('gnu') && system === 'linux' ? 'glibc' : undefined
  return {
    version: range.replace(/^[\^~=]+/, ''),
    ...(processor ? { cpu: [processor] } : {}),
    ...(parent.dev ? { dev: true } : {}),
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    os: [system],
  }
}

/** What is wrong with a lock file: hosts, gaps, and packages of this platform without a hash. */
export function lockProblems(text, file = 'package-lock.json') {
  const lock = JSON.parse(text)
  const problems = []
  if (/"resolved":\s*"https?:/.test(text)) problems.push('names hosts ("resolved"); .npmrc leaves them out')
  for (const { name } of missingOptionals(lock))
    problems.push(`lacks the optional ${name}: run node scripts/complete-lock.mjs`)
  for (const [place, entry] of Object.entries(lock.packages)) {
    const fetched = place.includes('node_modules/') && !entry.link
    if (fetched && !entry.integrity && !isForeign(entry)) problems.push(`${place} has no integrity hash`)
  }
  return problems.map((problem) => `${file}: ${problem}`)
}

/** Whether an entry is an optional binary that the project's own platform, Linux on x64 with glibc, never installs. */
function isForeign({ optional, os, cpu, libc }) {
  const differs = (list, own) => list !== undefined && !list.includes(own)
  return optional === true && (differs(os, 'linux') || differs(cpu, 'x64') || differs(libc, 'glibc'))
}
