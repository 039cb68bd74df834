import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, it } from 'node:test'
import { startAnvil } from './anvil.js'
import { httpProvider } from './provider.js'
import { rejectsWith, testResources } from './testing.js'

const MODULE = new URL('anvil.js', import.meta.url).href

describe('startAnvil', () => {
  const { chain } = testResources()

  it('answers with its chain id as soon as it is started, and no more once it is stopped', async () => {
    const anvil = await startAnvil({ chainId: 4242 })
    const provider = httpProvider(anvil.rpcUrl)
    assert.equal(await provider.request({ method: 'eth_chainId' }), '0x1092')
    await anvil.stop()
    await rejectsWith('CHAIN_UNREACHABLE', provider.request({ method: 'eth_chainId' }))
  })

  it('says so when the port is taken', async () => {
    const { rpcUrl } = await chain({ chainId: 1 })
    const port = Number(new URL(rpcUrl).port)
    await rejectsWith('CHAIN_UNREACHABLE', startAnvil({ chainId: 1, port }))
  })

  it('ends with the program that started it', async () => {
    const program = `const { startAnvil } = await import('${MODULE}')
      console.log((await startAnvil({ chainId: 1 })).rpcUrl)
      process.exit(0)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    await rejectsWith('CHAIN_UNREACHABLE', httpProvider(stdout.trim()).request({ method: 'eth_chainId' }))
  })
})
