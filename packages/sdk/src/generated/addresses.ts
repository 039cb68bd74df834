// Generated from deploy/addresses by `node scripts/generate-addresses.mjs`. Do not edit.
import type { ProtocolAddresses } from '../types.js'

/** Chain id → where the protocol is deployed there. */
export const deployments: Readonly<Record<number, ProtocolAddresses>> = {}
