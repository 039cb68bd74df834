import type { RawConfig } from './layers.js'

/** Values that depend on the network only; everything else has its default in the schema. */
export const networkDefaults: Readonly<Record<string, RawConfig>> = {
  local: {
    chain: { id: 31337, rpc_url: 'http://127.0.0.1:8545', poll_ms: 250, confirmations: 1 },
    content: { allow_file: true },
    pricing: { profit_guard: false },
    gas: { max_fee_gwei: 100, urgent_max_fee_gwei: 500, replace_after_s: 10 },
  },
  sepolia: {
    chain: { id: 11155111, poll_ms: 4000, confirmations: 2 },
    content: { allow_file: false },
    pricing: { profit_guard: true },
    gas: { max_fee_gwei: 30, urgent_max_fee_gwei: 150, replace_after_s: 60 },
  },
}
