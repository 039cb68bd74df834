// Random work of every flat kernel, from a fixed seed. A new kernel is one entry of FLAT_WORK.
import { encodeMatmul8Params, encodeRenderParams, shardJob, type RenderParams, type ShardJob } from '@quern/kernels'
import { randomProduct, randomShard, type Dice } from './randomChecks.js'

/** A shard and the bytes of its inputs. */
export interface RandomWork {
  readonly job: ShardJob
  /** As the contract reads them. */
  readonly params: `0x${string}`
  readonly inputs: readonly Uint8Array[]
}

export interface FlatWork {
  /** The contract that checks it. */
  readonly contract: string
  random(dice: Dice): RandomWork
}

const MOST_ROWS = 30

export const FLAT_WORK: Readonly<Record<'matmul8' | 'render', FlatWork>> = {
  matmul8: {
    contract: 'Matmul8',
    random: (dice) => {
      const { params, shards, shard, a, b } = randomProduct(dice, MOST_ROWS)
      const encoded = encodeMatmul8Params(params)
      const inputs = [a, b].map(({ buffer }) => new Uint8Array(buffer))
      return { job: shardJob({ kernelId: 1, params: encoded, shards, shard }), params: encoded, inputs }
    },
  },
  render: {
    contract: 'Render',
    random: (dice) => {
      const image = randomImage(dice)
      const params = encodeRenderParams(image)
      return { job: shardJob({ kernelId: 2, params, ...randomShard(dice, image.height) }), params, inputs: [] }
    },
  },
}

/** Small images of both scenes whose places and views reach the ends of their bounds; one in four has rows of two leaves. */
function randomImage(dice: Dice): RenderParams {
  const scene = dice(2) as 0 | 1
  const sides = { width: 1 + dice(dice(4) === 0 ? 60 : 20), height: 1 + dice(MOST_ROWS) }
  const far = scene === 0 ? 2 ** 29 : 2 ** 14
  const place = () => {
    const kind = dice(6)
    if (kind < 2) return kind === 0 ? far : -far
    const reach = kind === 2 ? far : far >> 2
    return dice(2 * reach + 1) - reach
  }
  const [x, y] = [place(), place()]
  const most = scene === 0 ? widestView(sides, { x, y }) : Math.floor(2 ** 25 / Math.max(sides.width, sides.height))
  const pitch = dice(2) === 0 ? most : 1 + dice(most)
  const tones = { cycle: dice(2 ** 16), palette: dice(2 ** 24) }
  return {
    scene,
    ...sides,
    steps: 1 + dice(scene === 0 ? 120 : 60),
    x,
    y,
    z: scene === 0 ? 0 : place(),
    pitch,
    ...tones,
  }
}

/** The widest view whose points lie within 4 of the middle. */
function widestView({ width, height }: { width: number; height: number }, { x, y }: { x: number; y: number }): number {
  const room = (centre: number, side: number) => Math.floor((2 ** 30 - 1 - Math.abs(centre)) / side)
  return Math.min(room(x, width), room(y, height))
}
