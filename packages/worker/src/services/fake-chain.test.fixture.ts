import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { keccak256, numberToHex, parseTransaction, type Hex } from 'viem'

/** A transaction as the fake chain keeps it. */
export interface FakeTransaction {
  readonly hash: Hex
  readonly nonce: number
  readonly data: Hex
  readonly maxFee: bigint
  readonly gas: bigint
}

interface Mined extends FakeTransaction {
  readonly block: number
  readonly isReverted: boolean
}

type Fault = 'reset-before' | 'reset-after'

/** EIP-7825, and what a node would let an estimate take that did not heed it. */
const gasCap = 2n ** 24n
const gasAllowance = 30_000_000n

/** A chain of one account behind real JSON-RPC on loopback, with the faults that nodes show. */
export class FakeChain {
  block = 10
  baseFee = 1_000_000_000n
  isMining = true
  /** Least fee per gas of what is taken. */
  leastFee = 0n
  mined: Mined[] = []
  pool: FakeTransaction[] = []
  /** Every transaction that was ever sent, also those that were refused. */
  received: FakeTransaction[] = []
  /** Data of calls that revert when they are simulated, with the revert's bytes. */
  readonly refusals = new Map<Hex, Hex>()
  /** Data of calls that revert, with these bytes, once the same was done. */
  readonly onceOnly = new Map<Hex, Hex>()
  /** Data of calls that revert, with these bytes, before another was mined. */
  readonly needs = new Map<Hex, { readonly before: Hex; readonly revert: Hex }>()
  /** Blocks that the node lags behind the chain: it knows nothing of what they hold. */
  lag = 0
  /** Data of calls that simulate well and revert when they are mined. */
  readonly traps = new Set<Hex>()
  /** Data of calls → gas that they take; 200,000 otherwise, 21,000 for a transfer; a call that takes more than its limit is refused. */
  readonly estimates = new Map<Hex, bigint>()
  /** Data of calls that the node does not take when they are sent, with its words. */
  readonly rejections = new Map<Hex, string>()
  /** Data of calls whose estimate fails with the node's words. */
  readonly riddles = new Map<Hex, string>()
  rejectionCode = -32000
  /** Method → how its next call fails. */
  readonly faults = new Map<string, Fault>()
  private readonly server: Server = createServer()

  async start(): Promise<string> {
    this.server.on('request', async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString()) as {
        id: number
        method: string
        params: never[]
      }
      const fault = this.faults.get(method)
      this.faults.delete(method)
      if (fault === 'reset-before') return response.destroy()
      const answer = this.answer(method, params)
      if (fault === 'reset-after') return response.destroy()
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
    })
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  /** Mines what is in the pool, in the order of nonces. */
  mine(): void {
    this.block += 1
    for (const transaction of this.pool.toSorted((a, b) => a.nonce - b.nonce)) {
      if (transaction.nonce !== this.mined.length) continue
      this.mined.push({ ...transaction, block: this.block, isReverted: this.traps.has(transaction.data) })
    }
    this.pool = this.pool.filter((transaction) => transaction.nonce >= this.mined.length)
  }

  private answer(method: string, params: readonly unknown[]): { result: unknown } | { error: unknown } {
    const handlers: Record<string, () => unknown> = {
      eth_chainId: () => '0x7a69',
      eth_blockNumber: () => numberToHex(this.head()),
      eth_getBlockByNumber: () => this.blockHeader(),
      eth_maxPriorityFeePerGas: () => '0x3b9aca00',
      eth_estimateGas: () => this.estimate(params[0] as { data?: Hex }, params[1] as string | undefined),
      eth_getTransactionCount: () => numberToHex(this.minedAt(params[1] as string).length),
      eth_sendRawTransaction: () => this.send(params[0] as Hex),
      eth_getTransactionReceipt: () => this.receipt(params[0] as Hex),
    }
    try {
      return { result: handlers[method]?.() ?? JSON.parse('null') }
    } catch (error) {
      return { error }
    }
  }

  private blockHeader() {
    return {
      number: numberToHex(this.head()),
      timestamp: '0x1',
      baseFeePerGas: numberToHex(this.baseFee),
      transactions: [],
    }
  }

  private estimate({ data = '0x' }: { data?: Hex }, tag: string | undefined): Hex {
    const revert = this.refusals.get(data) ?? this.revertAt(data, tag)
    if (revert !== undefined) throw { code: 3, message: 'execution reverted', data: revert }
    const riddle = this.riddles.get(data)
    if (riddle !== undefined) throw { code: -32000, message: riddle }
    const gas = this.gasOf(data)
    if (gas > gasAllowance) throw { code: -32000, message: `gas required exceeds allowance (${gasAllowance})` }
    return numberToHex(gas)
  }

  private gasOf(data: Hex): bigint {
    return this.estimates.get(data) ?? (data === '0x' ? 21_000n : 200_000n)
  }

  /** At a block; where none is named, on top of what waits in the pool, as anvil and Hardhat's node do it. */
  private revertAt(data: Hex, tag: string | undefined): Hex | undefined {
    const done = [...this.minedAt(tag), ...(tag === undefined ? this.pool : [])].map((before) => before.data)
    const needed = this.needs.get(data)
    if (needed !== undefined && !done.includes(needed.before)) return needed.revert
    return done.includes(data) ? this.onceOnly.get(data) : undefined
  }

  private head(): number {
    return this.block - this.lag
  }

  private minedAt(tag: string | undefined): Mined[] {
    const block = tag?.startsWith('0x') === true ? Number(tag) : this.head()
    if (block > this.head()) throw { code: -32000, message: 'header not found' }
    return this.mined.filter((transaction) => transaction.block <= block)
  }

  private send(raw: Hex): Hex {
    const { nonce = 0, data = '0x', maxFeePerGas: maxFee = 0n, gas = 0n } = parseTransaction(raw)
    const hash = keccak256(raw)
    const transaction = { hash, nonce, data, maxFee, gas }
    this.received.push(transaction)
    if (this.pool.some((known) => known.hash === hash)) throw { code: -32000, message: 'already known' }
    this.checkLimits(transaction)
    if (nonce < this.minedAt('latest').length) throw { code: -32000, message: 'nonce too low' }
    // Mined, but not as far as this node has come.
    if (this.mined.some((known) => known.hash === hash)) return hash
    const known = this.pool.find((candidate) => candidate.nonce === nonce)
    if (known !== undefined && maxFee * 10n < known.maxFee * 11n) {
      throw { code: -32000, message: 'replacement transaction underpriced' }
    }
    this.pool = [...this.pool.filter((candidate) => candidate !== known), transaction]
    if (this.isMining) this.mine()
    return hash
  }

  /** In the words of geth. */
  private checkLimits({ data, gas, maxFee }: FakeTransaction): void {
    const rejection = this.rejections.get(data)
    if (rejection !== undefined) throw { code: this.rejectionCode, message: rejection }
    if (gas > gasCap) throw { code: -32000, message: `transaction gas limit too high (cap: ${gasCap}, tx: ${gas})` }
    if (gas < this.gasOf(data)) throw { code: -32000, message: 'intrinsic gas too low' }
    if (maxFee < this.leastFee) throw { code: -32003, message: 'max fee per gas less than block base fee' }
  }

  private receipt(hash: Hex): unknown {
    const mined = this.minedAt('latest').find((transaction) => transaction.hash === hash)
    if (mined === undefined) return undefined
    return {
      transactionHash: hash,
      status: mined.isReverted ? '0x0' : '0x1',
      blockNumber: numberToHex(mined.block),
      gasUsed: '0x186a0',
      effectiveGasPrice: '0x77359400',
      logs: [],
    }
  }
}
