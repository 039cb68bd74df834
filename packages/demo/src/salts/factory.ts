import type { Account, Address, Chain, Client, Hash, Hex, Transport } from 'viem'
import { concat } from 'viem'
import { getCode, sendTransaction } from 'viem/actions'

/** The deterministic deployment proxy, at the same address on most chains: its call data is a salt and an init code. */
export const FACTORY: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** A contract to be created. */
export interface Created {
  readonly salt: Hex
  readonly initCode: Hex
}

/** Whether the chain has the factory: anvil begins with it. */
export async function hasFactory(client: Client): Promise<boolean> {
  return (await getCode(client, { address: FACTORY })) !== undefined
}

/** Has the factory create a contract by CREATE2. */
export function createByFactory(client: Client<Transport, Chain, Account>, { salt, initCode }: Created): Promise<Hash> {
  return sendTransaction(client, { to: FACTORY, data: concat([salt, initCode]) })
}
