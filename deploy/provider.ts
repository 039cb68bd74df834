import { custom, createPublicClient, http, type EIP1193RequestFn, type PublicClient } from 'viem'
import { DeployError } from './errors.js'

/** Any EIP-1193 provider; what it answers is checked where it is used. */
export type Provider = { request(args: { method: string; params?: readonly unknown[] | object }): Promise<unknown> }

/** A JSON-RPC error as nodes report it, with the revert data that Ignition decodes. */
class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number | undefined
  readonly data: unknown

  constructor(message: string, args: { code: number | undefined; data: unknown; cause: unknown }) {
    super(message, { cause: args.cause })
    this.code = args.code
    this.data = args.data
  }
}

/** A provider over HTTP: 20 s a call, three retries of what may be repeated. */
export function httpProvider(url: string): Provider {
  const request: EIP1193RequestFn = http(url, { timeout: 20_000, retryCount: 3 })({}).request
  return {
    async request({ method, params }) {
      try {
        return await request({ method, params } as Parameters<EIP1193RequestFn>[0])
      } catch (error) {
        throw plainError(error, new URL(url).host)
      }
    },
  }
}

/** viem's reader over any provider. */
export function reader(provider: Provider): PublicClient {
  return createPublicClient({
    transport: custom(provider as { request: EIP1193RequestFn }, { retryCount: 0 }),
    pollingInterval: 100,
    cacheTime: 0,
  })
}

/** What the node said, without viem's wrapping: Ignition looks for `data` and for `revert` in the message. */
function plainError(error: unknown, host: string): Error {
  let cause = error
  while (cause instanceof Error) {
    if (cause.name === 'RpcRequestError') {
      const { code, data, details } = cause as Error & { code?: number; data?: unknown; details?: string }
      return new RpcError(details ?? cause.message, { code, data, cause: error })
    }
    cause = cause.cause
  }
  return new DeployError('CHAIN_UNREACHABLE', `The RPC endpoint at ${host} did not answer.`, {
    hint: 'Check the URL and the network; running again resumes where this stopped.',
    cause: error,
  })
}
