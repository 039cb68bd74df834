import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { formatGwei, hexToBigInt, type Hex } from 'viem'
import { PBKDF2, VECTOR } from './keystore-vectors.js'
import { KERNELS } from './params/kernels.js'
import { LOCAL_ACCOUNTS } from './params/local.js'
import { runCli } from './run-cli.js'
import { SEPOLIA_ID, testResources } from './testing.js'

const SECRET = VECTOR.key.slice(2)
const NOBODY = 'http://127.0.0.1:1'
const ACCOUNTS = (['treasury', 'governance', 'guardian'] as const).flatMap((name) => [
  `--${name}`,
  LOCAL_ACCOUNTS[name].address,
])

type Outcome = { readonly code: number; readonly output: string; readonly complaints: readonly string[] }

/** Runs the program with `environment` alone. */
async function run(argv: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const printed: string[] = []
  const complaints: string[] = []
  const print = (line: string) => void printed.push(line)
  const code = await runCli({ argv, environment, print, complain: (line) => void complaints.push(line) })
  return { code, output: printed.map((line) => `${line}\n`).join(''), complaints }
}

describe('deploy --simulate', () => {
  const { chain } = testResources()

  it('prints every step, the gas and the cost, with no network, key or accounts', async () => {
    const { code, output } = await run(['--network', 'sepolia', '--simulate', '--gas-price', '2'])
    assert.equal(code, 0)
    const kernels = KERNELS.flatMap(({ id, contract }) => [`${contract} `, `KernelRegistry_register_${id} `])
    for (const step of ['AccessManager ', 'HeaderBeacon ', 'JobEscrow ', ...kernels, 'AccessManager_renounce_admin '])
      assert.match(output, new RegExp(`^${step}\\s*(contract|call)\\s+\\d+\\s+\\d+$`, 'm'))
    const rows = [...output.matchAll(/ (?:contract|call) +(\d+) /g)]
    const gas = rows.reduce((sum, [, used]) => sum + BigInt(used ?? 0), 0n)
    assert.ok(output.includes(`total gas ${gas}\n`), output)
    assert.match(output, /cost 0\.\d+ ETH at 2 gwei/)
    assert.match(output, /guardian: not named \(--guardian\)/)
  })

  it('takes the gas price of the endpoint, and sends it nothing', async () => {
    const { rpcUrl, provider } = await chain({ chainId: SEPOLIA_ID, extra: ['--base-fee', '7000000000'] })
    const { code, output } = await run(['--network', 'sepolia', '--simulate', '--rpc-url', rpcUrl, ...ACCOUNTS])
    assert.equal(code, 0)
    const price = hexToBigInt((await provider.request({ method: 'eth_gasPrice' })) as Hex)
    assert.ok(price >= 7_000_000_000n)
    assert.ok(output.includes(`ETH at ${formatGwei(price)} gwei`), output)
    assert.equal(await provider.request({ method: 'eth_blockNumber' }), '0x0')
  })
})

describe('deploy', () => {
  const { chain, folder } = testResources()

  it('deploys with a keystore and prints the addresses', async () => {
    const { rpcUrl, provider } = await chain({ chainId: 31337 })
    await provider.request({ method: 'anvil_setBalance', params: [VECTOR.address, '0xde0b6b3a7640000'] })
    const files = writeKeystore(folder())
    const { code, output, complaints } = await run(['--network', 'local', '--rpc-url', rpcUrl, ...files])
    assert.equal(code, 0, complaints.join())
    assert.match(output, /^AccessManager 0x[0-9a-f]{64}$/m)
    assert.match(output, /"escrow": "0x[0-9a-fA-F]{40}"/)
  })

  it('says what is wrong with the input in one line, and ends with 2', async () => {
    const { rpcUrl } = await chain({ chainId: 31337 })
    const wrong: readonly (readonly [options: readonly string[], says: RegExp])[] = [
      [['--network', 'mainnet'], /no network "mainnet"/],
      [['--simulate'], /no --network/],
      [['--network', 'local', '--fast'], /--fast/],
      [['--network', 'local', '--rpc-url', 'ftp://x'], /not an http/],
      [['--network', 'local', '--simulate', '--gas-price', 'much'], /"much"/],
      [['--network', 'local'], /no RPC endpoint/],
      [['--network', 'sepolia', '--rpc-url', rpcUrl], /treasury account is not named.*QUERN_TREASURY/],
      [['--network', 'sepolia', '--rpc-url', rpcUrl, '--treasury', '0x12'], /"0x12" is not an address/],
      [['--network', 'sepolia', '--rpc-url', rpcUrl, ...ACCOUNTS], /no deployer key/],
      [['--network', 'local', '--rpc-url', rpcUrl, '--keystore', 'nowhere.json'], /--password-file/],
    ]
    for (const [options, says] of wrong) {
      const { code, complaints } = await run(options)
      assert.equal(code, 2, complaints.join())
      assert.match(complaints.join(), says)
      assert.equal(complaints.join('\n').split('\n').length, 1)
    }
  })

  it('ends with 2 on another chain, and with 1 when nobody answers', async () => {
    const { rpcUrl } = await chain({ chainId: 31337 })
    const environment = { DEPLOYER_KEY: SECRET }
    const other = await run(['--network', 'sepolia', '--rpc-url', rpcUrl, ...ACCOUNTS], environment)
    assert.equal(other.code, 2)
    assert.match(other.complaints.join(), /on chain 31337, not on sepolia/)
    const silent = await run(['--network', 'sepolia', '--rpc-url', `${NOBODY}/secret-path`, ...ACCOUNTS], environment)
    assert.equal(silent.code, 1)
    assert.match(silent.complaints.join(), /127\.0\.0\.1:1 did not answer/)
    for (const { output, complaints } of [other, silent])
      assert.doesNotMatch(output + complaints.join(), new RegExp(`${SECRET}|secret-path`))
  })

  it('never prints a key, not even one that cannot be used', async () => {
    const broken = SECRET.slice(2)
    const { code, output, complaints } = await run(['--network', 'local', '--rpc-url', NOBODY], {
      DEPLOYER_KEY: broken,
    })
    assert.equal(code, 2)
    assert.ok(!(output + complaints.join()).includes(broken))
  })

  it('prints its options', async () => {
    const { code, output } = await run(['--help'])
    assert.equal(code, 0)
    assert.match(output, /--password-file <file>/)
  })
})

/** A keystore and the options that name it. */
function writeKeystore(folder: string): string[] {
  const keystore = path.join(folder, 'keystore.json')
  const password = path.join(folder, 'password')
  writeFileSync(keystore, JSON.stringify({ version: 3, crypto: PBKDF2 }))
  writeFileSync(password, `${VECTOR.password}\n`)
  return ['--keystore', keystore, '--password-file', password]
}
