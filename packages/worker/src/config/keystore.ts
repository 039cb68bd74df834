import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { decryptKeystoreJson, encryptKeystoreJson } from 'ethers'
import { getAddress, isAddress, type Address, type Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { InputError } from '../errors.js'

export interface CreateKeystoreParameters {
  /** Where the keystore is created; an existing file is never replaced. */
  readonly file: string
  readonly password: string
  /** The key to keep; a new random one is made when it is left out. */
  readonly privateKey?: Hex
  /** Cost of the password's derivation, a power of two; 131072 is what wallets use. */
  readonly scryptN?: number
}

/**
 * Creates a keystore v3 file, readable by its owner only, and returns the address of its key.
 *
 * @example
 * const operator = await createKeystore({ file: 'operator.json', password })
 *
 * @throws InputError `KEYSTORE_EXISTS`, `PASSWORD_EMPTY`, `KEY_MALFORMED`.
 */
export async function createKeystore(parameters: CreateKeystoreParameters): Promise<Address> {
  const { file, password, privateKey = generatePrivateKey(), scryptN = 131_072 } = parameters
  if (password === '') throw new InputError('PASSWORD_EMPTY', 'The password of the keystore is empty.')
  if (!/^0x[0-9a-f]{64}$/i.test(privateKey)) {
    throw new InputError('KEY_MALFORMED', 'The private key is not 0x and 64 hex digits.')
  }
  const { address } = privateKeyToAccount(privateKey)
  const json = await encryptKeystoreJson({ address, privateKey }, password, { scrypt: { N: scryptN, r: 8, p: 1 } })
  try {
    writeFileSync(file, `${json}\n`, { flag: 'wx', mode: 0o600 })
    chmodSync(file, 0o600)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'EEXIST')
      throw new InputError('KEYSTORE_EXISTS', `The keystore ${file} exists and is not replaced.`, { cause })
    throw new InputError('KEYSTORE_UNWRITABLE', `The keystore ${file} cannot be written (${code ?? 'unknown'}).`, {
      cause,
    })
  }
  return address
}

/** What a keystore file says without its password. */
export interface KeystoreSummary {
  readonly address: Address
  /** Whether only its owner may read the file. */
  readonly isPrivate: boolean
}

/** Reads a keystore's address and mode. @throws InputError `KEYSTORE_UNREADABLE`, `KEYSTORE_MALFORMED`. */
export function inspectKeystore(file: string): KeystoreSummary {
  const json = readKeystore(file)
  const address = addressIn(json)
  if (address === undefined) {
    throw new InputError('KEYSTORE_MALFORMED', `${file} is not a keystore v3 file.`, {
      hint: 'Create one with "quern-worker init --create-keystore".',
    })
  }
  const isPrivate = process.platform === 'win32' || (statSync(file).mode & 0o077) === 0
  return { address, isPrivate }
}

/** Opens a keystore and returns its private key. @throws InputError `PASSWORD_WRONG` beside those of `inspectKeystore`. */
export async function openKeystore(file: string, password: string): Promise<Hex> {
  inspectKeystore(file)
  try {
    const { privateKey } = await decryptKeystoreJson(readKeystore(file), password)
    return privateKey as Hex
  } catch (cause) {
    const isWrong = (cause as { argument?: string }).argument === 'password'
    if (!isWrong)
      throw new InputError('KEYSTORE_MALFORMED', `${file} is not a keystore v3 file that can be opened.`, { cause })
    throw new InputError('PASSWORD_WRONG', `The password does not open the keystore ${file}.`, {
      hint: 'Check worker.password_file or QUERN_WORKER_PASSWORD.',
    })
  }
}

function readKeystore(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new InputError('KEYSTORE_UNREADABLE', `The keystore ${file} cannot be read (${code}).`, {
      hint: 'Set worker.keystore, or create one with "quern-worker init --create-keystore".',
      cause,
    })
  }
}

function addressIn(json: string): Address | undefined {
  try {
    const { address, version } = JSON.parse(json) as { address?: unknown; version?: unknown }
    if (version !== 3 || typeof address !== 'string') return undefined
    const text = address.startsWith('0x') ? address : `0x${address}`
    return isAddress(text, { strict: false }) ? getAddress(text) : undefined
  } catch {
    return undefined
  }
}
