import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Address } from 'viem'

/** Where everything is on one chain. */
export type ProtocolAddresses = {
  readonly chainId: number
  readonly accessManager: Address
  readonly token: Address
  readonly emission: Address
  readonly staking: Address
  readonly registry: Address
  readonly beacon: Address
  readonly proofRunner: Address
  readonly escrowExtension: Address
  readonly escrow: Address
  readonly lens: Address
  /** By the name of its contract. */
  readonly kernels: Readonly<Record<string, Address>>
  /** The block that the first contract is in: nothing of the protocol happened before it. */
  readonly startBlock: number
}

/** The committed address books, one file a chain. */
export const ADDRESS_FOLDER = fileURLToPath(new URL('../addresses', import.meta.url))

/** Writes the address book of its chain and returns the file's path. */
export function saveAddresses(addresses: ProtocolAddresses, folder: string = ADDRESS_FOLDER): string {
  const file = path.join(folder, `${addresses.chainId}.json`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `${JSON.stringify(addresses, undefined, 2)}\n`)
  return file
}
