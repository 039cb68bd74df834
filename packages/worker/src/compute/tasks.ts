import { proveElements as prove, shardJob, type ShardJob } from '@quern/kernels'
import type { Workbench } from './workbench.js'
import { computeOutput } from './compute-output.js'
import type { KeptTensor } from './kept-tensors.js'
import { loadTensor } from './load-tensor.js'
import type { InputsTask, JobWork, ProveTask, Task, TaskResults } from './messages.js'
import { nameObject, objectFile } from './object.js'
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
  if (task.task === 'search') return searchAnswer(task, signal)
  if (task.task === 'selftest') return testDevice(bench, signal)
  return proveElements(task, bench, signal)
}

async function keepInputs(task: InputsTask, bench: Workbench, signal: AbortSignal): Promise<TaskResults['inputs']> {
  const { sourceFiles: inputFiles, folder, inputRoots } = task
  const isNew = inputFiles.some((file, index) => file !== objectFile(folder, inputRoots[index] ?? '0x'))
  const inputs = await loadInputs(shardJob({ ...task, shard: 0 }), { inputRoots, inputFiles }, { bench, signal, isNew })
  // Equal inputs are one object.
  const sources = new Map(inputRoots.map((root, index) => [root, at(inputFiles, index)]))
  for (const [root, source] of sources) await nameObject(source, folder, root)
  const files = inputRoots.map((root) => objectFile(folder, root))
  for (const [index, input] of inputs.entries()) input.moved?.(at(files, index))
  return { files }
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
  const { root, outputFile: file } = task
  const expected = { shape: job.layout.output(job.shard), root, file, code: 'OUTPUT_ROOT' } as const
  const output = await loadTensor(bench, expected, signal)
  const commitments = {
    inputs: inputs.map(({ commitment }) => verified(bench, commitment, 'INPUT_ROOT')),
    output: verified(bench, output.commitment, 'OUTPUT_ROOT'),
  }
  return { proofs: await prove(job, commitments, task.elements.map(BigInt)) }
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new TaskError('INPUT_COUNT', `entry ${index} of a list of ${list.length} is missing`)
  return value
}
