import { withChangedOutputs } from '@quern/worker/compute'

type Backend = Parameters<typeof withChangedOutputs>[0]

/** A backend that adds one to the elements that `choose` names. */
export function falsified(backend: Backend, choose: (output: Int32Array) => number[]): Backend {
  return withChangedOutputs(backend, (output) => {
    for (const element of choose(output)) output[element] = (output[element] ?? 0) + 1
  })
}
