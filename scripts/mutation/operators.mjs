// What a mutant is: one small change of one place, found in solc's syntax tree. A mutant is
// { file, place: function or contract it lies in, within: 'code', the constant it lies in, or undefined, line, start, end,
// to, operator, source, mutated }: `to` replaces the bytes start..end; `source` → `mutated` is the same change shown on the
// expression around it.

const SWAPS = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '|=': ['&='],
  '&=': ['|='],
}
/** Functions whose twin takes the same arguments. */
const TWINS = { min: 'max', max: 'min', mulDivDown: 'mulDivUp', mulDivUp: 'mulDivDown' }
/** The same in assembly. */
const YUL_SWAPS = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  and: 'or',
  or: 'and',
  xor: 'and',
  shl: 'shr',
  shr: 'shl',
  lt: 'gt',
  gt: 'lt',
  iszero: 'not',
}
/** Calls whose first two arguments may change places without any effect. */
const COMMUTES = new Set(['min', 'max', 'mulDivDown', 'mulDivUp'])
/** Statements that are taken out: the statement `true` stands for nothing. */
const REMOVABLE = new Set(['ExpressionStatement', 'EmitStatement', 'RevertStatement', 'Continue', 'Break'])

/** Operator → what it finds in a node: pieces { node, start, end, to }. */
const OPERATORS = {
  operator(node, { text }) {
    const [left, right] = [node.leftExpression ?? node.leftHandSide, node.rightExpression ?? node.rightHandSide]
    if (!(node.nodeType === 'BinaryOperation' || node.nodeType === 'Assignment') || !SWAPS[node.operator]) return []
    const [start, end] = [rangeOf(left).end, rangeOf(right).start]
    const between = text(start, end)
    const at = withoutComments(between).indexOf(node.operator)
    const [before, after] = [between.slice(0, at), between.slice(at + node.operator.length)]
    return SWAPS[node.operator].map((other) => ({ start, end, to: `${before}${other}${after}` }))
  },
  statement(node) {
    const empty = node.nodeType === 'Return' && !node.expression
    return REMOVABLE.has(node.nodeType) || empty ? [{ ...rangeOf(node), to: 'true' }] : []
  },
  constant(node, { text }) {
    if (node.nodeType !== 'Literal' || node.kind !== 'number') return []
    const range = rangeOf(node)
    const number = text(range.start, range.end)
    const changes = Number(node.value) === 0 ? ['+'] : ['+', '-']
    return changes.map((sign) => ({ ...range, to: `(${number} ${sign} 1)` }))
  },
  condition(node, { text }) {
    const isBoolean = node.expression?.typeDescriptions?.typeString === 'bool'
    const condition = node.nodeType === 'Return' && isBoolean ? node.expression : node.condition
    if (!condition || node.nodeType === 'YulIf' || node.nodeType === 'YulForLoop') return []
    const range = rangeOf(condition)
    return [{ ...range, to: `!(${text(range.start, range.end)})` }]
  },
  boolean(node) {
    if (node.nodeType !== 'Literal' || node.kind !== 'bool') return []
    return [{ ...rangeOf(node), to: node.value === 'true' ? 'false' : 'true' }]
  },
  unary(node, { text }) {
    if (node.nodeType !== 'UnaryOperation') return []
    const inner = rangeOf(node.subExpression)
    const operand = text(inner.start, inner.end)
    if (node.operator === '++' || node.operator === '--') {
      const other = node.operator === '++' ? '--' : '++'
      return [{ ...rangeOf(node), to: node.prefix ? `${other}${operand}` : `${operand}${other}` }]
    }
    return ['!', '-', '~'].includes(node.operator) ? [{ ...rangeOf(node), to: operand }] : []
  },
  twin(node) {
    const name = calledName(node)
    if (!TWINS[name]) return []
    const { end } = rangeOf(node.expression)
    return [{ start: end - name.length, end, to: TWINS[name] }]
  },
  assembly(node) {
    const to = node.nodeType === 'YulFunctionCall' ? YUL_SWAPS[node.functionName.name] : undefined
    return to === undefined ? [] : [{ ...rangeOf(node.functionName), to }]
  },
  arguments(node, { text }) {
    if (node.nodeType !== 'FunctionCall' || node.kind !== 'functionCall' || node.names?.length > 0) return []
    const first = COMMUTES.has(calledName(node)) ? 1 : 0
    return node.arguments.slice(first, -1).flatMap((left, index) => {
      const right = node.arguments[first + index + 1]
      if (left.typeDescriptions.typeString !== right.typeDescriptions.typeString) return []
      const [a, b] = [rangeOf(left), rangeOf(right)]
      const [one, two] = [text(a.start, a.end), text(b.start, b.end)]
      return one === two ? [] : [{ start: a.start, end: b.end, to: `${two}${text(a.end, b.start)}${one}` }]
    })
  },
  argument(node, { text }) {
    if (!['min', 'max'].includes(calledName(node)) || node.arguments.length !== 2) return []
    return node.arguments.map((argument) => {
      const { start, end } = rangeOf(argument)
      return { ...rangeOf(node), to: `(${text(start, end)})` }
    })
  },
  modifier(node) {
    if (node.nodeType !== 'ModifierInvocation' || node.kind === 'baseConstructorSpecifier') return []
    return [{ ...rangeOf(node), to: '' }]
  },
}

function calledName(node) {
  if (node.nodeType !== 'FunctionCall') return undefined
  return node.expression.memberName ?? node.expression.name
}

function rangeOf(node) {
  const [start, length] = node.src.split(':').map(Number)
  return { start, end: start + length }
}

/** All mutants of one file, in the order of the file. */
export function mutantsOf({ file, source, ast }) {
  const bytes = Buffer.from(source)
  const text = (start, end) => bytes.subarray(start, end).toString()
  const mutants = []
  visit(ast, { place: '', around: undefined }, (node, { place, around, within }) => {
    for (const [operator, find] of Object.entries(OPERATORS)) {
      for (const { start, end, to } of find(node, { text })) {
        const shown = around || operator !== 'condition' ? rangeOf(around ?? node) : { start, end }
        const mutated = text(shown.start, start) + to + text(end, shown.end)
        const line = text(0, start).split('\n').length
        const mutant = { file, place, within, line, start, end, to, operator }
        mutants.push({ ...mutant, source: flat(text(shown.start, shown.end)), mutated: flat(mutated) })
      }
    }
  })
  return mutants.toSorted((left, right) => left.start - right.start)
}

function visit(node, context, found) {
  if (node === null || typeof node !== 'object') return
  if (Array.isArray(node)) {
    for (const part of node) visit(part, context, found)
    return
  }
  const inner = contextIn(node, context)
  if (node.nodeType) found(node, inner)
  for (const [name, part] of Object.entries(node)) {
    const within = withinOf(node, name) ?? inner.within
    visit(part, name === 'condition' ? { ...inner, within, around: part } : { ...inner, within }, found)
  }
}

/** A change is shown on the statement, declaration or condition that it lies in. */
const SHOWN = /(?:Statement|Return|VariableDeclaration|^YulAssignment)$/
const WIDE = new Set(['Block', 'UncheckedBlock', 'IfStatement', 'ForStatement', 'WhileStatement'])

function contextIn(node, { place, around, within }) {
  const type = node.nodeType ?? ''
  if (type === 'FunctionDefinition') return { place: node.name || node.kind, around: undefined }
  if (type === 'ContractDefinition') return { place: node.name, around: undefined }
  if (WIDE.has(type)) return { place, within, around: undefined }
  return { place, within, around: SHOWN.test(type) ? node : around }
}

/** What the part `name` of a node lies in: the code of a function, or a constant's value. */
function withinOf({ nodeType, constant, name: declared }, name) {
  if (/^(?:Function|Modifier)Definition$/.test(nodeType) && (name === 'body' || name === 'modifiers')) return 'code'
  return nodeType === 'VariableDeclaration' && constant && name === 'value' ? declared : undefined
}

/** The text with blanks for its comments. */
function withoutComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length))
}

function flat(text) {
  return text.replaceAll(/\s+/g, ' ').trim() || 'nothing'
}

/** The source with the mutant in it. */
export function mutate(source, { start, end, to }) {
  const bytes = Buffer.from(source)
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(to), bytes.subarray(end)]).toString()
}
