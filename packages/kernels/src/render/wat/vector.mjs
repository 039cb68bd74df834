// Names of vectors and of channels in the WebAssembly text of Render: a vector is three values.

import { expression } from '../../wat/expression.mjs'

export const AXES = ['x', 'y', 'z']
export const each = (make) => AXES.map(make)

/** Locals of a vector, the x axis first. */
export const vector = (name) => each((axis) => name + axis)

/** Sets the three locals of a vector to what `call` returns. */
export const setVector = (name, call) =>
  `${expression(call)} ${each((axis) => `(local.set $${name}${axis})`)
    .toReversed()
    .join(' ')}`

export const whenever = (condition, ...body) => `(if ${expression(condition)} (then ${body.join(' ')}))`
export const give = (...values) => `(return ${values.map(expression).join(' ')})`
