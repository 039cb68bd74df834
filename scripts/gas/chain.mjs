// A chain on which every figure comes out the same, bit for bit: fixed numbers and timestamps, one transaction a block.
import { httpProvider, startAnvil } from '@quern/deploy'
import { decodeFunctionResult, encodeFunctionData, hexToNumber, http, numberToHex, size } from 'viem'

/** Sepolia's id, so that only values of a public chain are accepted. */
export const CHAIN_ID = 11155111
/** Osaka: EIP-7623 prices calldata, and a transaction may use at most 2^24 gas. */
const HARDFORK = 'osaka'
const FIRST_BLOCK = 9_000_000
const FIRST_TIME = 1_800_000_000
const BLOCK_SECONDS = 12
const GAS_LIMIT = 16_000_000n
/** Of a transaction that shares its block. */
const SMALL_GAS_LIMIT = 250_000n
/** The trace of a check of a million gas is some 20 MB. */
const TRACE_BYTES = 2 ** 27
const COINBASE = '0x388c818ca8b9251b393131c08a736a67ccb19297'

/** Starts the chain. Nothing is mined but by this object. */
export async function openChain() {
  const extra = [
    '--hardfork',
    HARDFORK,
    '--no-mining',
    '--steps-tracing',
    '--number',
    `${FIRST_BLOCK}`,
    '--timestamp',
    `${FIRST_TIME}`,
  ]
  const anvil = await startAnvil({ chainId: CHAIN_ID, extra })
  const provider = httpProvider(anvil.rpcUrl)
  const ask = (method, params = []) => provider.request({ method, params })
  const traced = http(anvil.rpcUrl, { maxResponseBodySize: TRACE_BYTES, timeout: 60_000 })({})
  await ask('anvil_setCoinbase', [COINBASE])
  const clock = await openClock(ask)
  return {
    ask,
    ...clock,
    ...transactions(ask, clock, traced),
    ...snapshots(ask, clock),
    deployer: deployingProvider(provider, clock),
    stop: () => anvil.stop(),
  }
}

async function openClock(ask) {
  let time = FIRST_TIME
  return {
    /** Unix time of the last block. */
    now: () => time,
    /** The number of the last block. */
    blockNumber: async () => hexToNumber(await ask('eth_blockNumber')),
    /** Mines blocks of `BLOCK_SECONDS`; what waits goes into the first. */
    async mine(blocks = 1) {
      for (let mined = 0; mined < blocks; mined += 1) {
        time += BLOCK_SECONDS
        await ask('evm_setNextBlockTimestamp', [time])
        await ask('evm_mine')
      }
    },
    /** The next block is at least `seconds` later. */
    warp(seconds) {
      time += seconds
    },
    reset(to) {
      time = to
    },
  }
}

function snapshots(ask, clock) {
  /** Runs `story` and forgets everything that it did. */
  const forget = async (story) => {
    const [time, id] = [clock.now(), await ask('evm_snapshot')]
    try {
      return await story()
    } finally {
      await ask('evm_revert', [id])
      clock.reset(time)
    }
  }
  return {
    forget,
    /** The mixHash that the block `blocks` ahead will have: anvil makes it from the block's number. */
    mixHashIn: (blocks) =>
      forget(async () => {
        await clock.mine(blocks)
        return (await ask('eth_getBlockByNumber', ['latest', false])).mixHash
      }),
  }
}

const FEES = { maxFeePerGas: 100_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }

/** Hands one transaction over; nothing is mined yet. */
async function submit(ask, account, { call, nonce, gas }) {
  const { to, data, value = 0n } = call
  if (account.impersonated)
    return ask('eth_sendTransaction', [{ from: account.address, to, data, gas: numberToHex(gas) }])
  const body = { type: 'eip1559', chainId: CHAIN_ID, nonce, to, data, value, gas, ...FEES }
  return ask('eth_sendRawTransaction', [await account.signTransaction(body)])
}

function transactions(ask, clock, traced) {
  const nonceOf = async ({ address }) => hexToNumber(await ask('eth_getTransactionCount', [address, 'latest']))
  const minedAt = async (hash, data) => {
    const receipt = await ask('eth_getTransactionReceipt', [hash])
    if (receipt?.status !== '0x1') throw new Error(`the call ${data.slice(0, 10)} of ${size(data)} bytes reverted`)
    return { hash, gas: hexToNumber(receipt.gasUsed), block: hexToNumber(receipt.blockNumber) }
  }
  return {
    /** Sends one transaction, alone in its block; throws when it reverts. */
    async send(account, call) {
      const hash = await submit(ask, account, { call, nonce: await nonceOf(account), gas: GAS_LIMIT })
      await clock.mine()
      return minedAt(hash, call.data)
    },
    /** Sends many transactions in one block, several of one account in their order; throws when one reverts. */
    async sendAll(list) {
      const nonces = new Map()
      const hashes = []
      for (const [account, call] of list) {
        const nonce = nonces.get(account.address) ?? (await nonceOf(account))
        nonces.set(account.address, nonce + 1)
        hashes.push(await submit(ask, account, { call, nonce, gas: SMALL_GAS_LIMIT }))
      }
      await clock.mine()
      await Promise.all(hashes.map((hash, index) => minedAt(hash, list[index][1].data)))
    },
    /** A contract as a sender: what it does at some call of its own, without the rest of that call. */
    async impersonated(address) {
      await ask('anvil_impersonateAccount', [address])
      await ask('anvil_setBalance', [address, numberToHex(10n ** 20n)])
      return { address, impersonated: true }
    },
    async read(to, call) {
      const data = await ask('eth_call', [{ to, data: encodeFunctionData(call) }, 'latest'])
      return decodeFunctionResult({ ...call, data })
    },
    fund: (address, amount) => ask('anvil_setBalance', [address, numberToHex(amount)]),
    /** The opcodes of a transaction, without stack, memory and storage. */
    async steps(hash) {
      const options = { disableStack: true, disableMemory: true, disableStorage: true }
      return (await traced.request({ method: 'debug_traceTransaction', params: [hash, options] })).structLogs
    },
  }
}

/** What a deployment sends is mined at once, one transaction a block. */
function deployingProvider(provider, clock) {
  return {
    async request(call) {
      const answer = await provider.request(call)
      if (call.method === 'eth_sendRawTransaction') await clock.mine()
      return answer
    },
  }
}
