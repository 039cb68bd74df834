import { verifyImage, type RenderWork, type VerifyImageReturnType } from '@quern/sdk'
import { objectReader } from '@quern/sdk/node'
import { parseEther } from 'viem'
import { createOrdering, USUAL_TERMS, type Order, type Ordering, type OrderingParameters } from './ordering.js'

/** An image that was ordered. */
export interface ImageOrder extends Order {
  readonly name: string
  readonly image: RenderWork['image']
}

export interface ImageRequesterParameters extends OrderingParameters {
  /** Folders where workers keep outputs. */
  readonly outputs: readonly string[]
}

/** Orders images and settles their bands; everything it knows comes from the chain and the workers' files. */
export interface ImageRequester extends Pick<Ordering, 'jobs' | 'approve'> {
  fund(): Promise<void>
  order(name: string, work: RenderWork): Promise<ImageOrder>
  check(order: ImageOrder, shard: number): Promise<VerifyImageReturnType>
}

/** Both images, and a reserve. */
const DEPOSIT = { coin: parseEther('1'), qrn: parseEther('100') }

export function createImageRequester(parameters: ImageRequesterParameters): ImageRequester {
  const ordering = createOrdering(parameters)
  const { addresses } = parameters.devnet
  const read = objectReader({ folders: parameters.outputs })
  return {
    ...ordering,
    fund: () => ordering.fund(DEPOSIT),
    order: async (name, { kernelId, work, image }) => ({
      ...(await ordering.order({ kernelId, work, ...USUAL_TERMS })),
      name,
      image,
    }),
    check: ({ request }, shard) => verifyImage(ordering.client, { addresses, request, shard, read }),
  }
}
