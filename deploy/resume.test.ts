import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ADDRESS_FOLDER, type ProtocolAddresses } from './address-book.js'
import { deployProtocol } from './deploy-protocol.js'
import { DeployError } from './errors.js'
import { LOCAL_ACCOUNTS } from './params/local.js'
import type { Provider } from './provider.js'
import { FAST, nonceOf, rejectsWith, sendAs, testResources } from './testing.js'

const CLI = fileURLToPath(new URL('cli.js', import.meta.url))
const DEPLOYER = LOCAL_ACCOUNTS.deployer
const expected = JSON.parse(readFileSync(path.join(ADDRESS_FOLDER, '31337.json'), 'utf8')) as ProtocolAddresses

/** What fails in a run: the first send before it reaches the chain, or after it did. */
type Fault = 'before' | 'after'

/** A provider whose first send fails. */
function faulty(provider: Provider, fault: Fault): Provider {
  let failed = false
  return {
    async request(args) {
      if (args.method !== 'eth_sendRawTransaction' || failed) {
        if (failed) throw new Error('the line is dead')
        return provider.request(args)
      }
      failed = true
      if (fault === 'after') await provider.request(args)
      throw new Error('the line is dead')
    },
  }
}

describe('an interrupted deployment', () => {
  const { chain, folder } = testResources()
  const deploy = (provider: Provider, deploymentDir: string) =>
    deployProtocol({ provider, network: 'local', deployer: DEPLOYER.privateKey, deploymentDir, execution: FAST })

  it('ends in the same addresses when every transaction was cut off, before or after it reached the chain', async () => {
    const { provider } = await chain({ chainId: 31337 })
    const deploymentDir = folder()
    let cuts = 0
    let outcome: unknown
    for (; cuts < 200; cuts++) {
      const cut = faulty(provider, cuts % 3 === 0 ? 'before' : 'after')
      outcome = await deploy(cut, deploymentDir).catch((error: unknown) => error)
      if (!(outcome instanceof Error)) break
      assert.ok(outcome instanceof DeployError, String(outcome))
      assert.ok(outcome.message.includes('the line is dead'), outcome.message)
    }
    assert.deepEqual(outcome, expected)
    assert.ok(cuts >= (await nonceOf(provider, DEPLOYER.address)), `${cuts} cuts`)
  })

  it('needs no second run when only the answers to its sends are lost', async () => {
    const { provider } = await chain({ chainId: 31337 })
    const deaf: Provider = {
      async request(args) {
        const answer = await provider.request(args)
        if (args.method === 'eth_sendRawTransaction') throw new Error('the line is dead')
        return answer
      },
    }
    assert.deepEqual(await deploy(deaf, folder()), expected)
  })

  it('goes on when it was cut off between announcing and signing a transaction', async () => {
    const { provider } = await chain({ chainId: 31337 })
    const deploymentDir = folder()
    await rejectsWith('DEPLOYMENT_FAILED', deploy(faulty(provider, 'before'), deploymentDir))
    writeFileSync(path.join(deploymentDir, 'outbox.jsonl'), '')
    assert.match(readFileSync(path.join(deploymentDir, 'journal.jsonl'), 'utf8'), /TRANSACTION_PREPARE_SEND"\}$/)
    assert.deepEqual(await deploy(provider, deploymentDir), expected)
  })

  it('goes on when the last line of the journal was torn', async () => {
    const { provider } = await chain({ chainId: 31337 })
    const deploymentDir = folder()
    await rejectsWith('DEPLOYMENT_FAILED', deploy(faulty(provider, 'after'), deploymentDir))
    appendFileSync(path.join(deploymentDir, 'journal.jsonl'), '\n{"futureId":"Quern#Acc')
    assert.deepEqual(await deploy(provider, deploymentDir), expected)
  })

  it('goes on when a step was begun and asked nothing yet', async () => {
    const { provider } = await chain({ chainId: 31337 })
    const deploymentDir = folder()
    await rejectsWith('DEPLOYMENT_FAILED', deploy(faulty(provider, 'before'), deploymentDir))
    const file = path.join(deploymentDir, 'journal.jsonl')
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    const begun = lines.findLastIndex((line) => line.includes('EXECUTION_STATE_INITIALIZE'))
    writeFileSync(
      file,
      lines
        .slice(0, begun + 1)
        .map((line) => `\n${line}`)
        .join(''),
    )
    assert.deepEqual(await deploy(provider, deploymentDir), expected)
  })

  it('says so when somebody else used the nonce', async () => {
    const { provider } = await chain({ chainId: 31337 })
    const deploymentDir = folder()
    await rejectsWith('DEPLOYMENT_FAILED', deploy(faulty(provider, 'before'), deploymentDir))
    writeFileSync(path.join(deploymentDir, 'outbox.jsonl'), '')
    await sendAs(provider, { from: DEPLOYER.address, to: LOCAL_ACCOUNTS.treasury.address, data: '0x' })
    await rejectsWith('JOURNAL_BROKEN', deploy(provider, deploymentDir))
  })

  it('goes on after a kill', async () => {
    const { provider, rpcUrl } = await chain({ chainId: 31337, blockTimeS: 1 })
    const deploymentDir = folder()
    await killWhenSent(rpcUrl, deploymentDir, 5)
    await killWhenSent(rpcUrl, deploymentDir, 12)
    const { startBlock, ...addresses } = await deploy(provider, deploymentDir)
    assert.deepEqual({ ...addresses, startBlock: 1 }, expected)
    assert.ok(startBlock >= 1)
  })
})

/** Runs the program and kills it when `count` transactions are out. */
async function killWhenSent(rpcUrl: string, deploymentDir: string, count: number): Promise<void> {
  const options = ['--network', 'local', '--rpc-url', rpcUrl, '--deployment-dir', deploymentDir]
  const child = spawn(process.execPath, [CLI, ...options], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  while (child.exitCode === null && sentCount(deploymentDir) < count) await sleep(10)
  child.kill('SIGKILL')
  assert.deepEqual(await ended, [null, 'SIGKILL'])
}

function sentCount(deploymentDir: string): number {
  const file = path.join(deploymentDir, 'outbox.jsonl')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0
}
