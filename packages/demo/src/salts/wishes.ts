import { local, openArtifacts } from '@quern/deploy'
import { describeCreate2Search, type Create2SearchWork, type ProtocolAddresses } from '@quern/sdk'
import { encodeDeployData, keccak256, type Abi, type Hex } from 'viem'
import { FACTORY } from './factory.js'
import { beginningWith, countBits, hookOf, type WantedBits } from './wanted.js'

/** A contract, and where it is to lie. */
export interface Wish {
  readonly name: string
  /** What is wanted of its address, in words. */
  readonly words: string
  readonly bits: number
  readonly initCode: Hex
  readonly search: Create2SearchWork
}

/** The first digits of the token's address: a quern grinds. */
const DIGITS = 'c0ffee'
const CALLS = ['beforeSwap', 'afterSwap'] as const

/** The project's own token as its deployment makes it, and a contract that a Uniswap v4 pool would take for a hook. */
export async function makeWishes({ emission }: ProtocolAddresses): Promise<Wish[]> {
  const { accounts, emission: schedule } = local
  const token = await initCodeOf('QuernToken', [accounts.treasury, schedule.genesis, emission])
  const hook = await initCodeOf('Create2Search', [])
  return [
    wishOf({ name: 'token', words: `begins with ${DIGITS}`, initCode: token }, beginningWith(DIGITS)),
    wishOf({ name: 'hook', words: `ends in the flags of ${CALLS.join(' and ')}`, initCode: hook }, hookOf(CALLS)),
  ]
}

async function initCodeOf(contract: string, args: readonly unknown[]): Promise<Hex> {
  const { abi, bytecode } = await openArtifacts().resolver.loadArtifact(contract)
  return encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args })
}

function wishOf(wish: Pick<Wish, 'name' | 'words' | 'initCode'>, wanted: WantedBits): Wish {
  const search = describeCreate2Search({ deployer: FACTORY, initCodeHash: keccak256(wish.initCode), ...wanted })
  return { ...wish, bits: countBits(wanted), search }
}
