import type { Client } from 'viem'
import type { ProtocolAddresses } from '../types.js'

export type ActionOptions = {
  /** Where the protocol lives; by default what is known for the client's chain. */
  addresses?: ProtocolAddresses | undefined
}

// Only so can a function of any parameters be named in a type; nothing is called through it.
type Action = (client: Client, parameters: never) => unknown

type Bound<action> = action extends (client: Client, ...parameters: infer parameters) => infer result
  ? (...parameters: parameters) => result
  : never

/** The actions with their client given, and with `addresses` where the caller names none. */
export type BoundActions<actions> = { [name in keyof actions]: Bound<actions[name]> }

/** What `client.extend` takes. */
export function bindActions<actions extends Record<string, Action>>(actions: actions, { addresses }: ActionOptions) {
  return (client: Client): BoundActions<actions> => {
    const bound = Object.entries(actions).map(([name, action]) => [
      name,
      (parameters: object = {}) => action(client, { addresses, ...parameters } as never),
    ])
    return Object.fromEntries(bound) as BoundActions<actions>
  }
}
