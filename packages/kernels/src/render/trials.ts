import type { Trial, Trials } from '../kernel-base.js'
import { encodeRenderParams, type RenderParams } from './params.js'

const SIDES = { width: 97, height: 54 } as const

/** Both scenes, seen as in docs/specs/render.md. */
export const renderTrials: Trials = [
  trialOf({ scene: 0, steps: 300, x: -187904819, y: 0, z: 0, pitch: 5839000, cycle: 2048, palette: 0x804020 }),
  trialOf({ scene: 1, steps: 64, x: 4915, y: 7373, z: -15155, pitch: 122330, cycle: 39977, palette: 0x3c28c8 }),
]

function trialOf(view: Omit<RenderParams, 'width' | 'height'>): Trial {
  const size = `${SIDES.width} × ${SIDES.height}, scene ${view.scene}`
  return { params: encodeRenderParams({ ...view, ...SIDES }), size }
}
