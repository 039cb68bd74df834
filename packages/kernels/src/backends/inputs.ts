import { TensorShapeError } from '../errors.js'
import type { ShardJob } from '../kernel.js'
import { isSameShape, type TensorShape } from '../tensors/shape.js'

/** Throws `TENSOR_SHAPE` unless the inputs are as many as the job has, each of the shape it asks for. */
export function assertInputs({ layout }: ShardJob, inputs: readonly { readonly shape: TensorShape }[]): void {
  if (inputs.length !== layout.inputs.length) {
    throw new TensorShapeError({ inputs: inputs.length, needInputs: layout.inputs.length })
  }
  for (const [index, need] of layout.inputs.entries()) {
    const { shape } = inputs[index] as { readonly shape: TensorShape }
    if (isSameShape(shape, need)) continue
    const facts = { input: index, rows: shape.rows, cols: shape.cols, needRows: need.rows, needCols: need.cols }
    throw new TensorShapeError(facts)
  }
}
