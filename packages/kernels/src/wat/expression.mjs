// Turns C-like expressions of 32-bit integers into WebAssembly text: `x + ((d * t) >> 14)`.
//
// Names are locals, @names are globals, name(…) calls a function; the operators are those of PRECEDENCE, on signed
// integers, with unary minus and parentheses.

const PRECEDENCE = [
  { '|': 'or' },
  { '&': 'and' },
  { '==': 'eq', '!=': 'ne' },
  { '<': 'lt_s', '>': 'gt_s', '<=': 'le_s', '>=': 'ge_s' },
  { '<<': 'shl', '>>': 'shr_s' },
  { '+': 'add', '-': 'sub' },
  { '*': 'mul', '/': 'div_s' },
]

/** The instruction that leaves the value of `text` on the stack. */
export function expression(text) {
  const tokens = text.match(/@?[A-Za-z_]\w*|\d+|<<|>>|[<>=!]=|[-+*/|&<>(),]/g) ?? []
  const parser = { tokens, at: 0 }
  const value = binary(parser, 0)
  if (parser.at < tokens.length) throw new Error(`${text}: nothing follows ${tokens[parser.at - 1]}`)
  return value
}

/** Sets a local, or with an @ a global, to the value of `text`. */
export function set(name, text) {
  return name.startsWith('@')
    ? `(global.set $${name.slice(1)} ${expression(text)})`
    : `(local.set $${name} ${expression(text)})`
}

/** A function whose parameters, results and locals are all i32; `body` is instructions. */
export function functionOf({ name, exported, params = [], results = 0, locals = [], body }) {
  const list = (kind, names) => names.map((one) => `(${kind} $${one} i32)`).join(' ')
  const result = results === 0 ? '' : `(result ${Array.from({ length: results }, () => 'i32').join(' ')})`
  const head = exported ? `(export "${name}")` : ''
  return `(func $${name} ${head} ${list('param', params)} ${result} ${list('local', locals)}\n${body.join('\n')})`
}

function binary(parser, level) {
  const operators = PRECEDENCE[level]
  if (operators === undefined) return unary(parser)
  let left = binary(parser, level + 1)
  for (let name = operators[peek(parser)]; name !== undefined; name = operators[peek(parser)]) {
    parser.at++
    left = `(i32.${name} ${left} ${binary(parser, level + 1)})`
  }
  return left
}

function unary(parser) {
  const token = next(parser)
  if (token === '-') return `(i32.sub (i32.const 0) ${unary(parser)})`
  if (token === '(') {
    const value = binary(parser, 0)
    expect(parser, ')')
    return value
  }
  if (/^\d/.test(token)) return `(i32.const ${token})`
  if (token.startsWith('@')) return `(global.get $${token.slice(1)})`
  if (peek(parser) !== '(') return `(local.get $${token})`
  return call(parser, token)
}

function call(parser, name) {
  parser.at++
  const values = []
  while (peek(parser) !== ')') {
    values.push(binary(parser, 0))
    if (peek(parser) === ',') parser.at++
  }
  parser.at++
  return `(call $${name} ${values.join(' ')})`
}

function peek({ tokens, at }) {
  return tokens[at] ?? ''
}

function next(parser) {
  const token = peek(parser)
  parser.at++
  return token
}

function expect(parser, wanted) {
  if (next(parser) !== wanted) throw new Error(`${parser.tokens.join(' ')}: ${wanted} is missing`)
}
