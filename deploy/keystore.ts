import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import { bytesToHex, concat, hexToBytes, isHex, keccak256, type Hex } from 'viem'
import { DeployError } from './errors.js'

/** The part of a version 3 keystore that this reads. */
type KeystoreCrypto = {
  readonly cipher: string
  readonly ciphertext: string
  readonly cipherparams: { readonly iv: string }
  readonly kdf: string
  readonly kdfparams: { readonly salt: string; readonly dklen: number } & Readonly<Record<string, unknown>>
  readonly mac: string
}

const HINT = 'Give a version 3 keystore, as geth, cast or ethers write it, and the file with its password.'
/** What the largest usual scrypt parameters (N = 2^18, r = 8) need, four times over. */
const SCRYPT_MEMORY = 1 << 30

/** The private key in the version 3 keystore `text`; throws `KEY_UNREADABLE_INPUT`. */
export function decryptKeystore(text: string, password: string): Hex {
  const { ciphertext, cipher, cipherparams, mac, ...kdf } = parseCrypto(text)
  if (cipher !== 'aes-128-ctr') throw unreadable(`cipher ${cipher}`)
  const derived = deriveKey(kdf, password)
  const body = fromHex(ciphertext)
  if (keccak256(concat([derived.subarray(16, 32), body])) !== `0x${mac.toLowerCase()}`)
    throw new DeployError('KEY_UNREADABLE_INPUT', 'The password does not open the keystore.', { hint: HINT })

  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), fromHex(cipherparams.iv))
  return bytesToHex(Buffer.concat([decipher.update(body), decipher.final()]))
}

function parseCrypto(text: string): KeystoreCrypto {
  try {
    const { version, crypto, Crypto } = JSON.parse(text) as Record<string, unknown>
    const found = (crypto ?? Crypto) as KeystoreCrypto | undefined
    if (version === 3 && typeof found?.ciphertext === 'string' && typeof found.kdfparams?.salt === 'string')
      return found
  } catch (cause) {
    throw unreadable('no JSON', cause)
  }
  throw unreadable('not version 3')
}

function deriveKey({ kdf, kdfparams }: Pick<KeystoreCrypto, 'kdf' | 'kdfparams'>, password: string): Uint8Array {
  const { dklen, n, r, p, c, prf } = kdfparams
  const salt = fromHex(kdfparams.salt)
  try {
    if (kdf === 'scrypt')
      return scryptSync(password, salt, dklen, { N: Number(n), r: Number(r), p: Number(p), maxmem: SCRYPT_MEMORY })
    if (kdf === 'pbkdf2' && prf === 'hmac-sha256') return pbkdf2Sync(password, salt, Number(c), dklen, 'sha256')
  } catch (cause) {
    throw unreadable(`parameters of ${kdf}`, cause)
  }
  throw unreadable(`key derivation ${kdf}`)
}

function fromHex(text: string): Uint8Array {
  const hex = `0x${text}`
  if (!isHex(hex)) throw unreadable('a value is not hex')
  return hexToBytes(hex)
}

function unreadable(what: string, cause?: unknown): DeployError {
  return new DeployError('KEY_UNREADABLE_INPUT', `The keystore cannot be read: ${what}.`, { hint: HINT, cause })
}
