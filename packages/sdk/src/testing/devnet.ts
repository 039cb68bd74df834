import {
  deployProtocol,
  httpProvider,
  local,
  LOCAL_ACCOUNTS,
  networkParams,
  type NetworkName,
  type NetworkParams,
} from '@quern/deploy'
import {
  createClient,
  encodeFunctionData,
  erc20Abi,
  http,
  numberToHex,
  parseUnits,
  type Address,
  type Client,
  type Hex,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { waitForSuccess } from '../client.js'
import type { ProtocolAddresses } from '../types.js'
import { startChain, type ChainKind } from './chain.js'
import { DevnetError } from './errors.js'

export type StartDevnetParameters = {
  /** Which program runs the chain; by default anvil. */
  chain?: ChainKind | undefined
  /** Seconds between blocks; 0 mines every transaction at once. By default 1. */
  blockTimeS?: number | undefined
  /** By default 31337. */
  chainId?: number | undefined
  /** By default any free one. */
  port?: number | undefined
  /** Protocol parameters; by default those of local chains, with windows of seconds. */
  network?: NetworkName | NetworkParams | undefined
  /** Whether the chain's own output is left out; by default true. */
  silent?: boolean | undefined
}

/** An account whose key everybody knows: never use it elsewhere. */
export type DevnetAccount = { address: Address; privateKey: Hex }

export type Devnet = {
  chain: ChainKind
  chainId: number
  rpcUrl: string
  addresses: ProtocolAddresses
  /** Six accounts with 10,000 coins and 100,000 QRN each. */
  accounts: readonly DevnetAccount[]
  /** Holds the rest of the genesis QRN. */
  treasury: DevnetAccount
  /** Mines blocks at once; by default one. */
  mine(blocks?: number): Promise<void>
  /** Moves the chain's clock forward and mines a block. */
  warp(seconds: number): Promise<void>
  /** Remembers the state; `revert` returns to it, once. */
  snapshot(): Promise<Hex>
  revert(snapshot: Hex): Promise<void>
  /** Replaces the last blocks by empty ones; anvil only. */
  reorg(depth: number): Promise<void>
  stop(): Promise<void>
}

const firstFunded = 4
const fundedAccounts = 6
const qrnEach = parseUnits('100000', 18)
const mnemonic = 'test test test test test test test test test test test junk'

/**
 * Starts a local chain with the protocol deployed and accounts funded. Everything it starts ends with this process.
 *
 * Throws `PORT_BUSY`, `CHAIN_PROGRAM_MISSING`, `CHAIN_STOPPED`, `CHAIN_SILENT`, and what the deployment throws.
 *
 * @example
 * ```ts
 * const devnet = await startDevnet({ chain: 'anvil', blockTimeS: 1 })
 * console.log(devnet.rpcUrl, devnet.addresses.escrow, devnet.accounts[0]?.address)
 * await devnet.stop()
 * ```
 */
export async function startDevnet(parameters: StartDevnetParameters = {}): Promise<Devnet> {
  const { chain = 'anvil', blockTimeS = 1, chainId = 31337, port = 0, network = local, silent = true } = parameters
  const running = await startChain({ chain, chainId, port, silent })
  try {
    const client = createClient({ transport: http(running.rpcUrl), pollingInterval: 50 })
    const params = typeof network === 'string' ? networkParams(network, {}) : network
    const provider = httpProvider(running.rpcUrl)
    const addresses = await deployProtocol({ provider, network: params, deployer: LOCAL_ACCOUNTS.deployer.privateKey })
    const accounts = Array.from({ length: fundedAccounts }, (_, index) => accountAt(firstFunded + index))
    await fund(client, { token: addresses.token, treasury: params.accounts.treasury, accounts })
    if (blockTimeS > 0) await mineEvery(client, chain, blockTimeS)
    const { rpcUrl, stop } = running
    return {
      chain,
      chainId,
      rpcUrl,
      addresses,
      accounts,
      treasury: LOCAL_ACCOUNTS.treasury,
      ...controls(client, chain),
      stop,
    }
  } catch (error) {
    await running.stop()
    throw error
  }
}

function accountAt(addressIndex: number): DevnetAccount {
  const account = mnemonicToAccount(mnemonic, { addressIndex })
  const key = account.getHdKey().privateKey
  return { address: account.address, privateKey: `0x${Buffer.from(key ?? []).toString('hex')}` }
}

/** Sends each account its QRN, as the treasury. */
async function fund(
  client: Client,
  { token, treasury, accounts }: { token: Address; treasury: Address; accounts: readonly DevnetAccount[] },
): Promise<void> {
  await ask(client, 'hardhat_impersonateAccount', [treasury])
  for (const { address } of accounts) {
    const transfer = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [address, qrnEach] })
    const hash = (await ask(client, 'eth_sendTransaction', [{ from: treasury, to: token, data: transfer }])) as Hex
    await waitForSuccess(client, { hash })
  }
  await ask(client, 'hardhat_stopImpersonatingAccount', [treasury])
}

/** From now on blocks come by the clock alone; anvil counts seconds, Hardhat milliseconds. */
async function mineEvery(client: Client, chain: ChainKind, seconds: number): Promise<void> {
  await ask(client, 'evm_setAutomine', [false])
  await ask(client, 'evm_setIntervalMining', [chain === 'anvil' ? seconds : seconds * 1000])
}

function controls(client: Client, chain: ChainKind) {
  return {
    async mine(blocks = 1) {
      await ask(client, 'hardhat_mine', [numberToHex(blocks)])
    },
    async warp(seconds: number) {
      await ask(client, 'evm_increaseTime', [seconds])
      await ask(client, 'evm_mine', [])
    },
    async snapshot() {
      return (await ask(client, 'evm_snapshot', [])) as Hex
    },
    async revert(snapshot: Hex) {
      await ask(client, 'evm_revert', [snapshot])
    },
    async reorg(depth: number) {
      if (chain === 'hardhat') {
        const summary = 'Hardhat cannot reorganise its chain.'
        throw new DevnetError({ code: 'DEVNET_UNSUPPORTED', summary, hint: "Use chain: 'anvil'." })
      }
      await ask(client, 'anvil_reorg', [depth, []])
    },
  }
}

function ask(client: Client, method: string, params: readonly unknown[]): Promise<unknown> {
  return client.request({ method, params } as never)
}
