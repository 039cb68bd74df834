import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createClient, http, numberToHex, zeroAddress } from 'viem'
import { getBlock, getBlockNumber, getTransaction, sendTransaction } from 'viem/actions'
import { privateKeyToAccount } from 'viem/accounts'
import { registerChallenge } from '../actions/registerChallenge.js'
import { deposit } from '../actions/deposit.js'
import { watchJobs } from '../actions/watchJobs.js'
import { cancelRequest } from '../actions/cancelRequest.js'
import { getLedger } from '../actions/getLedger.js'
import { sampleRequest } from '../arbitraries.test.helper.js'
import { poll, sendCall, waitForSuccess } from '../client.js'
import type { JobEvent } from '../events/event.js'
import { startDevnet, type Devnet } from './devnet.js'

let devnet: Devnet
before(async () => {
  devnet = await startDevnet({ blockTimeS: 0 })
})
after(() => devnet?.stop())

const clientOf = ({ rpcUrl, accounts }: Devnet) =>
  createClient({
    account: privateKeyToAccount(accounts[0]?.privateKey ?? '0x'),
    transport: http(rpcUrl),
    pollingInterval: 50,
  })

test('startDevnet_refusesBusyPort', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await assert.rejects(startDevnet({ port }), { code: 'PORT_BUSY', message: new RegExp(`Port ${port} `) })
  server.close()
})

test('startDevnet_refusesChainThatIsNotOfTheNetwork', async () => {
  await assert.rejects(startDevnet({ chainId: 5 }), { code: 'CHAIN_MISMATCH_INPUT' })
})

test('mineAndWarp_moveTheChain', async () => {
  const client = clientOf(devnet)
  const earlier = await getBlock(client)
  await devnet.mine(3)
  assert.equal(await getBlockNumber(client, { cacheTime: 0 }), earlier.number + 3n)
  await devnet.warp(1000)
  const later = await getBlock(client)
  assert.ok(later.timestamp >= earlier.timestamp + 1000n)
})

test('snapshot_isRevertedTo', async () => {
  const { addresses } = devnet
  const client = clientOf(devnet)
  const balance = await getLedger(client, { addresses, token: zeroAddress })
  const snapshot = await devnet.snapshot()
  await waitForSuccess(client, { hash: await deposit(client, { addresses, token: zeroAddress, amount: 5n }) })
  assert.equal(await getLedger(client, { addresses, token: zeroAddress }), balance + 5n)
  await devnet.revert(snapshot)
  assert.equal(await getLedger(client, { addresses, token: zeroAddress }), balance)
})

test('watchJobs_takesBackWhatReorganisationRemoves', async () => {
  const { addresses } = devnet
  const client = clientOf(devnet)
  const terms = { ...sampleRequest.terms, requester: client.account.address }
  const request = { ...sampleRequest, terms }
  await waitForSuccess(client, { hash: await cancelRequest(client, { addresses, request }) })
  await devnet.mine(2)
  const events: JobEvent[] = []
  for await (const event of watchJobs(client, { addresses, requester: client.account.address })) {
    events.push(event)
    if (events.length === 1) await devnet.reorg(5)
    if (event.removed) break
  }
  assert.deepEqual(
    events.map(({ name, removed }) => [name, removed]),
    [
      ['RequestCancelled', false],
      ['RequestCancelled', true],
    ],
  )
})

test('writes_refuseTheWrongChain', async () => {
  const addresses = { ...devnet.addresses, chainId: 1 }
  const challenge = `0x${'11'.repeat(32)}` as const
  await assert.rejects(registerChallenge(clientOf(devnet), { addresses, challenge }), {
    code: 'CHAIN_MISMATCH',
    facts: { have: 31337, need: 1 },
  })
  const nobody = createClient({ transport: http(devnet.rpcUrl) })
  await assert.rejects(registerChallenge(nobody, { addresses, challenge }), { code: 'ACCOUNT_MISSING' })
  await assert.rejects(registerChallenge(clientOf(devnet), { challenge }), { code: 'CHAIN_UNKNOWN' })
})

/** Takes about as much gas as its argument says: GAS; loop: while start - GAS < argument. */
const burner = { address: `0x${'cc'.repeat(20)}`, code: '0x5a5b5a81035f351160015700' } as const

test('writes_reserveNoMoreGasThanATransactionMayHave', async () => {
  const { chainId } = devnet.addresses
  const client = clientOf(devnet)
  await client.request({ method: 'anvil_setCode', params: [burner.address, burner.code] } as never)
  const send = (gas: bigint) => {
    const call = { to: burner.address, data: numberToHex(gas, { size: 32 }), value: 0n }
    return sendCall(client, { call, chainId })
  }
  const hash = await send(14_200_000n)
  await waitForSuccess(client, { hash })
  assert.equal((await getTransaction(client, { hash })).gas, 2n ** 24n)
  await assert.rejects(send(17_000_000n), { code: 'TRANSACTION_GAS_TOO_HIGH', message: /^The call takes 170\d{5} gas/ })
})

test('startDevnet_refusesGasLimitsThatPublicChainsRefuse', async () => {
  const transaction = { to: zeroAddress, gas: 2n ** 24n + 1n, chain: null }
  await assert.rejects(sendTransaction(clientOf(devnet), transaction), /tx_gas_limit_cap/)
})

for (const chain of ['anvil', 'hardhat'] as const) {
  test(`startDevnet_endsThe${chain}ThatItsKilledParentStarted`, async () => {
    const index = fileURLToPath(new URL('index.js', import.meta.url))
    const script = `const { startDevnet } = await import(process.argv[1])
      console.log((await startDevnet({ chain: '${chain}' })).rpcUrl)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script, index], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [rpcUrl] = await new Promise<string[]>((resolve) =>
      createInterface(parent.stdout).once('line', (line) => resolve([line])),
    )
    const client = createClient({ transport: http(rpcUrl ?? '', { retryCount: 0 }) })
    const head = await getBlockNumber(client, { cacheTime: 0 }).finally(() => parent.kill('SIGKILL'))
    assert.ok(head > 0n)
    const gone = () =>
      getBlockNumber(client, { cacheTime: 0 }).then(
        () => undefined,
        () => true,
      )
    assert.equal(await poll(gone, { what: 'the end of the chain', timeoutS: 10, intervalMs: 50 }), true)
  })
}

test('reorg_isRefusedByHardhat', async () => {
  const hardhat = await startDevnet({ chain: 'hardhat', blockTimeS: 0 })
  await assert.rejects(hardhat.reorg(1), { code: 'DEVNET_UNSUPPORTED' })
  await hardhat.stop()
  await hardhat.stop()
})
