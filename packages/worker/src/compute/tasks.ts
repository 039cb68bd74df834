import { readFile, stat } from 'node:fs/promises'
import {
  MATMUL8_KERNEL_ID,
  bytesSource,
  createWitnessBuilder,
  decodeMatmul8Params,
  matmul8Layout,
  shardJob,
  tensorRoot,
  type ComputeBackend,
  type TensorShape,
} from '@quern/kernels'
import type { ComputeTask, InputsTask, JobWork, KernelWork, ProveTask, Task, TaskResults } from './messages.js'
import { writeObject } from './object.js'
import { searchAnswer } from './search.js'
import { TaskError } from './task-error.js'

/** Does one task on `backend`. */
export async function runTask(task: Task, backend: ComputeBackend): Promise<TaskResults[Task['task']]> {
  if (task.task === 'inputs') return keepInputs(task)
  if (task.task === 'compute') return computeOutput(task, backend)
  if (task.task === 'search') return searchAnswer(task)
  return proveElements(task)
}

function layoutOf({ kernelId, params, shards }: KernelWork) {
  if (kernelId !== MATMUL8_KERNEL_ID) throw new TaskError('KERNEL_UNKNOWN', `kernel ${kernelId} is not known here`)
  const decoded = decodeMatmul8Params(params)
  return { params: decoded, layout: matmul8Layout(decoded, shards) }
}

async function keepInputs(task: InputsTask): Promise<TaskResults['inputs']> {
  const { layout } = layoutOf(task)
  const shapes = [layout.a, layout.b]
  if (task.sourceFiles.length !== shapes.length || task.inputRoots.length !== shapes.length) {
    throw new TaskError('INPUT_COUNT', `${task.inputRoots.length} input roots, the kernel takes ${shapes.length}`)
  }
  const files = await Promise.all(
    shapes.map(async (shape, index) => {
      const root = at(task.inputRoots, index)
      const bytes = await readTensor(at(task.sourceFiles, index), shape)
      const have = tensorRoot(shape, bytes)
      if (have !== root) throw new TaskError('INPUT_ROOT', `input ${index} has the root ${have}, not ${root}`)
      return writeObject(task.folder, root, bytes)
    }),
  )
  return { files }
}

async function computeOutput(task: ComputeTask, backend: ComputeBackend): Promise<TaskResults['compute']> {
  const job = shardJob(task)
  const sources = await Promise.all(
    job.layout.inputs.map(async (shape, i) => bytesSource(shape, await readTensor(at(task.inputFiles, i), shape))),
  )
  const startedAt = performance.now()
  const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
  const output = await backend.run(job, inputs)
  for (const input of inputs) backend.free(input)
  const { root } = await backend.commit(output)
  const file = await writeObject(task.folder, root, await backend.read(output, { first: 0, count: output.shape.rows }))
  backend.free(output)
  return { root, file, ms: Math.round(performance.now() - startedAt) }
}

async function proveElements(task: ProveTask): Promise<TaskResults['prove']> {
  const { params, layout } = layoutOf(task)
  const [a, b] = await readInputs(task, layout)
  const bytes = await readTensor(task.outputFile, layout.c(task.shard))
  const c = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Int32Array.BYTES_PER_ELEMENT)
  const builder = createWitnessBuilder({ params, shards: task.shards, shard: task.shard, a, b, c })
  if (builder.root !== task.root)
    throw new TaskError('OUTPUT_ROOT', `the output has the root ${builder.root}, not ${task.root}`)
  return { proofs: task.elements.map((element) => builder.proof(BigInt(element))) }
}

async function readInputs(task: JobWork, layout: { a: TensorShape; b: TensorShape }): Promise<[Int8Array, Int8Array]> {
  const [a, b] = await Promise.all([
    readTensor(at(task.inputFiles, 0), layout.a),
    readTensor(at(task.inputFiles, 1), layout.b),
  ])
  return [new Int8Array(a.buffer, a.byteOffset, a.byteLength), new Int8Array(b.buffer, b.byteOffset, b.byteLength)]
}

/** Reads exactly the bytes of a tensor; the size is checked first, so that a device or an endless file is never read. */
async function readTensor(file: string, shape: TensorShape): Promise<Uint8Array> {
  const need = shape.rows * shape.rowBytes
  const entry = await stat(file)
  if (!entry.isFile() || entry.size !== need) {
    throw new TaskError('INPUT_SIZE', `${file} has ${entry.size} bytes, the tensor has ${need}`)
  }
  const bytes = await readFile(file)
  return bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new TaskError('INPUT_COUNT', `entry ${index} of a list of ${list.length} is missing`)
  return value
}
