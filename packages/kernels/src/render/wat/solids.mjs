// What stands in scene 1 of Render, in WebAssembly text: `nearest`, `normal`, `colour` and `reflects`.

import { expression, functionOf, set } from '../../wat/expression.mjs'
import { AXES, each, give, whenever } from './vector.mjs'

const BALL = { id: 2, centre: [-4506, 4096, 819], radius: 4096 }
const BOX = { id: 3, centre: [4915, 2867, -410], radius: 819 }
const MIRROR = { id: 4, centre: [410, 1638, -4506], radius: 1638 }
const BOX_HALF = 2048

/** `name` − centre, along one axis. */
const off = (name, { centre }, i) => (centre[i] < 0 ? `(${name} + ${-centre[i]})` : `(${name} - ${centre[i]})`)

const toBall = (body) => each((axis, i) => `${off(axis, body, i)} >> 1`)
const toBox = each((axis, i) => `beyond(${off(axis, BOX, i)}) >> 1`)
const closer = (body, parts) => [
  set('d', `(length(${parts.join(', ')}) << 1) - ${body.radius}`),
  whenever('d < h', set('h', 'd'), set('@solid', String(body.id))),
]
const normal = (body, part) => `unit(${each((axis, i) => part(off(axis, body, i))).join(', ')})`
export const SOLIDS = [
  functionOf({
    name: 'beyond',
    params: ['q'],
    results: 1,
    body: [expression(`max(max(q, -q) - ${BOX_HALF}, 0)`)],
  }),
  functionOf({
    name: 'signed',
    params: ['q'],
    results: 1,
    body: [whenever('q < 0', give('-beyond(q)')), expression('beyond(q)')],
  }),
  functionOf({
    name: 'nearest',
    params: AXES,
    results: 1,
    locals: ['h', 'd'],
    body: [
      set('h', 'y'),
      set('@solid', '1'),
      ...closer(BALL, toBall(BALL)),
      ...closer(BOX, toBox),
      ...closer(MIRROR, toBall(MIRROR)),
      '(local.get $h)',
    ],
  }),
  functionOf({
    name: 'normal',
    params: ['id', ...AXES],
    results: 3,
    body: [
      whenever('id == 1', give('0', '16384', '0')),
      whenever('id == 2', give(normal(BALL, (part) => part))),
      whenever('id == 4', give(normal(MIRROR, (part) => part))),
      expression(normal(BOX, (part) => `signed(${part})`)),
    ],
  }),
  functionOf({
    name: 'colour',
    params: ['id', 'x', 'z'],
    results: 1,
    body: [
      whenever('id == 2', give('@palette')),
      whenever('id == 3', give(String(0x2878eb))),
      whenever('id == 4', give(String(0xd7cdc8))),
      whenever('((x >> 12) + (z >> 12)) & 1', give(String(0x463a32))),
      expression(String(0xdce1e1)),
    ],
  }),
  functionOf({
    name: 'reflects',
    params: ['id'],
    results: 1,
    body: [
      whenever('id == 1', give('1200')),
      whenever('id == 2', give('1600')),
      whenever('id == 3', give('800')),
      expression('9000'),
    ],
  }),
]
