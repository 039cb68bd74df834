import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DeployError } from './errors.js'
import { decryptKeystore } from './keystore.js'
import { PBKDF2, SCRYPT, VECTOR } from './keystore-vectors.js'

const file = (crypto: unknown, version = 3) => JSON.stringify({ crypto, version })
const refuses = (text: string, password: string, summary: RegExp) =>
  assert.throws(
    () => decryptKeystore(text, password),
    (error: unknown) =>
      error instanceof DeployError && error.code === 'KEY_UNREADABLE_INPUT' && summary.test(error.message),
  )

describe('decryptKeystore', () => {
  it('opens both key derivations', () => {
    assert.equal(decryptKeystore(file(PBKDF2), VECTOR.password), VECTOR.key)
    assert.equal(decryptKeystore(file(SCRYPT), VECTOR.password), VECTOR.key)
  })

  it('refuses a wrong password', () => refuses(file(PBKDF2), 'testpasswore', /password/))

  it('refuses what is no version 3 keystore', () => {
    refuses('{', VECTOR.password, /no JSON/)
    refuses(file(PBKDF2, 1), VECTOR.password, /version 3/)
    refuses(file({ ...PBKDF2, ciphertext: 'zz' }), VECTOR.password, /not hex/)
    refuses(file({ ...PBKDF2, cipher: 'aes-256-cbc' }), VECTOR.password, /aes-256-cbc/)
    refuses(file({ ...PBKDF2, kdf: 'argon2' }), VECTOR.password, /argon2/)
    refuses(file({ ...SCRYPT, kdfparams: { ...SCRYPT.kdfparams, n: 3 } }), VECTOR.password, /scrypt/)
  })
})
