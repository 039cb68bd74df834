import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { inspectKeystore, openKeystore } from '../config/keystore.js'
import { readPassword } from '../config/password.js'
import type { WorkerConfig } from '../config/schema.js'

export interface OpenAccountParameters {
  readonly config: WorkerConfig
  /** Value of QUERN_WORKER_PASSWORD. */
  readonly password: string | undefined
  readonly prompt: ((question: string) => Promise<string>) | undefined
}

/** Opens the operator's account with the password from the file, the environment or the terminal. */
export async function openAccount({ config, password, prompt }: OpenAccountParameters): Promise<PrivateKeyAccount> {
  const { keystore, password_file: file } = config.worker
  inspectKeystore(keystore)
  const secret = await readPassword({
    ...(file === undefined ? {} : { file }),
    ...(password === undefined ? {} : { environment: password }),
    ...(prompt === undefined ? {} : { prompt }),
  })
  return privateKeyToAccount(await openKeystore(keystore, secret))
}
