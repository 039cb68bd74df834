// Scene 0 of Render in WebAssembly text: `mandelbrot` gives the colour of a point.

import { expression, functionOf, set } from '../../wat/expression.mjs'

const wave = (shift) => `(wave(p + (channel(@palette, ${shift}) << 8)) << ${shift})`
const COLOURS = [
  functionOf({
    name: 'wave',
    params: ['p'],
    results: 1,
    locals: ['a', 't'],
    body: [
      set('a', 'p & 65535'),
      set('t', 'min(a, 65536 - a)'),
      expression('((((t * t) >> 15) * (98304 - t - t) >> 15) * 255) >> 15'),
    ],
  }),
  functionOf({
    name: 'escaped',
    params: ['cx', 'cy', 'n', 'zx', 'zy'],
    results: 1,
    locals: ['u', 'v', 'p'],
    body: [
      set('zx', 'zx >> 8'),
      set('zy', 'zy >> 8'),
      set('u', 'mul(zx + zy, zx - zy, 20) + (cx >> 8)'),
      set('v', 'mul(zx, zy, 19) + (cy >> 8)'),
      set('p', 'lg(lg(mul(u, u, 24) + mul(v, v, 24)) - 1048576) - 1048576'),
      set('p', 'mul((n << 16) + 262144 - p, @cycle, 16)'),
      expression(`-16777216 | ${wave(16)} | ${wave(8)} | ${wave(0)}`),
    ],
  }),
]

/** The inner loop keeps z in 64 bits: products need no widening. */
function mandelbrot() {
  const get = (name) => `(local.get $${name})`
  const wide = (name) => `(i64.extend_i32_s (local.get $${name}))`
  const high = (name) => `(i64.shr_s ${get(name)} (i64.const 32))`
  return `(func $mandelbrot (param $cx i32) (param $cy i32) (result i32)
    (local $n i32) (local $wx i64) (local $wy i64) (local $zx i64) (local $zy i64) (local $xx i64) (local $yy i64)
    (local.set $wx ${wide('cx')})
    (local.set $wy ${wide('cy')})
    (loop $iterations
      (local.set $zy (i64.add (i64.shr_s (i64.mul ${get('zx')} ${get('zy')}) (i64.const 27)) ${get('wy')}))
      (local.set $zx (i64.add (i64.shr_s (i64.sub ${get('xx')} ${get('yy')}) (i64.const 28)) ${get('wx')}))
      (local.set $xx (i64.mul ${get('zx')} ${get('zx')}))
      (local.set $yy (i64.mul ${get('zy')} ${get('zy')}))
      (if (i64.ge_s (i64.add ${high('xx')} ${high('yy')}) (i64.const 67108864))
        (then (return (call $escaped ${get('cx')} ${get('cy')} ${get('n')}
          (i32.wrap_i64 ${get('zx')}) (i32.wrap_i64 ${get('zy')})))))
      ${set('n', 'n + 1')}
      (br_if $iterations ${expression('n < @steps')}))
    (i32.const -16777216))`
}

export const SET = [...COLOURS, mandelbrot()]
