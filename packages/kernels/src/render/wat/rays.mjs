// Scene 1 of Render in WebAssembly text: `trace` gives the colour that a ray brings.

import { expression, functionOf, set } from '../../wat/expression.mjs'
import { each, give, setVector, vector, whenever } from './vector.mjs'

const CHANNELS = [0, 1, 2]
const LOCAL_VECTORS = ['p', 'n', 'b', 'q']
const LOCAL_NUMBERS = 's0 s1 s2 weight far time t id e facing dark lit gloss glow g fog w passed tint v'.split(' ')

const WALKS = [
  functionOf({
    name: 'sine',
    params: ['a'],
    results: 1,
    locals: ['b', 'h'],
    body: [
      set('b', 'a & 32767'),
      set('h', '(b * (32768 - b)) >> 14'),
      whenever('a & 32768', set('h', '-h')),
      '(local.get $h)',
    ],
  }),
  // Which way a pixel looks, by the offsets of a unit of the camera's plane, Q14.
  functionOf({
    name: 'ray',
    params: ['u', 'v'],
    results: 3,
    locals: [...vector('f'), ...vector('r'), ...vector('t')],
    body: [
      setVector('f', 'unit(-@camerax, 3072 - @cameray, -@cameraz)'),
      setVector('r', 'unit(fz, 0, -fx)'),
      set('tx', '(fy * rz) >> 14'),
      set('ty', '(fz * rx - fx * rz) >> 14'),
      set('tz', '-((fy * rx) >> 14)'),
      expression(`unit(${each((axis) => `(r${axis} * u + t${axis} * v + (f${axis} << 14)) >> 14`).join(', ')})`),
    ],
  }),
  // How far a ray goes until it touches @solid; −1 when it touches nothing.
  functionOf({
    name: 'cast',
    params: [...vector('o'), ...vector('d'), 'most'],
    results: 1,
    locals: ['t', 'h', 'left'],
    body: [
      set('left', '@steps'),
      '(loop $walk',
      set('h', 'nearest(along(ox, oy, oz, dx, dy, dz, t))'),
      whenever('h < 8', give('t')),
      set('t', 't + h'),
      whenever('t > most', give('-1')),
      set('left', 'left - 1'),
      '(br_if $walk (local.get $left)))',
      '(i32.const -1)',
    ],
  }),
  functionOf({
    name: 'shadow',
    params: vector('o'),
    results: 1,
    locals: ['s', 't', 'h', 'left'],
    body: [
      set('s', '16384'),
      set('t', '64'),
      set('left', '32'),
      '(loop $walk',
      set('h', 'nearest(along(ox, oy, oz, @lightx, @lighty, @lightz, t))'),
      whenever('h < 8', give('0')),
      set('s', 'min(s, (min(h, t >> 3) << 17) / t)'),
      set('t', 't + min(max(h, 64), 1024)'),
      whenever('t > 16384', give('s')),
      set('left', 'left - 1'),
      '(br_if $walk (local.get $left)))',
      '(local.get $s)',
    ],
  }),
]

const [low, high] = [String(0xf0dccd), String(0xd27846)].map((colour) => `channel(${colour}, shift)`)
/** One channel of the sky where a direction is `y` high. */
const SKY = functionOf({
  name: 'sky',
  params: ['y', 'shift'],
  results: 1,
  body: [expression(`${low} + (((${high} - ${low}) * clamp(y)) >> 14)`)],
})

const eachChannel = (make) => CHANNELS.map((i) => make(`s${i}`, 8 * i))
const addSky = eachChannel((sum, shift) => set(sum, `${sum} + ((sky(dy, ${shift}) * weight) >> 14)`))
const addSeen = eachChannel((sum, shift) =>
  [
    set('v', `((channel(tint, ${shift}) * glow) >> 14) + gloss`),
    set('v', `v + (((sky(dy, ${shift}) - v) * fog) >> 14)`),
    set(sum, `${sum} + ((v * (weight - passed)) >> 14)`),
  ].join('\n'),
)

/** Follows a ray and its reflection; the light is in globals. */
const TRACE = functionOf({
  name: 'trace',
  params: [...vector('o'), ...vector('d')],
  results: 1,
  locals: [...LOCAL_VECTORS.flatMap(vector), ...LOCAL_NUMBERS],
  body: [
    set('weight', '16384'),
    '(block $done (loop $follow',
    set('t', 'cast(ox, oy, oz, dx, dy, dz, 73728 - far)'),
    whenever('t < 0', ...addSky, '(br $done)'),
    set('id', '@solid'),
    set('far', 'far + t'),
    setVector('p', 'along(ox, oy, oz, dx, dy, dz, t)'),
    setVector('n', 'normal(id, px, py, pz)'),
    set('e', 'dot(dx, dy, dz, nx, ny, nz)'),
    ...each((axis) => set(`b${axis}`, `d${axis} - ((n${axis} * e) >> 13)`)),
    ...each((axis) => set(`q${axis}`, `p${axis} + (n${axis} >> 8)`)),
    set('facing', 'dot(nx, ny, nz, @lightx, @lighty, @lightz)'),
    set('lit', '0'),
    set('gloss', '0'),
    whenever(
      'facing > 0',
      set('dark', 'shadow(qx, qy, qz)'),
      set('lit', '(facing * dark) >> 14'),
      set('g', 'clamp(dot(bx, by, bz, @lightx, @lighty, @lightz))'),
      ...Array.from({ length: 5 }, () => set('g', '(g * g) >> 14')),
      set('gloss', '(((g * dark) >> 14) * 180) >> 14'),
    ),
    set('glow', '3072 + ((ny + 16384) >> 3) + ((3 * lit) >> 2)'),
    set('fog', 'min(((far >> 2) * (far >> 2)) >> 14, 16384)'),
    set('w', '16384 - clamp(-e)'),
    set('passed', '(min(16384, reflects(id) + (((w * w) >> 14) >> 1)) * (16384 - fog)) >> 14'),
    set('passed', '(weight * passed) >> 14'),
    whenever('time', set('passed', '0')),
    set('tint', 'colour(id, px, pz)'),
    ...addSeen,
    whenever('time', '(br $done)'),
    set('time', '1'),
    set('weight', 'passed'),
    ...each((axis) => set(`o${axis}`, `q${axis}`)),
    ...each((axis) => set(`d${axis}`, `b${axis}`)),
    '(br $follow)))',
    expression('-16777216 | (min(s2, 255) << 16) | (min(s1, 255) << 8) | min(s0, 255)'),
  ],
})

export const RAYS = [...WALKS, SKY, TRACE]
