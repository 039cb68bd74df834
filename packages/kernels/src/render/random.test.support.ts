import { MOST_ROWS, randomShard, type Dice, type FlatWork } from '../conformance/random-work.test.support.js'
import { encodeRenderParams, RENDER_KERNEL_ID, shardJob, type RenderParams } from '../index.js'
import { renderKernel } from './kernel.js'

/** Bands of small images. */
export const flatWork: FlatWork = {
  kernel: renderKernel,
  elements: 2000,
  random: (dice) => {
    const image = randomImage(dice)
    const params = encodeRenderParams(image)
    const shard = randomShard(dice, image.height)
    return { job: shardJob({ kernelId: RENDER_KERNEL_ID, params, ...shard }), params, inputs: [] }
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
