/** Bits of an address that are wanted. */
export interface WantedBits {
  readonly mask: bigint
  readonly value: bigint
}

const ADDRESS_DIGITS = 40

/** The calls that a Uniswap v4 pool makes to a hook, by the bit of the hook's address that asks for them. */
const HOOK_CALLS = [
  'afterRemoveLiquidityReturnDelta',
  'afterAddLiquidityReturnDelta',
  'afterSwapReturnDelta',
  'beforeSwapReturnDelta',
  'afterDonate',
  'beforeDonate',
  'afterSwap',
  'beforeSwap',
  'afterRemoveLiquidity',
  'beforeRemoveLiquidity',
  'afterAddLiquidity',
  'beforeAddLiquidity',
  'afterInitialize',
  'beforeInitialize',
] as const

export type HookCall = (typeof HOOK_CALLS)[number]

/** Addresses that begin with hexadecimal digits. */
export function beginningWith(digits: string): WantedBits {
  const shift = 4n * BigInt(ADDRESS_DIGITS - digits.length)
  const bits = 4n * BigInt(digits.length)
  return { mask: (2n ** bits - 1n) << shift, value: BigInt(`0x${digits}`) << shift }
}

/** Addresses of hooks that want these calls and no others. */
export function hookOf(calls: readonly HookCall[]): WantedBits {
  const value = calls.reduce((bits, call) => bits | (1n << BigInt(HOOK_CALLS.indexOf(call))), 0n)
  return { mask: 2n ** BigInt(HOOK_CALLS.length) - 1n, value }
}

/** The calls that a pool makes to a hook at an address. */
export function callsOf(address: string): HookCall[] {
  const bits = BigInt(address)
  return HOOK_CALLS.filter((_, bit) => ((bits >> BigInt(bit)) & 1n) === 1n)
}

/** How many bits are wanted. */
export function countBits({ mask }: WantedBits): number {
  return mask.toString(2).replaceAll('0', '').length
}
