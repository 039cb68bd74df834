// What compute.md of the design calls traps, on whatever adapter there is: a kernel's twins in TypeScript and Solidity
// mirror these rules, and a driver that breaks one must not compute for money.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openGpu } from '../backends/webgpu/adapter.js'
import { KernelDeviceError, KernelNoAdapterError, openBackend } from '../index.js'
import { rawDevice, runShader } from './shader.test.support.js'

const BOUNDED = ['disable-dawn-features=vulkan_use_buffer_robust_access_2']
const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1
const WORDS = 16
const MARK = 4242

const raw = await rawDevice(BOUNDED)
after(() => raw?.device.destroy())

/** Without an adapter there is no driver to look at; the package then has to say so. */
async function assertNoAdapter(): Promise<void> {
  await assert.rejects(openBackend({ prefer: 'webgpu', allowFallbackAdapter: true }), KernelNoAdapterError)
}

/** [expression over x and y, type, x, y, value] */
type Rule = readonly [expression: string, type: 'i32' | 'u32', x: number, y: number, value: number]

const DIVISIONS: readonly Rule[] = [
  ['x / y', 'i32', 7, 0, 7],
  ['x / y', 'i32', -7, 0, -7],
  ['x / y', 'i32', INT_MIN, 0, INT_MIN],
  ['x / y', 'u32', 7, 0, 7],
  ['x % y', 'i32', 7, 0, 0],
  ['x % y', 'i32', -7, 0, 0],
  ['x % y', 'u32', 0xffffffff, 0, 0],
  ['x / y', 'i32', INT_MIN, -1, INT_MIN],
  ['x % y', 'i32', INT_MIN, -1, 0],
  ['x / y', 'i32', -7, 2, -3],
  ['x % y', 'i32', -7, 2, -1],
  ['x % y', 'i32', 7, -2, 1],
  ['x / y', 'u32', 0xffffffff, 2, 0x7fffffff],
]

const SHIFTS: readonly Rule[] = [
  ['x << bitcast<u32>(y)', 'i32', 1, 33, 2],
  ['x << bitcast<u32>(y)', 'i32', 5, 32, 5],
  ['x << bitcast<u32>(y)', 'i32', 1, 31, INT_MIN],
  ['x >> bitcast<u32>(y)', 'i32', -8, 33, -4],
  ['x >> bitcast<u32>(y)', 'i32', INT_MIN, 31, -1],
  ['x >> y', 'u32', 0x80000000, 33, 0x40000000],
  ['x << y', 'u32', 0x80000001, 65, 2],
  ['x >> y', 'u32', 9, 0xffffffe0, 9],
]

const WRAPPING: readonly Rule[] = [
  ['x * y', 'i32', 65536, 65536, 0],
  ['x * y', 'i32', INT_MAX, 3, INT_MAX - 2],
  ['x * y', 'i32', INT_MIN, -1, INT_MIN],
  ['x * y', 'u32', 0xffffffff, 0xffffffff, 1],
  ['x + y', 'i32', INT_MAX, 1, INT_MIN],
  ['x - y', 'i32', INT_MIN, 1, INT_MAX],
  ['x - y', 'u32', 0, 1, 0xffffffff],
  ['-x + y', 'i32', INT_MIN, 0, INT_MIN],
  ['abs(x) + y', 'i32', INT_MIN, 0, INT_MIN],
]

const DOTS: readonly Rule[] = [
  ['bitcast<u32>(dot4I8Packed(x, y))', 'u32', 0x80808080, 0x80808080, 65536],
  ['bitcast<u32>(dot4I8Packed(x, y))', 'u32', 0x80808080, 0x7f7f7f7f, -65024 >>> 0],
  ['bitcast<u32>(dot4I8Packed(x, y))', 'u32', 0x7f7f7f7f, 0x7f7f7f7f, 64516],
  ['bitcast<u32>(dot4I8Packed(x, y))', 'u32', 0x80ff017f, 0x80ff017f, 16384 + 1 + 1 + 16129],
  ['bitcast<u32>(dot4I8Packed(x, y))', 'u32', 0x80000000, 0x7f000000, -16256 >>> 0],
  ['bitcast<u32>(dot4I8Packed(x, y))', 'u32', 0x000000ff, 0x00000001, 0xffffffff],
]

/** A shader that reads x and y at run time, so that nothing is folded by the compiler, and writes one word a rule. */
function shaderOf(rules: readonly Rule[]): string {
  const lines = rules.map(([expression, type], i) => {
    const load = (at: number) => `bitcast<${type}>(given[${at}])`
    return `{ let x = ${load(2 * i)}; let y = ${load(2 * i + 1)}; written[${i}] = bitcast<u32>(${expression}); }`
  })
  return `@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> written: array<u32>;
@compute @workgroup_size(1) fn main() { ${lines.join('\n')} }`
}

async function assertRules(rules: readonly Rule[]): Promise<void> {
  if (raw === undefined) return assertNoAdapter()
  const given = Uint32Array.from(rules.flatMap(([, , x, y]) => [x, y]))
  const seen = await runShader(raw.device, shaderOf(rules), { given, written: new Uint32Array(rules.length) })
  for (const [i, [expression, type, x, y, value]] of rules.entries()) {
    assert.equal(seen[i], value >>> 0, `${expression} of ${type} ${x} and ${y}`)
  }
}

test('wgsl_divisionByZeroAndOfTheLeast_isDefined', () => assertRules(DIVISIONS))
test('wgsl_shifts_areTakenModulo32', () => assertRules(SHIFTS))
test('wgsl_sumsAndProducts_wrap', () => assertRules(WRAPPING))
test('wgsl_packedDotProducts_areExactAtTheExtremes', () => assertRules(DOTS))

/** Reads and writes at an index that is nobody's: of a buffer, of a workgroup's memory and of a variable. */
const STRAY = `
@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> written: array<u32>;
var<workgroup> shared_: array<u32, 4>;
@compute @workgroup_size(1) fn main() {
  let stray = given[0];
  var own = array<u32, 4>(11u, 12u, 13u, 14u);
  for (var i = 0u; i < 4u; i++) { shared_[i] = 21u + i; }
  written[0] = given[stray];
  written[1] = own[stray];
  written[2] = shared_[stray];
  written[stray] = ${MARK}u;
  own[stray] = 7u;
  shared_[stray] = 8u;
  written[3] = own[0] + own[1] + own[2] + own[3];
  written[4] = shared_[0] + shared_[1] + shared_[2] + shared_[3];
}`

test('wgsl_strayIndexes_landInTheLastElementOnEveryDriver', async () => {
  if (raw === undefined) return assertNoAdapter()
  for (const stray of [WORDS, WORDS + 1, 65536, 2 ** 31, 2 ** 32 - 1]) {
    const given = new Uint32Array(WORDS).fill(5)
    given.set([stray])
    given.set([99], WORDS - 1)
    const seen = await runShader(raw.device, STRAY, { given, written: new Uint32Array(WORDS) })
    const expected = new Uint32Array(WORDS)
    expected.set([99, 14, 24, 11 + 12 + 13 + 7, 21 + 22 + 23 + 8])
    expected.set([MARK], WORDS - 1)
    assert.deepEqual([...seen], [...expected], `index ${stray}`)
  }
})

/** What `openGpu` says of Dawn with these toggles: that indexes are bounded, or how they are not. */
async function verdictOf(toggles: string[]): Promise<'bounded' | 'refused'> {
  try {
    const { device } = await openGpu(true, toggles)
    device.destroy()
    return 'bounded'
  } catch (error) {
    assert.ok(error instanceof KernelDeviceError, String(error))
    assert.match(String(error.facts['reason']), /^stray indexes are not bounded: \d+, \d+$/)
    return 'refused'
  }
}

/** What a device with these toggles does with a stray index, seen without the package. */
async function behaviourOf(toggles: string[]): Promise<'bounded' | 'refused'> {
  const opened = await rawDevice(toggles)
  assert.ok(opened)
  const given = new Uint32Array(WORDS)
  given.set([1_000_000])
  given.set([99], WORDS - 1)
  const seen = await runShader(opened.device, STRAY, { given, written: new Uint32Array(WORDS) })
  opened.device.destroy()
  return seen[0] === 99 && seen[WORDS - 1] === MARK ? 'bounded' : 'refused'
}

test('wgsl_togglesWithoutEffect_areNoticedByTheirEffect', async () => {
  if (raw === undefined) return assertNoAdapter()
  const misspelt = ['disable-dawn-features=vulkan_use_buffer_robust_acces_2']
  const unbounded = ['enable-dawn-features=allow_unsafe_apis,disable_robustness']
  assert.equal(await verdictOf(BOUNDED), 'bounded')
  assert.equal(await verdictOf(misspelt), await behaviourOf(misspelt))
  assert.equal(await verdictOf(unbounded), 'refused')
})
