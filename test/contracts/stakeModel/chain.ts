import { openChain } from '../utils/chain.js'

/** Sequences run over years, so they have a chain of their own. */
export const { ethers, networkHelpers, provider } = await openChain()
