import { serveCompute, withChangedOutputs } from '@quern/worker/compute'

let cheated = false

/** The compute program of the demo's cheater: it changes one element of the first result it computes. */
function changeOneElement(output: Int32Array): void {
  if (cheated) return
  cheated = true
  const place = Math.floor(Math.random() * output.length)
  output[place] = (output[place] as number) + 1
}

serveCompute({ wrapBackend: (backend) => withChangedOutputs(backend, changeOneElement) })
