import type { Address, Hex } from 'viem'

/** The price, timing and safety of a request. Amounts are per shard, in base units; times are Unix seconds. */
export type Terms = {
  requester: Address
  /** Makes ids distinct. */
  nonce: bigint
  /** The zero address is the chain's own coin. */
  payToken: Address
  minPrice: bigint
  maxPrice: bigint
  /** Until then the price is `minPrice`; it then rises linearly to `maxPrice` over `rampPeriod` seconds. */
  rampStart: number
  rampPeriod: number
  /** QRN that a finalized shard burns; 0 earns the worker no emission. */
  burn: bigint
  /** QRN of the worker's stake that a shard holds. */
  lock: bigint
  /** The last moment at which a worker may accept. */
  acceptBy: number
  /** Seconds from accept to commit. */
  duration: number
  /** Seconds from reveal to payment, in which anyone may prove the result wrong. */
  challengeWindow: number
  /** How often a job is sampled, in hundredths of a percent. */
  sampleBps: number
  /** At how many elements. */
  samples: number
  /** The only worker that may accept; the zero address is any. */
  assignee: Address
  kernelId: number
}

/** What is to be computed. */
export type Work = {
  shards: number
  /** `keccak256(abi.encode(inputRoots))`. */
  inputRoot: Hex
  params: Hex
  /** Where workers find the inputs: a base that ends with `/`. */
  inputUri: string
}

/** What a requester signs. */
export type Request = { terms: Terms; work: Work }

/** A signed request as it travels off chain. */
export type RequestDocument = { chainId: number; escrow: Address; request: Request; signature: Hex }

/** Where the protocol lives on one chain. */
export type ProtocolAddresses = {
  chainId: number
  accessManager: Address
  token: Address
  emission: Address
  staking: Address
  registry: Address
  beacon: Address
  escrow: Address
  lens: Address
  /** The contracts that check the kernels, by their names: `Matmul8`, `Render` … */
  kernels: Readonly<Record<string, Address>>
  /** The block of the first deployment transaction: no event is older. */
  startBlock: number
}

/** The states of a job, in the order of the contract's enum. */
export const jobStates = ['open', 'assigned', 'committed', 'revealed', 'finalized', 'slashed'] as const

/** `open` → `assigned` → `committed` → `revealed` → `finalized`; `slashed` ends a job whose worker broke the rules. */
export type JobState = (typeof jobStates)[number]
