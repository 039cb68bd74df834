export type { ChainKind } from './chain.js'
export { startDevnet, type Devnet, type DevnetAccount, type StartDevnetParameters } from './devnet.js'
export { DevnetError } from './errors.js'
