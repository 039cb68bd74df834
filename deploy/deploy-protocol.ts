import { deploy, DeploymentResultType, type DeploymentResult } from '@nomicfoundation/ignition-core'
import { privateKeyToAccount } from 'viem/accounts'
import type { Address, Hex, LocalAccount } from 'viem'
import type { ProtocolAddresses } from './address-book.js'
import { openArtifacts, type Artifacts } from './artifacts.js'
import { checkDeployment } from './check.js'
import { DeployError, describeError } from './errors.js'
import { protocolModule } from './modules/protocol.js'
import { openOutbox, type Outbox } from './outbox.js'
import { requireSafeValues } from './params/bounds.js'
import type { ExecutionParams, NetworkParams } from './params/network-params.js'
import { networkParams, type GivenAccounts, type NetworkName } from './params/networks.js'
import { progressListener, type SentStep } from './progress.js'
import { reader, type Provider } from './provider.js'
import { resumeInterrupted } from './resume.js'
import { chainIdOf, signingProvider } from './signer.js'

export type DeployProtocolParameters = {
  /** Any EIP-1193 provider; it needs no accounts. */
  readonly provider: Provider
  /** A known network, or whole parameters. */
  readonly network: NetworkName | NetworkParams
  /** Treasury, governance and guardian of a known network that is public; local ones have their own. */
  readonly accounts?: GivenAccounts | undefined
  /** The key that sends every transaction, and no other while the deployment runs. */
  readonly deployer: Hex | LocalAccount
  /** Where the journal is kept; a second run resumes from it. Without it nothing is kept. */
  readonly deploymentDir?: string | undefined
  /** How transactions are followed, where it differs from the network's. */
  readonly execution?: Partial<ExecutionParams> | undefined
  /** Hears one line a step. */
  readonly log?: ((line: string) => void) | undefined
  /** Hears every transaction that is sent. */
  readonly onSent?: ((step: SentStep) => void) | undefined
}

/** What stays the same while one deployment runs. */
type Run = {
  readonly provider: Provider
  readonly params: NetworkParams
  readonly account: LocalAccount
  readonly chainId: number
  readonly outbox: Outbox
  readonly artifacts: Artifacts
}

/**
 * Deploys the whole protocol, or the rest of it, and checks the result against parameters and permissions.
 *
 * @example
 * const addresses = await deployProtocol({ provider, network: 'local', deployer: LOCAL_ACCOUNTS.deployer.privateKey })
 *
 * Throws `DeployError` by `code`.
 */
export async function deployProtocol(parameters: DeployProtocolParameters): Promise<ProtocolAddresses> {
  const { provider, network, deployer, deploymentDir } = parameters
  const params = typeof network === 'string' ? networkParams(network, parameters.accounts ?? {}) : network
  const account = typeof deployer === 'string' ? privateKeyToAccount(deployer) : deployer
  const chainId = await chainIdOf(provider)
  requireDeployable(params, account.address, chainId)

  const outbox = openOutbox(deploymentDir)
  const run: Run = { provider, params, account, chainId, outbox, artifacts: openArtifacts() }
  return runToEnd(run, parameters).catch(rethrowStopped)
}

async function runToEnd(run: Run, parameters: DeployProtocolParameters): Promise<ProtocolAddresses> {
  const { provider, outbox, chainId } = run
  const { deploymentDir } = parameters
  const deployer = run.account.address
  if (outbox.entries.length === 0) await requireFunds(run)
  if (deploymentDir !== undefined) await resumeInterrupted({ deploymentDir, provider, deployer, outbox })

  const contracts = await runModule(run, parameters)
  const blocks = await blockRange(run)
  const addresses = { ...contracts, chainId, startBlock: blocks.first }
  await checkDeployment({ ...run, deployer, addresses, blocks })
  return addresses
}

function requireDeployable(params: NetworkParams, deployer: Address, chainId: number): void {
  if (!params.chainIds.includes(chainId))
    throw new DeployError('CHAIN_MISMATCH_INPUT', `The node is on chain ${chainId}, not on ${params.name}.`, {
      hint: `Use a node of chain ${params.chainIds.join(' or ')}.`,
    })
  for (const [name, address] of Object.entries(params.accounts))
    if (address.toLowerCase() === deployer.toLowerCase())
      throw new DeployError('ACCOUNT_REUSED_INPUT', `The deployer ${deployer} is also the ${name}.`, {
        hint: 'The deployer keeps no power: deploy with a key of its own.',
      })
  requireSafeValues(params, chainId)
}

async function requireFunds({ provider, account }: Run): Promise<void> {
  const balance = await reader(provider).getBalance({ address: account.address })
  if (balance > 0n) return
  throw new DeployError('DEPLOYER_UNFUNDED_INPUT', `The deployer ${account.address} has no coins to pay gas.`, {
    hint: 'Send it some; --simulate says how much a deployment costs.',
  })
}

async function runModule(run: Run, parameters: DeployProtocolParameters) {
  const { params, account, artifacts } = run
  const log = parameters.log ?? (() => {})
  const result = await deploy({
    artifactResolver: artifacts.resolver,
    provider: signingProvider(run),
    ignitionModule: protocolModule({ params, deployer: account.address, artifacts }),
    deploymentParameters: {},
    accounts: [account.address],
    ...(parameters.deploymentDir === undefined ? {} : { deploymentDir: parameters.deploymentDir }),
    config: ignitionConfig({ ...params.execution, ...parameters.execution }),
    executionEventListener: progressListener({
      sent: (step) => parameters.onSent?.(step),
      confirmed: ({ step, hash }) => log(`${step} ${hash}`),
    }),
  })
  return contractsOf(result, params)
}

/** What the chain or Ignition threw between two steps: nothing is lost. */
function rethrowStopped(cause: unknown): never {
  if (cause instanceof DeployError) throw cause
  throw new DeployError('DEPLOYMENT_FAILED', `The deployment stopped: ${describeError(cause)}`, {
    hint: 'Mend the cause and run it again; it resumes where it stopped.',
    cause,
  })
}

function ignitionConfig({ confirmations, pollingIntervalMs }: ExecutionParams) {
  return {
    requiredConfirmations: confirmations,
    blockPollingInterval: pollingIntervalMs,
    retryInterval: pollingIntervalMs,
  }
}

function contractsOf(
  result: DeploymentResult,
  { kernels }: NetworkParams,
): Omit<ProtocolAddresses, 'chainId' | 'startBlock'> {
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) throw failureOf(result)
  const at = (name: string): Address => {
    const found = Object.values(result.contracts).find((contract) => contract.contractName === name)
    if (found !== undefined) return found.address as Address
    throw new DeployError('JOURNAL_BROKEN', `The journal has no ${name}.`, { hint: 'Begin anew in a fresh folder.' })
  }
  return {
    accessManager: at('AccessManager'),
    token: at('QuernToken'),
    emission: at('Emission'),
    staking: at('Staking'),
    registry: at('KernelRegistry'),
    beacon: at(result.contracts['Quern#DevBeacon'] === undefined ? 'HeaderBeacon' : 'DevBeacon'),
    proofRunner: at('ProofRunner'),
    escrowExtension: at('EscrowExtension'),
    escrow: at('JobEscrow'),
    lens: at('ProtocolLens'),
    kernels: Object.fromEntries(kernels.map(({ contract }) => [contract, at(contract)])),
  }
}

type Failure = Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT }>

function failureOf(result: Failure): DeployError {
  if (result.type === DeploymentResultType.EXECUTION_ERROR) {
    const failed = result.failed.map(({ futureId, error }) => `${futureId}: ${error}`)
    const late = result.timedOut.map(({ futureId }) => `${futureId}: not included in time`)
    return new DeployError('DEPLOYMENT_FAILED', `The deployment stopped. ${[...failed, ...late].join(' ')}`, {
      hint: 'Mend the cause; if a step itself failed, begin anew in a fresh folder.',
    })
  }
  const errors = Object.entries(result.errors).map(([futureId, all]) => `${futureId}: ${all.join(' ')}`)
  if (result.type === DeploymentResultType.RECONCILIATION_ERROR)
    return new DeployError('PARAMETERS_CHANGED_INPUT', `The folder holds another deployment. ${errors.join(' ')}`, {
      hint: 'Resume with the contracts and parameters that it was begun with, or begin anew in a fresh folder.',
    })
  return new DeployError('DEPLOYMENT_FAILED', errors.join(' '), { hint: 'Begin anew in a fresh folder.' })
}

/** The blocks of the first and the last transaction. */
async function blockRange({ provider, outbox }: Run): Promise<{ first: number; last: number }> {
  const receipts = await Promise.all(outbox.entries.map(({ hash }) => blockOf(provider, hash)))
  const blocks = receipts.filter((block) => block !== undefined)
  if (blocks.length === 0)
    throw new DeployError('JOURNAL_BROKEN', 'The deployment has no transactions on this chain.', {
      hint: 'Its outbox.jsonl belongs into the deployment folder, or the node forgets old transactions.',
    })
  return { first: Math.min(...blocks), last: Math.max(...blocks) }
}

async function blockOf(provider: Provider, hash: Hex): Promise<number | undefined> {
  const receipt = await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
  if (receipt === null || typeof receipt !== 'object' || !('blockNumber' in receipt)) return undefined
  return Number(receipt.blockNumber)
}
