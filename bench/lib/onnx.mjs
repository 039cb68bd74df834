// The yardstick: one MatMulInteger node in onnxruntime, on one thread. The model is a few protobuf bytes, written here.
import { createRequire } from 'node:module'

const TYPES = { uint8: 2, int8: 3, int32: 6 }
const IR_VERSION = 8
const OPSET = 13

/** Unsigned LEB128, as protobuf writes whole numbers. */
function varint(number) {
  const bytes = []
  let rest = number
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.from(bytes)
}

const whole = (field, number) => Buffer.concat([varint(field * 8), varint(number)])

/** A length-delimited field: text, bytes or a message. */
function nested(field, ...parts) {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content])
}

/** ValueInfoProto: a name, an element type and sides. */
function typed(name, type, sides) {
  const shape = nested(2, ...sides.map((side) => nested(1, whole(1, side))))
  return [nested(1, name), nested(2, nested(1, whole(1, TYPES[type]), shape))]
}

/**
 * ModelProto of C = MatMulInteger(A, B): A [m, k] of `type` is its input, B [k, n] of int8 a constant, so that
 * onnxruntime may pack it beforehand.
 */
export function matMulIntegerModel({ m, n, k }, { type, b }) {
  const node = nested(1, nested(1, 'A'), nested(1, 'B'), nested(2, 'C'), nested(4, 'MatMulInteger'))
  const constant = nested(5, whole(1, k), whole(1, n), whole(2, TYPES.int8), nested(8, 'B'), nested(9, b))
  const sides = [nested(11, ...typed('A', type, [m, k])), nested(12, ...typed('C', 'int32', [m, n]))]
  const graph = nested(7, node, nested(2, 'matmul'), constant, ...sides)
  return Buffer.concat([whole(1, IR_VERSION), graph, nested(8, whole(2, OPSET))])
}

/** onnxruntime as bench/package.json pins it, or undefined where it is not installed. `folder` is where to look. */
export function loadOnnxruntime(folder) {
  try {
    return createRequire(`${folder}/package.json`)('onnxruntime-node')
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** B [k, n] from its transpose [n, k]. */
function transposed(bt, n, k) {
  const b = new Int8Array(n * k)
  for (let col = 0; col < n; col++) for (let i = 0; i < k; i++) b[i * n + col] = bt[col * k + i]
  return b
}

/**
 * A product that onnxruntime computes on one thread. `type` is that of A: int8, or uint8 for the path that uses the
 * processor's VNNI instructions. Resolves to { run, close }; run() resolves to C.
 */
export async function onnxProduct(runtime, { m, n, k, a, bt }, type) {
  const b = transposed(bt, n, k)
  const model = matMulIntegerModel({ m, n, k }, { type, b: new Uint8Array(b.buffer) })
  const session = await runtime.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 })
  const data = type === 'uint8' ? new Uint8Array(a.buffer, a.byteOffset, a.length) : a
  const feeds = { A: new runtime.Tensor(type, data, [m, k]) }
  return { run: async () => (await session.run(feeds)).C.data, close: () => session.release() }
}
