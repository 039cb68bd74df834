// Everything that can be wrong with what the package is given: each case is refused with its typed error, whose facts are
// the value and the limit.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesSource,
  checkMatmul8,
  createWitnessBuilder,
  decodeMatmul8Params,
  encodeMatmul8Params,
  flatKernels,
  freivalds,
  KernelError,
  matmul8Kernel,
  matmul8Layout,
  matmul8TreeC,
  multiply8,
  openBackend,
  referenceElement,
  referenceMatmul8,
  shardJob,
  tensorShape,
  verifyOpening,
  type ComputeBackend,
  type DeviceTensor,
  type Hex,
  type KernelFacts,
  type TensorShape,
} from '../index.js'
import { everyBackend } from './backends.test.support.js'
import { operand } from './operands.test.support.js'

/** [what is wrong, code, facts, call] */
type Refusal = readonly [name: string, code: string, facts: KernelFacts, call: () => unknown]

const PARAMS = { m: 3, n: 2, k: 5 }
const KNOWN = flatKernels.map(({ id }) => id).join(', ')
const WORK = { kernelId: 1, params: encodeMatmul8Params(PARAMS), shards: 1, shard: 0 }
const [A, B] = [operand(15, 1), operand(10, 2)]
const INPUT = { params: PARAMS, shards: 1, shard: 0, a: A, b: B }
const SOURCES = [A, B].map((array, i) =>
  bytesSource(shardJob(WORK).layout.inputs[i] as TensorShape, new Uint8Array(array.buffer)),
)
const word = (value: number | bigint) => value.toString(16).padStart(64, '0')
const hex = (...words: (number | bigint)[]): Hex => `0x${words.map(word).join('')}`

const SHAPES: readonly Refusal[] = [
  ['no rows', 'KERNEL_PARAMETERS', { m: 0, n: 1, k: 1 }, () => matmul8Layout({ m: 0, n: 1, k: 1 }, 1)],
  ['rows', 'KERNEL_PARAMETERS', { m: 2 ** 24 + 1, n: 1, k: 1 }, () => matmul8Layout({ m: 2 ** 24 + 1, n: 1, k: 1 }, 1)],
  [
    'columns',
    'KERNEL_PARAMETERS',
    { m: 1, n: 2 ** 24 + 1, k: 1 },
    () => encodeMatmul8Params({ m: 1, n: 2 ** 24 + 1, k: 1 }),
  ],
  ['k', 'KERNEL_PARAMETERS', { m: 1, n: 1, k: 16385 }, () => shardJob({ ...WORK, params: hex(1, 1, 16385) })],
  ['half a row', 'KERNEL_PARAMETERS', { m: 1.5, n: 1, k: 1 }, () => matmul8Layout({ m: 1.5, n: 1, k: 1 }, 1)],
  ['95 bytes', 'KERNEL_PARAMETERS', { characters: 192 }, () => decodeMatmul8Params(WORK.params.slice(0, -2) as Hex)],
  [
    '33 bits',
    'KERNEL_PARAMETERS',
    { index: 1, word: `0x${word(2n ** 32n)}` },
    () => decodeMatmul8Params(hex(1, 2n ** 32n, 1)),
  ],
  ['no shards', 'KERNEL_PARAMETERS', { m: 3, shards: 0 }, () => matmul8Layout(PARAMS, 0)],
  ['a shard without rows', 'KERNEL_PARAMETERS', { m: 3, shards: 4 }, () => matmul8Layout(PARAMS, 4)],
  ['a shard too many', 'KERNEL_SHARD', { shard: 2, shards: 2 }, () => shardJob({ ...WORK, shards: 2, shard: 2 })],
  ['another kernel', 'KERNEL_UNKNOWN', { id: 99, known: KNOWN }, () => shardJob({ ...WORK, kernelId: 99 })],
  [
    'bytes of an element',
    'TENSOR_SHAPE',
    { rows: 1, cols: 1, elementBytes: 32 },
    () => tensorShape({ rows: 1, cols: 1, elementBytes: 32, role: 'input' }),
  ],
  [
    'columns of a tensor',
    'TENSOR_SHAPE',
    { rows: 1, cols: 2 ** 24 + 1, elementBytes: 1 },
    () => tensorShape({ rows: 1, cols: 2 ** 24 + 1, elementBytes: 1, role: 'input' }),
  ],
]

const LENGTHS: readonly Refusal[] = [
  [
    'a short A',
    'TENSOR_DATA',
    { tensor: 'a', have: 14, need: 15 },
    () => referenceMatmul8({ ...PARAMS, a: A.subarray(1), bt: B }),
  ],
  [
    'a long B',
    'TENSOR_DATA',
    { tensor: 'b', have: 11, need: 10 },
    () => referenceElement({ ...INPUT, b: new Int8Array(11), element: 0n }),
  ],
  ['a short C', 'TENSOR_DATA', { tensor: 'c', have: 5, need: 6 }, () => freivalds({ ...INPUT, c: new Int32Array(5) })],
  [
    'bytes of a source',
    'TENSOR_DATA',
    { tensor: 'data', have: 16, need: 15 },
    () => bytesSource(matmul8Layout(PARAMS, 1).a, new Uint8Array(16)),
  ],
  [
    'an element',
    'KERNEL_ELEMENT',
    { element: 6n, elements: 6n, leaves: 0n },
    () => referenceElement({ ...INPUT, element: 6n }),
  ],
  [
    'a leaf',
    'KERNEL_ELEMENT',
    { element: 10n, elements: 6n, leaves: 4n },
    () => createWitnessBuilder({ ...INPUT, c: new Int32Array(6) }).proof(10n),
  ],
]

async function assertRefused([name, code, facts, call]: Refusal, where = ''): Promise<void> {
  await assert.rejects(
    async () => call(),
    (error: unknown) => {
      assert.ok(error instanceof KernelError, `${where}${name}: ${String(error)}`)
      assert.deepEqual([error.code, error.facts], [code, facts], `${where}${name}`)
      for (const [fact, value] of Object.entries(facts)) assert.ok(error.message.includes(`${fact}=${value}`))
      assert.ok(error.hint.length > 20)
      return true
    },
  )
}

test('refusals_shapesBeyondTheLimits_nameValueAndLimit', async () => {
  for (const refusal of SHAPES) await assertRefused(refusal)
})

test('refusals_wrongLengths_nameWhatIsThereAndWhatIsNeeded', async () => {
  for (const refusal of LENGTHS) await assertRefused(refusal)
})

test('refusals_backends_nameValueAndLimitAlike', async (t) => {
  const { backends, close } = await everyBackend()
  t.after(close)
  for (const backend of backends)
    for (const refusal of await backendRefusals(backend)) await assertRefused(refusal, backend.name)
})

/** What every backend refuses before it computes. */
async function backendRefusals(backend: ComputeBackend): Promise<Refusal[]> {
  const job = shardJob(WORK)
  const [a, b] = (await Promise.all(SOURCES.map((source) => backend.upload(source)))) as [DeviceTensor, DeviceTensor]
  const { open } = await backend.commit(a)
  const short = { ...PARAMS, a: A.subarray(1), bt: B }
  const swapped = { input: 0, rows: 2, cols: 5, needRows: 3, needCols: 5 }
  return [
    ['A of another length', 'TENSOR_DATA', { tensor: 'a', have: 14, need: 15 }, () => multiply8(backend, short)],
    ['one input', 'TENSOR_SHAPE', { inputs: 1, needInputs: 2 }, () => backend.run(job, [a])],
    ['inputs in another order', 'TENSOR_SHAPE', swapped, () => backend.run(job, [b, a])],
    ['a row', 'TENSOR_INDEX', { what: 'row', index: 4, count: 4 }, () => open([{ row: 4 }])],
    ['a leaf', 'TENSOR_INDEX', { what: 'leaf', index: -1, count: 4 }, () => open([{ leaf: -1 }])],
  ]
}

test('refusals_memory_isRefusedByBytesAndLimitBeforeItIsTaken', async () => {
  const params = { m: 2048, n: 4096, k: 1 }
  const job = shardJob({ ...WORK, params: encodeMatmul8Params(params) })
  for (const prefer of ['wasm', 'reference'] as const) {
    const backend = await openBackend({ prefer, memoryBytes: 2 ** 24 })
    const inputs: DeviceTensor[] = []
    for (const shape of job.layout.inputs)
      inputs.push(await backend.upload(bytesSource(shape, new Uint8Array(shape.rows))))
    const facts = { what: 'output', needBytes: 2 ** 25, usedBytes: 0, limitBytes: 2 ** 24 }
    await assertRefused(['output', 'KERNEL_MEMORY', facts, () => backend.run(job, inputs)])
    await backend.close()
  }
})

test('refusals_rootsThatDoNotMatch_areInvalidAndProveNothing', () => {
  const c = referenceMatmul8({ ...PARAMS, a: A, bt: B })
  const builder = createWitnessBuilder({ ...INPUT, c })
  const check = { params: PARAMS, shards: 1, shard: 0, element: 3n, proof: builder.proof(3n) }
  const { inputRoots, root: outputRoot } = builder
  const [rootA, rootB] = inputRoots
  assert.equal(checkMatmul8({ ...check, inputRoots, outputRoot }), 'correct')
  for (const roots of [
    { inputRoots: [rootB, rootB], outputRoot },
    { inputRoots: [rootA, rootA], outputRoot },
    { inputRoots, outputRoot: rootA },
  ] as const) {
    assert.equal(checkMatmul8({ ...check, ...roots }), 'invalid')
  }
  const tree = matmul8TreeC(matmul8Layout(PARAMS, 1), 0, c)
  const { shape } = tree
  const opening = { bytes: tree.row(1), path: tree.pathOfRow(1) }
  assert.equal(verifyOpening({ root: tree.root, shape, request: { row: 1 }, opening }), true)
  assert.equal(verifyOpening({ root: rootA, shape, request: { row: 1 }, opening }), false)
})

/** The same bytes at an odd address. */
function shifted(array: Int8Array | Int32Array): Uint8Array {
  const larger = new Uint8Array(array.byteLength + 3).fill(99)
  larger.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 3)
  return larger.subarray(3)
}

const signed = ({ buffer, byteOffset, length }: Uint8Array) => new Int8Array(buffer, byteOffset, length)

test('refusals_misalignedViews_areReadAsTheyAre', async (t) => {
  const { backends, close } = await everyBackend()
  t.after(close)
  const c = referenceMatmul8({ ...PARAMS, a: A, bt: B })
  const job = shardJob(WORK)
  for (const backend of backends) {
    const shape = job.layout.output(0)
    const tensor = await backend.upload(bytesSource(shape, shifted(c)))
    const { root } = await backend.commit(tensor)
    assert.equal(root, matmul8TreeC(matmul8Layout(PARAMS, 1), 0, c).root, backend.name)
  }
  const wasm = await openBackend({ prefer: 'wasm' })
  assert.deepEqual(await multiply8(wasm, { ...PARAMS, a: signed(shifted(A)), bt: signed(shifted(B)) }), c)
  await wasm.close()
  const output = shifted(c)
  const found = () =>
    matmul8Kernel.findWrong(job as never, { inputs: SOURCES, output: bytesSource(job.layout.output(0), output) })
  assert.equal((await found()).wrongElement, undefined)
  output[4 * 4] = (output[4 * 4] as number) ^ 1
  assert.equal((await found()).wrongElement, 4n)
})
