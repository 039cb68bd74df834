// Writes the SDK's address book from deploy/addresses/<chainId>.json; `--check` only says whether it is fresh.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fail, filesBelow, publish, root } from './artifacts.mjs'

const command = 'node scripts/generate-addresses.mjs'
const contracts = [
  'accessManager',
  'token',
  'emission',
  'staking',
  'registry',
  'matmul8',
  'create2Search',
  'render',
  'monteCarlo',
  'beacon',
  'escrow',
  'lens',
]

function read(file) {
  const entry = JSON.parse(readFileSync(file, 'utf8'))
  const name = path.relative(root, file)
  if (path.basename(file) !== `${entry.chainId}.json`) fail(`${name} holds the addresses of chain ${entry.chainId}.`)
  if (!Number.isSafeInteger(entry.startBlock)) fail(`${name} lacks the startBlock, a whole number.`)
  for (const contract of contracts) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(entry[contract] ?? '')) fail(`${name} lacks the address of ${contract}.`)
  }
  return entry
}

function show(entry) {
  const lines = contracts.map((contract) => `    ${contract}: '${entry[contract]}',\n`)
  return `  ${entry.chainId}: {\n    chainId: ${entry.chainId},\n${lines.join('')}    startBlock: ${entry.startBlock},\n  },\n`
}

const entries = filesBelow(path.join(root, 'deploy', 'addresses'), '.json').map(read)
entries.sort((a, b) => a.chainId - b.chainId)
const body = entries.length === 0 ? '{}' : `{\n${entries.map(show).join('')}}`
const text = `// Generated from deploy/addresses by \`${command}\`. Do not edit.
import type { ProtocolAddresses } from '../types.js'

/** Chain id → where the protocol is deployed there. */
export const deployments: Readonly<Record<number, ProtocolAddresses>> = ${body}
`
publish(new Map([['packages/sdk/src/generated/addresses.ts', text]]), command)
