// A process of processes.mjs: holds the operands of one shard, and computes it whenever it is told to.
import { bytesOf, jobOf, kernels } from './engines.mjs'
import { operandsOf } from './operands.mjs'

const backend = await kernels.openBackend({ prefer: 'wasm' })
let shard

const ACTIONS = {
  async prepare({ size, shard: index, shards }) {
    const job = { ...jobOf(size), layout: kernels.matmul8Layout(size, shards), shard: index }
    const { a, bt } = operandsOf(size)
    const inputs = []
    for (const [i, array] of [a, bt].entries())
      inputs.push(await backend.upload(kernels.bytesSource(job.layout.inputs[i], bytesOf(array))))
    shard = { job, inputs }
  },
  async run() {
    if (shard.output) backend.free(shard.output)
    shard.output = await backend.run(shard.job, shard.inputs)
  },
  async read() {
    const bytes = await backend.read(shard.output, { first: 0, count: shard.output.shape.rows })
    return new Int32Array(bytes.slice().buffer)
  },
}

process.on('message', async (message) => process.send((await ACTIONS[message.what](message)) ?? 'done'))
process.on('disconnect', () => process.exit())
