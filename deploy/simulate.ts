import { hexToBigInt, keccak256, numberToHex, size, stringToHex, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { ProtocolAddresses } from './address-book.js'
import { startAnvil } from './anvil.js'
import { deployProtocol } from './deploy-protocol.js'
import { DeployError } from './errors.js'
import { ONE } from './params/units.js'
import type { NetworkParams } from './params/network-params.js'
import type { SentStep } from './progress.js'
import { httpProvider, type Provider } from './provider.js'

/** Always the same: addresses are part of the calldata, and so of the gas. It never owns anything elsewhere. */
const deployer = privateKeyToAccount(keccak256(stringToHex('Quern: deployer of simulations')))

/** One transaction of the plan, as it was measured. */
export type SimulatedStep = {
  readonly step: string
  readonly kind: 'contract' | 'call'
  readonly gas: bigint
  readonly calldataBytes: number
}

/** A whole deployment that was run on a chain of its own. */
export type Simulation = {
  readonly steps: readonly SimulatedStep[]
  readonly gas: bigint
  readonly addresses: ProtocolAddresses
}

/** Runs the very deployment of `params` on a throwaway chain with the network's chain id, and measures it. */
export async function simulateDeployment(params: NetworkParams): Promise<Simulation> {
  const [chainId] = params.chainIds
  if (chainId === undefined) throw new TypeError(`network ${params.name} has no chain id`)
  const anvil = await startAnvil({ chainId })
  try {
    return await measure(httpProvider(anvil.rpcUrl), params)
  } finally {
    await anvil.stop()
  }
}

async function measure(provider: Provider, network: NetworkParams): Promise<Simulation> {
  await provider.request({ method: 'anvil_setBalance', params: [deployer.address, numberToHex(1_000n * ONE)] })
  const sent: SentStep[] = []
  const addresses = await deployProtocol({
    provider,
    network,
    deployer,
    // Every transaction has a block of its own here.
    execution: { confirmations: 1, pollingIntervalMs: 10 },
    onSent: (step) => sent.push(step),
  })
  const steps = await Promise.all(sent.map((step) => measureStep(provider, step)))
  return { steps, gas: steps.reduce((sum, { gas }) => sum + gas, 0n), addresses }
}

async function measureStep(provider: Provider, { step, hash }: SentStep): Promise<SimulatedStep> {
  const transaction = await lookUp(provider, 'eth_getTransactionByHash', hash)
  const receipt = await lookUp(provider, 'eth_getTransactionReceipt', hash)
  return {
    step,
    kind: transaction.to === null ? 'contract' : 'call',
    gas: hexToBigInt(receipt.gasUsed as Hex),
    calldataBytes: size(transaction.input as Hex),
  }
}

async function lookUp(provider: Provider, method: string, hash: Hex): Promise<Record<string, unknown>> {
  const answer = await provider.request({ method, params: [hash] })
  if (typeof answer === 'object' && answer !== null) return answer as Record<string, unknown>
  throw new DeployError('CHAIN_UNREACHABLE', `The simulated chain lost ${hash}.`, { hint: 'Run it again.' })
}
