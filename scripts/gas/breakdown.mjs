// Where the gas of one transaction goes, from its trace. The parts sum to the receipt's gas.
import { hexToBytes } from 'viem'

const TRANSACTION = 21_000
const ZERO_BYTE = 4
const NON_ZERO_BYTE = 16
/** EIP-7623: a transaction pays at least this for its calldata, whatever it executes. */
const FLOOR_ZERO_BYTE = 10
const FLOOR_NON_ZERO_BYTE = 40
const COLD_SLOT = 2_100
const COLD_ACCOUNT = 2_600
/** An SSTORE costs 20,000 where zero becomes a value, 2,900 where a value changes; 2,100 more if the slot is cold. */
const NEW_SLOT = 20_000
const CHANGED_SLOT = 2_900
const CALLS = new Set(['CALL', 'STATICCALL', 'DELEGATECALL', 'CALLCODE'])

/** The bytes of `data`, and their price with the transaction's own: usual, and at EIP-7623's floor. */
export function calldataCost(data) {
  const bytes = hexToBytes(data)
  const zeros = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0)
  const others = bytes.length - zeros
  const calldata = zeros * ZERO_BYTE + others * NON_ZERO_BYTE
  const floor = TRANSACTION + zeros * FLOOR_ZERO_BYTE + others * FLOOR_NON_ZERO_BYTE
  return { bytes: bytes.length, zeros, others, calldata, floor }
}

/**
 * The parts of a transaction's `gas`; they sum to it.
 * @param {{ gas: number, data: string, steps: { op: string, gasCost: number, gas: number, depth: number }[] }} traced
 */
export function breakdown({ gas, data, steps }) {
  const { bytes, others: nonZeroBytes, calldata, floor } = calldataCost(data)
  const parts = categories(steps)
  const executed = executionGas(steps)
  const named = Object.values(parts).reduce((sum, part) => sum + part.gas, 0)
  // Refunds where it is negative; what EIP-7623 adds, less refunds, where it is positive.
  const adjusted = gas - TRANSACTION - calldata - executed
  return { gas, bytes, nonZeroBytes, calldata, floor, ...parts, other: executed - named, adjusted }
}

/** Gas that the outermost call used, refunds not yet taken off. */
function executionGas(steps) {
  if (steps.length === 0) return 0
  const last = steps.findLast((step) => step.depth === steps[0].depth)
  return steps[0].gas - last.gas + last.gasCost
}

function categories(steps) {
  const kinds = Object.fromEntries(
    ['newSlots', 'changedSlots', 'coldSlots', 'coldAccounts', 'logs'].map((kind) => [kind, { count: 0, gas: 0 }]),
  )
  const add = (kind, gas) => {
    kinds[kind].count += 1
    kinds[kind].gas += gas
  }
  for (const [index, step] of steps.entries()) {
    if (step.op === 'SLOAD' && step.gasCost === COLD_SLOT) add('coldSlots', COLD_SLOT)
    else if (step.op === 'SSTORE') countWrite(step.gasCost, add)
    else if (step.op.startsWith('LOG')) add('logs', step.gasCost)
    else if (touchesCold(steps, index)) add('coldAccounts', COLD_ACCOUNT)
  }
  return kinds
}

function countWrite(cost, add) {
  const cold = cost === NEW_SLOT + COLD_SLOT || cost === CHANGED_SLOT + COLD_SLOT
  if (cold) add('coldSlots', COLD_SLOT)
  const write = cold ? cost - COLD_SLOT : cost
  if (write === NEW_SLOT) add('newSlots', NEW_SLOT)
  if (write === CHANGED_SLOT) add('changedSlots', CHANGED_SLOT)
}

/** Whether a step is the first to touch another contract: Solidity asks for its size before calls that return nothing. */
function touchesCold(steps, index) {
  const { op, gasCost } = steps[index]
  if (op === 'EXTCODESIZE' || op === 'EXTCODEHASH' || op === 'BALANCE') return gasCost >= COLD_ACCOUNT
  return CALLS.has(op) && callOverhead(steps, index) >= COLD_ACCOUNT
}

/** What a call costs besides the gas that the called code used; 0 where there is no code, as in a precompile. */
function callOverhead(steps, index) {
  const { depth, gas } = steps[index]
  const first = steps[index + 1]
  const back = steps.findIndex((step, at) => at > index && step.depth <= depth)
  if (first === undefined || first.depth <= depth || back < 0) return 0
  const last = steps[back - 1]
  return gas - steps[back].gas - (first.gas - last.gas + last.gasCost)
}

/** Several transactions as one row; `share` of them falls on one job. */
export function combined(figures, share = 1) {
  const sum = (read) => Math.ceil(figures.reduce((total, figure) => total + read(figure), 0) / share)
  const amounts = ['gas', 'bytes', 'nonZeroBytes', 'calldata', 'floor', 'other', 'adjusted']
  const kinds = ['newSlots', 'changedSlots', 'coldSlots', 'coldAccounts', 'logs']
  return {
    ...Object.fromEntries(amounts.map((name) => [name, sum((figure) => figure[name])])),
    ...Object.fromEntries(
      kinds.map((kind) => [kind, { count: sum((f) => f[kind].count), gas: sum((f) => f[kind].gas) }]),
    ),
  }
}
