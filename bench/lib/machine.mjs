// The machine a figure was seen on.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { root } from '../../scripts/lib/paths.mjs'

/** What is written beside every figure. */
export function describeMachine(gpu) {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    ...(gpu === undefined ? {} : { gpu }),
    os: distribution(),
    node: process.version,
  }
}

function distribution() {
  const kernel = `${type()} ${release()}`
  const file = '/etc/os-release'
  if (!existsSync(file)) return kernel
  const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync(file, 'utf8'))?.[1]
  return name === undefined ? kernel : `${name}, ${kernel}`
}

/** The machine in a few words: its real GPU if it has one, else its processor and cores. */
export function machineName({ gpu, cpu, cores }) {
  return gpu ?? `${cpu}, ${cores} cores`
}

/** The name of the machine as a file's. */
export function fileName(machine) {
  const words = machineName(machine).toLowerCase()
  return words
    .replaceAll(/\((?:r|tm)\)/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** The commit that is checked out, and whether the kernels differ from it. */
export function commitName() {
  const git = (...args) =>
    execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const changes = git('status', '--porcelain', '--', 'packages/kernels', 'bench', ':!bench/results').toString().trim()
    return `${git('rev-parse', '--short', 'HEAD').toString().trim()}${changes === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
