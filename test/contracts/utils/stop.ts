import type { Market } from './market.js'
import { MATMUL8, NATIVE } from './protocol.js'

/** Bonds, tokens and the only kernel: everything the guardian can stop, and what the lists can end besides. */
export async function stopEverything({ staking, escrow, registry, qrn }: Market): Promise<void> {
  await staking.setBondingPaused(true)
  for (const token of [NATIVE, qrn]) {
    await escrow.setTokenPaused(token, true)
    await escrow.setToken(token, false, 0)
  }
  await registry.retire(MATMUL8)
}
