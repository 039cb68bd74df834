// Writes the SDK's address book from deploy/addresses/<chainId>.json; `--check` only says whether it is fresh.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fail, filesBelow, publish, root } from './artifacts.mjs'

const command = 'node scripts/generate-addresses.mjs'
const contracts = ['accessManager', 'token', 'emission', 'staking', 'registry', 'beacon', 'escrow', 'lens']

function read(file) {
  const entry = JSON.parse(readFileSync(file, 'utf8'))
  const name = path.relative(root, file)
  if (path.basename(file) !== `${entry.chainId}.json`) fail(`${name} holds the addresses of chain ${entry.chainId}.`)
  if (!Number.isSafeInteger(entry.startBlock)) fail(`${name} lacks the startBlock, a whole number.`)
  const named = [...contracts.map((contract) => [contract, entry[contract]]), ...Object.entries(entry.kernels ?? {})]
  for (const [contract, address] of named) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(address ?? '')) fail(`${name} lacks the address of ${contract}.`)
  }
  if (named.length === contracts.length) fail(`${name} lacks the kernels.`)
  return entry
}

function show({ chainId, kernels, startBlock, ...entry }) {
  const lines = (addresses, indent) =>
    addresses.map(([contract, address]) => `${indent}${contract}: '${address}',\n`).join('')
  const core = lines(
    contracts.map((contract) => [contract, entry[contract]]),
    '    ',
  )
  const ofKernels = `    kernels: {\n${lines(Object.entries(kernels), '      ')}    },\n`
  return `  ${chainId}: {\n    chainId: ${chainId},\n${core}${ofKernels}    startBlock: ${startBlock},\n  },\n`
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
