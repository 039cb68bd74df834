import { dirname } from 'node:path'
import { proveElements as prove, shardJob, type ShardJob } from '@quern/kernels'
import type { Workbench } from './workbench.js'
import { computeOutput, type Computing } from './compute-output.js'
import type { KeptTensor } from './kept-tensors.js'
import { loadTensor } from './load-tensor.js'
import type { InputsTask, JobWork, ProveTask, Task, TaskResults } from './messages.js'
import { tensorFile, nameObject } from './object.js'
import { searchAnswer } from './search.js'
import { TaskError } from './task-error.js'
import { testDevice } from './test-device.js'
import { verified } from './verified.js'

/** Does one task; `signal` ends it at its next submit or block. */
export async function runTask(task: Task, bench: Workbench, signal: AbortSignal): Promise<TaskResults[Task['task']]> {
  bench.kept.begin()
  if (task.task === 'inputs') return keepInputs(task, bench, signal)
  if (task.task === 'compute') {
    const startedAt = performance.now()
    const job = shardJob(task)
    const inputs = await loadInputs(job, task, { bench, signal })
    return computeOutput({ job, inputs, folder: task.folder }, { bench, signal, startedAt })
  }
  if (task.task === 'search') return searchAnswer(task, bench, signal)
  if (task.task === 'selftest') return testDevice(bench, signal)
  return proveElements(task, bench, signal)
}

async function keepInputs(task: InputsTask, bench: Workbench, signal: AbortSignal): Promise<TaskResults['inputs']> {
  const { sourceFiles: inputFiles, folder, inputRoots } = task
  const job = shardJob({ ...task, shard: 0 })
  const files = job.layout.inputs.map((shape, index) => tensorFile(folder, inputRoots[index] ?? '0x', shape))
  const isNew = inputFiles.some((file, index) => file !== files[index])
  try {
    const inputs = await loadInputs(job, { inputRoots, inputFiles }, { bench, signal, isNew })
    // Equal inputs are one object.
    const sources = new Map(files.map((file, index) => [file, at(inputFiles, index)]))
    for (const [file, source] of sources) await nameObject(source, file)
    for (const [index, input] of inputs.entries()) input.moved?.(at(files, index))
    return { files }
  } catch (error) {
    // Files without a name of their own are removed: nothing may be read from them later.
    if (isNew) bench.kept.forget()
    throw error
  }
}

interface Working {
  readonly bench: Workbench
  readonly signal: AbortSignal
  readonly isNew?: boolean
}

async function loadInputs(
  { layout }: ShardJob,
  { inputRoots, inputFiles }: Pick<JobWork, 'inputRoots' | 'inputFiles'>,
  { bench, signal, isNew = false }: Working,
): Promise<KeptTensor[]> {
  const need = layout.inputs.length
  if (inputRoots.length !== need || inputFiles.length !== need) {
    throw new TaskError('INPUT_COUNT', `${inputRoots.length} input roots and ${inputFiles.length} files, not ${need}`)
  }
  const inputs: KeptTensor[] = []
  for (const [index, shape] of layout.inputs.entries()) {
    const [root, file] = [at(inputRoots, index), at(inputFiles, index)]
    inputs.push(await loadTensor(bench, { shape, root, file, code: 'INPUT_ROOT', isNew }, signal))
  }
  return inputs
}

async function proveElements(task: ProveTask, bench: Workbench, signal: AbortSignal): Promise<TaskResults['prove']> {
  const job = shardJob(task)
  const inputs = await loadInputs(job, task, { bench, signal })
  const output = await loadOutput(task, { job, inputs, folder: dirname(task.outputFile) }, { bench, signal })
  const commitments = {
    inputs: inputs.map(({ commitment }) => verified(bench, commitment, 'INPUT_ROOT')),
    output: verified(bench, output.commitment, 'OUTPUT_ROOT'),
  }
  return { proofs: await prove(job, commitments, task.elements.map(BigInt)) }
}

const notTheOutput: ReadonlySet<unknown> = new Set(['ENOENT', 'INPUT_SIZE', 'OUTPUT_ROOT'])

/** Computed again when its file is gone or holds something else. */
async function loadOutput(
  { root, outputFile: file }: ProveTask,
  computing: Computing,
  { bench, signal }: Working,
): Promise<KeptTensor> {
  const shape = computing.job.layout.output(computing.job.shard)
  try {
    return await loadTensor(bench, { shape, root, file, code: 'OUTPUT_ROOT' }, signal)
  } catch (error) {
    if (!notTheOutput.has((error as { code?: unknown }).code)) throw error
    await computeOutput(computing, { bench, signal, startedAt: performance.now() })
    const output = bench.kept.find(root, shape)
    if (output === undefined) throw error
    return output
  }
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new TaskError('INPUT_COUNT', `entry ${index} of a list of ${list.length} is missing`)
  return value
}
