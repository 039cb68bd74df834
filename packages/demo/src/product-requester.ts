import {
  describeMatmul8,
  verifyResult,
  type DescribeMatmul8Parameters,
  type FlatInputs,
  type PrepareRequestParameters,
  type VerifyResultReturnType,
} from '@quern/sdk'
import { folderUri, objectReader, writeObject } from '@quern/sdk/node'
import { createOrdering, type Order, type Ordering, type OrderingParameters } from './ordering.js'

/** A product that was ordered, with the inputs that its results are checked against. */
export interface ProductOrder extends Order {
  readonly inputs: FlatInputs
  /** The operands: int8 [m, k] and, transposed, [n, k]. */
  readonly a: Int8Array
  readonly b: Int8Array
}

export interface ProductRequesterParameters extends OrderingParameters {
  /** Folders: the inputs, and those where workers keep outputs. */
  readonly inputs: string
  readonly outputs: readonly string[]
  readonly terms: Omit<PrepareRequestParameters, 'work'>
}

/** Orders products of matrices and settles their jobs; results come from the workers' files. */
export interface ProductRequester extends Pick<Ordering, 'client' | 'reader' | 'mined' | 'fund' | 'jobs' | 'approve'> {
  /** Stores the inputs, signs a request and puts it on the board; sends no transaction. */
  order(product: Omit<DescribeMatmul8Parameters, 'inputUri'>): Promise<ProductOrder>
  check(order: ProductOrder, shard: number): Promise<VerifyResultReturnType>
}

export function createProductRequester(parameters: ProductRequesterParameters): ProductRequester {
  const { inputs: folder, outputs, terms } = parameters
  const { addresses } = parameters.devnet
  const ordering = createOrdering(parameters)
  const read = objectReader({ folders: outputs })
  return {
    ...ordering,
    async order(product) {
      const { work, inputs, objects } = describeMatmul8({ ...product, inputUri: folderUri(folder) })
      for (const object of objects) await writeObject(folder, object)
      const { a, b } = product
      return { ...(await ordering.order({ work, ...terms })), inputs, a, b }
    },
    check: ({ request, inputs }, shard) => verifyResult(ordering.client, { addresses, request, shard, inputs, read }),
  }
}
