import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { InputError } from '../errors.js'
import { loadConfig, type LoadConfigParameters } from './load.js'
import { renderConfig, writeWorkerConfig } from './write.js'

const address = (digit: string): `0x${string}` => `0x${digit.repeat(40)}`

const settings = {
  'worker.address': address('1'),
  'worker.keystore': 'operator.json',
  'worker.state_dir': 'state',
  'content.dir': 'content',
  'boards.urls': 'dir:board',
  'contracts.escrow': address('2'),
  'contracts.staking': address('3'),
  'contracts.lens': address('4'),
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'quern-config-')), 'worker.toml')
  writeFileSync(file, text)
  return file
}

function load(more: Partial<LoadConfigParameters> & { text?: string } = {}) {
  const { text = renderConfig(settings), ...rest } = more
  return loadConfig({ file: fileWith(text), ...rest })
}

function failure(more: Parameters<typeof load>[0]): InputError {
  try {
    load(more)
  } catch (error) {
    assert.ok(error instanceof InputError)
    return error
  }
  assert.fail('the configuration was taken')
}

describe('loadConfig', () => {
  it('takes options over environment over file over network defaults', () => {
    const text = renderConfig({ ...settings, 'chain.poll_ms': '700', 'worker.max_jobs': '5', 'log.level': 'warn' })
    const environment = { QUERN_CHAIN_POLL_MS: '800', QUERN_WORKER_MAX_JOBS: '6' }
    const config = load({ text, environment, settings: { 'chain.poll_ms': '900' } })
    assert.equal(config.chain.poll_ms, 900)
    assert.equal(config.worker.max_jobs, 6)
    assert.equal(config.log.level, 'warn')
    assert.equal(config.chain.id, 31337)
    assert.equal(config.gas.replace_after_s, 10)
  })

  it('takes the defaults of the network that the highest layer names', () => {
    const environment = { QUERN_NETWORK: 'sepolia', QUERN_CHAIN_RPC_URL: 'https://node.example/key' }
    const config = load({ environment })
    assert.equal(config.chain.id, 11155111)
    assert.equal(config.pricing.profit_guard, true)
    assert.equal(config.content.allow_file, false)
  })

  it('resolves paths beside the file and freezes everything', () => {
    const config = load()
    assert.match(config.worker.state_dir, /quern-config-.*state$/)
    assert.match(config.boards.urls[0] ?? '', /^dir:\/.*quern-config-.*board$/)
    assert.match(config.content.public_uri, /^file:\/\/.*content\/outputs\/$/)
    assert.throws(() => Object.assign(config.worker, { max_jobs: 1 }), TypeError)
  })

  it('parses lists, amounts and switches of the environment', () => {
    const environment = {
      QUERN_BOARDS_URLS: 'dir:/a, dir:/b',
      QUERN_PRICING_MIN_PRICE_WEI: '123456789012345678901',
      QUERN_CLAIMER_ENABLED: 'false',
    }
    const config = load({ environment })
    assert.deepEqual(config.boards.urls, ['dir:/a', 'dir:/b'])
    assert.equal(config.pricing.min_price_wei, 123456789012345678901n)
    assert.equal(config.claimer.enabled, false)
  })

  it('takes contract addresses from the book when they are not set', () => {
    const { 'contracts.lens': _lens, ...rest } = settings
    const book = { escrow: address('7'), staking: address('8'), lens: address('9'), startBlock: 12 }
    const config = load({ text: renderConfig(rest), addressBook: () => book })
    assert.equal(config.contracts.lens, address('9'))
    assert.equal(config.contracts.escrow, address('2'))
    assert.equal(config.boards.from_block, 12)
  })

  it('reads what is posted on chain unless other boards are named', () => {
    const { 'boards.urls': _urls, ...rest } = settings
    const { boards } = load({ text: renderConfig(rest) })
    assert.deepEqual([boards.urls, boards.from_block], [['chain:'], 0])
    const both = load({ settings: { 'boards.urls': 'chain:,dir:/a', 'boards.from_block': '7' } }).boards
    assert.deepEqual([both.urls, both.from_block], [['chain:', 'dir:/a'], 7])
    assert.match(failure({ settings: { 'boards.urls': 'chain:1' } }).message, /must be "chain:", or "dir:"/)
  })

  it('names the key and the origin of a wrong value', () => {
    const error = failure({ environment: { QUERN_WORKER_MAX_JOBS: 'many' } })
    assert.equal(error.exitCode, 2)
    assert.match(error.message, /worker\.max_jobs = "many" from the environment variable QUERN_WORKER_MAX_JOBS/)
    const inFile = failure({ text: renderConfig({ ...settings, 'worker.address': '0x12' }) })
    assert.match(inFile.message, /worker\.address = "0x12" from worker\.address in .*worker\.toml/)
    const option = failure({ settings: { 'gas.max_fee_gwei': '-1' } })
    assert.match(option.message, /gas\.max_fee_gwei = -1 from the option for gas\.max_fee_gwei/)
  })

  it('hides secret values', () => {
    const error = failure({ environment: { QUERN_CHAIN_RPC_URL: 'ftp://user:secret@host/key' } })
    assert.match(error.message, /chain\.rpc_url = \(hidden\)/)
    assert.ok(!error.message.includes('secret'))
  })

  it('names a missing key and how to set it', () => {
    const { 'worker.address': _address, ...rest } = settings
    const error = failure({ text: renderConfig(rest) })
    assert.match(error.message, /lacks worker\.address/)
    assert.match(error.hint ?? '', /QUERN_WORKER_ADDRESS/)
  })

  it('refuses unknown keys, broken TOML, unknown options and a missing file', () => {
    assert.match(failure({ text: `${renderConfig(settings)}\n[worker2]\nx = 1\n` }).message, /worker2\.x/)
    const broken = failure({ text: '[chain]\nrpc_url = "http://secret' })
    assert.equal(broken.code, 'CONFIG_NOT_TOML')
    assert.match(broken.message, /\.toml:2:\d+ cannot be read/)
    assert.ok(!broken.message.includes('secret'))
    assert.equal(failure({ settings: { 'worker.nothing': '1' } }).code, 'CONFIG_KEY_UNKNOWN')
    assert.throws(() => loadConfig({ file: '/nonexistent/worker.toml' }), { code: 'CONFIG_UNREADABLE', exitCode: 2 })
  })
})

describe('writeWorkerConfig', () => {
  it('writes a file that loads again, and never replaces one', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'quern-config-')), 'deep', 'worker.toml')
    writeWorkerConfig({ file, settings: { ...settings, 'pricing.min_price_wei': '1000000000000000000' } })
    assert.equal(loadConfig({ file }).pricing.min_price_wei, 10n ** 18n)
    assert.throws(() => writeWorkerConfig({ file, settings }), { code: 'CONFIG_EXISTS' })
  })
})
