import { createPublicClient, http, type PublicClient } from 'viem'
import type { WorkerConfig } from '../config/schema.js'

const timeoutMs = 10_000
const retries = 2

/** The node of the configuration; every call has a deadline. */
export function createNodeClient({ chain }: WorkerConfig): PublicClient {
  const transport = http(chain.rpc_url, { timeout: timeoutMs, retryCount: retries, retryDelay: 200 })
  return createPublicClient({ transport, pollingInterval: chain.poll_ms, cacheTime: 0 })
}
