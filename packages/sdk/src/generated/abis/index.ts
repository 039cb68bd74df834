// Generated from the production artifacts by `node scripts/generate-abis.mjs`. Do not edit.

export { accessManagerAbi } from './accessManager.js'
export { beaconAbi } from './beacon.js'
export { emissionAbi } from './emission.js'
export { jobEscrowAbi } from './jobEscrow.js'
export { kernelAbi } from './kernel.js'
export { kernelRegistryAbi } from './kernelRegistry.js'
export { matmul8Abi } from './matmul8.js'
export { protocolLensAbi } from './protocolLens.js'
export { quernTokenAbi } from './quernToken.js'
export { stakingAbi } from './staking.js'
