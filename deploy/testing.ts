import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import { hexToNumber, numberToHex, type Address, type Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { startAnvil, type AnvilOptions } from './anvil.js'
import { DeployError } from './errors.js'
import { LOCAL_ACCOUNTS } from './params/local.js'
import { ONE } from './params/units.js'
import { sepolia } from './params/sepolia.js'
import { httpProvider, type Provider } from './provider.js'

export const SEPOLIA_ID = 11155111
/** Every transaction of these chains has a block of its own. */
export const FAST = { confirmations: 1, pollingIntervalMs: 10 }

/** Sepolia's values with accounts whose keys are known. */
export const SEPOLIA = sepolia({
  treasury: LOCAL_ACCOUNTS.treasury.address,
  governance: LOCAL_ACCOUNTS.governance.address,
  guardian: LOCAL_ACCOUNTS.guardian.address,
})

/** Chains and folders that end with the tests of one `describe`; call it in its body. */
export function testResources() {
  const endings: (() => unknown)[] = []
  after(async () => {
    for (const end of endings.toReversed()) await end()
  })
  return {
    async chain(options: AnvilOptions): Promise<{ provider: Provider; rpcUrl: string }> {
      const anvil = await startAnvil(options)
      endings.push(() => anvil.stop())
      return { provider: httpProvider(anvil.rpcUrl), rpcUrl: anvil.rpcUrl }
    },
    folder(): string {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'quern-deploy-'))
      endings.push(() => rmSync(folder, { recursive: true, force: true }))
      return folder
    },
  }
}

/** A fresh account with 1,000 coins. */
export async function fundedAccount(provider: Provider): Promise<PrivateKeyAccount> {
  const account = privateKeyToAccount(generatePrivateKey())
  await provider.request({ method: 'anvil_setBalance', params: [account.address, numberToHex(1_000n * ONE)] })
  return account
}

export async function nonceOf(provider: Provider, account: Address): Promise<number> {
  return hexToNumber(
    (await provider.request({ method: 'eth_getTransactionCount', params: [account, 'latest'] })) as Hex,
  )
}

/** Sends a transaction of `from`, whose key nobody needs to have. */
export async function sendAs(
  provider: Provider,
  transaction: { from: Address; to: Address; data: Hex },
): Promise<void> {
  await provider.request({ method: 'anvil_impersonateAccount', params: [transaction.from] })
  await provider.request({ method: 'eth_sendTransaction', params: [transaction] })
}

/** The `DeployError` with `code` that `running` must throw. */
export async function rejectsWith(code: string, running: Promise<unknown>): Promise<DeployError> {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof DeployError, String(error))
  assert.equal(error.code, code, error.message)
  return error
}
