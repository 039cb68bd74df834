import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { privateKeyToAccount } from 'viem/accounts'
import { createKeystore, inspectKeystore, openKeystore } from './keystore.js'
import { readPassword } from './password.js'

const privateKey = `0x${'5a'.repeat(32)}` as const
const scryptN = 1024

const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'quern-keystore-')), 'operator.json')

describe('keystore', () => {
  it('opens with its password and shows its address without it', async () => {
    const file = freshFile()
    const address = await createKeystore({ file, password: 'correct horse', privateKey, scryptN })
    assert.equal(address, privateKeyToAccount(privateKey).address)
    assert.equal(await openKeystore(file, 'correct horse'), privateKey)
    assert.deepEqual(inspectKeystore(file), { address, isPrivate: true })
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('makes a different key each time', async () => {
    const one = await createKeystore({ file: freshFile(), password: 'p', scryptN })
    const other = await createKeystore({ file: freshFile(), password: 'p', scryptN })
    assert.notEqual(one, other)
  })

  it('refuses a wrong password without naming it', async () => {
    const file = freshFile()
    await createKeystore({ file, password: 'right', privateKey, scryptN })
    await assert.rejects(openKeystore(file, 'wrong-password'), (error: Error & { code: string }) => {
      assert.equal(error.code, 'PASSWORD_WRONG')
      assert.ok(!error.message.includes('wrong-password'))
      return true
    })
  })

  it('notices that others may read it', async () => {
    const file = freshFile()
    await createKeystore({ file, password: 'p', privateKey, scryptN })
    chmodSync(file, 0o644)
    assert.equal(inspectKeystore(file).isPrivate, false)
  })

  it('never replaces a file, and leaves none behind for a bad key', async () => {
    const file = freshFile()
    await assert.rejects(createKeystore({ file, password: 'p', privateKey: '0x12', scryptN }), {
      code: 'KEY_MALFORMED',
    })
    await assert.rejects(createKeystore({ file, password: '', privateKey, scryptN }), { code: 'PASSWORD_EMPTY' })
    assert.ok(!existsSync(file))
    writeFileSync(file, 'precious')
    await assert.rejects(createKeystore({ file, password: 'p', privateKey, scryptN }), { code: 'KEYSTORE_EXISTS' })
  })

  it('says what is wrong with a file that is no keystore', async () => {
    const file = freshFile()
    await assert.rejects(openKeystore(file, 'p'), { code: 'KEYSTORE_UNREADABLE' })
    for (const text of ['', '{}', '{"version":3}', '{"version":1,"address":"00"}', 'null']) {
      writeFileSync(file, text)
      await assert.rejects(openKeystore(file, 'p'), { code: 'KEYSTORE_MALFORMED' }, text)
    }
  })
})

describe('readPassword', () => {
  it('takes the file, then the environment, then the terminal', async () => {
    const file = freshFile()
    writeFileSync(file, 'from file\n')
    const prompt = async () => 'typed'
    assert.equal(await readPassword({ file, environment: 'from environment', prompt }), 'from file')
    assert.equal(await readPassword({ environment: 'from environment', prompt }), 'from environment')
    assert.equal(await readPassword({ environment: '', prompt }), 'typed')
    await assert.rejects(readPassword({}), { code: 'PASSWORD_MISSING', exitCode: 2 })
    await assert.rejects(readPassword({ file: `${file}.no` }), { code: 'PASSWORD_FILE' })
  })
})
