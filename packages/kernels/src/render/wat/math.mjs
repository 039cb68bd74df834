// Arithmetic of Render in WebAssembly text: docs/specs/render.md.

import { expression, functionOf, set } from '../../wat/expression.mjs'
import { each, give, vector, whenever } from './vector.mjs'

const wide = (name) => `(i64.extend_i32_s (local.get $${name}))`
export const ARITHMETIC = [
  // The double nearest to a root of 32 bits rounds down to it: see fixed.ts.
  functionOf({
    name: 'sqrt',
    params: ['n'],
    results: 1,
    body: ['(i32.trunc_f64_u (f64.sqrt (f64.convert_i32_u (local.get $n))))'],
  }),
  functionOf({
    name: 'mul',
    params: ['a', 'b', 'shift'],
    results: 1,
    body: [`(i32.wrap_i64 (i64.shr_s (i64.mul ${wide('a')} ${wide('b')}) (i64.extend_i32_u (local.get $shift))))`],
  }),
  functionOf({
    name: 'lg',
    params: ['v'],
    results: 1,
    locals: ['e', 't'],
    body: [
      `(local.set $e (i32.sub (i32.const 31) (i32.clz (local.get $v))))`,
      `(local.set $t (i32.shr_u ${expression('v << (31 - e)')} (i32.const 15)))`,
      set('t', 't - 65536'),
      expression('(e << 16) + t + ((((t * (65536 - t)) >> 16) * 22544) >> 16)'),
    ],
  }),
  functionOf({
    name: 'min',
    params: ['a', 'b'],
    results: 1,
    body: [`(select (local.get $a) (local.get $b) ${expression('a < b')})`],
  }),
  functionOf({
    name: 'max',
    params: ['a', 'b'],
    results: 1,
    body: [`(select (local.get $a) (local.get $b) ${expression('a > b')})`],
  }),
  functionOf({ name: 'clamp', params: ['v'], results: 1, body: [expression('min(max(v, 0), 16384)')] }),
  functionOf({
    name: 'channel',
    params: ['colour', 'shift'],
    results: 1,
    body: [expression('(colour >> shift) & 255')],
  }),
]

const squares = (name) => each((axis) => `${name}${axis} * ${name}${axis}`).join(' + ')
export const VECTORS = [
  functionOf({ name: 'length', params: vector('v'), results: 1, body: [expression(`sqrt(${squares('v')})`)] }),
  functionOf({
    name: 'unit',
    params: vector('v'),
    results: 3,
    locals: ['l'],
    body: [
      set('l', 'length(vx, vy, vz)'),
      whenever('l < 256', give('0', '0', '0')),
      ...each((axis) => expression(`(v${axis} << 14) / l`)),
    ],
  }),
  functionOf({
    name: 'dot',
    params: [...vector('a'), ...vector('b')],
    results: 1,
    body: [expression('(ax * bx + ay * by + az * bz) >> 14')],
  }),
  functionOf({
    name: 'along',
    params: [...vector('o'), ...vector('d'), 't'],
    results: 3,
    body: each((axis) => expression(`o${axis} + ((d${axis} * t) >> 14)`)),
  }),
]
