// Generates the WebAssembly text of Render: docs/specs/render.md, function by function.

import { expression, functionOf, set } from '../../wat/expression.mjs'
import { ARITHMETIC, VECTORS } from './math.mjs'
import { RAYS } from './rays.mjs'
import { SET } from './set.mjs'
import { SOLIDS } from './solids.mjs'
import { AXES, each, vector } from './vector.mjs'

const globals = (names) => names.map((name) => `(global $${name} (mut i32) (i32.const 0))`)

/** (at, count, right, up, stride): draws `count` pixels of a row to `at`, the first `right` off the middle. */
function rows() {
  const params = ['at', 'count', 'right', 'up', 'stride']
  const row = (name, before, pixel) =>
    functionOf({
      name,
      exported: true,
      params,
      body: [
        ...before,
        '(loop $pixels',
        `(i32.store (local.get $at) ${expression(pixel)})`,
        set('at', 'at + 4'),
        set('right', 'right + stride'),
        set('count', 'count - 1'),
        '(br_if $pixels (local.get $count)))',
      ],
    })
  const camera = '@camerax, @cameray, @cameraz'
  const light = each((axis) => `(global.set $light${axis})`).toReversed()
  return [
    row('drawSet', [], 'mandelbrot(@camerax + right, @cameray + up)'),
    row(
      'drawSolids',
      [expression('unit(sine(@cycle + 16384), 14746, sine(@cycle))'), ...light],
      `trace(${camera}, ray(right >> 10, up >> 10))`,
    ),
  ]
}

/** The whole module: `memory`, `prepare(x, y, z, steps, cycle, palette)`, `drawSet` and `drawSolids`. */
export function wat() {
  const kept = [...vector('camera'), 'steps', 'cycle', 'palette']
  const prepare = functionOf({
    name: 'prepare',
    exported: true,
    params: [...AXES, 'steps', 'cycle', 'palette'],
    body: [...each((axis) => set(`@camera${axis}`, axis)), ...kept.slice(3).map((name) => set(`@${name}`, name))],
  })
  return `(module (memory (export "memory") 1)
    ${globals([...kept, ...vector('light'), 'solid']).join('\n')}
    ${[...ARITHMETIC, ...VECTORS, ...SET, ...SOLIDS, ...RAYS].join('\n')}
    ${prepare}
    ${rows().join('\n')})`
}
