import type { WgslProgram } from '../kernel.js'
import { WIDE_WGSL } from '../wide-wgsl.js'
import { renderLayout } from './layout.js'
import type { RenderParams } from './params.js'

/** Threads of a workgroup along each side; each draws a pixel. */
const SIDE = 8

/** Signed products, roots and logarithms: docs/specs/render.md, Arithmetic. */
const ARITHMETIC = `
// The signed product: a negative factor counts 2^32 too much of the other one.
fn product(a: i32, b: i32) -> vec2u {
  let words = wide(bitcast<u32>(a), bitcast<u32>(b));
  let less = select(0u, bitcast<u32>(b), a < 0) + select(0u, bitcast<u32>(a), b < 0);
  return vec2u(words.x, words.y - less);
}
fn high(a: i32, b: i32) -> i32 {
  return bitcast<i32>(product(a, b).y);
}
// shift is 1 to 31.
fn mul(a: i32, b: i32, shift: u32) -> i32 {
  let words = product(a, b);
  return bitcast<i32>((words.x >> shift) | (words.y << (32u - shift)));
}
// Newton's steps from 1.5 times a power of two, as in Fixed32.sol.
fn root(n: u32) -> i32 {
  if (n == 0u) {
    return 0;
  }
  var r = (3u << ((31u - countLeadingZeros(n)) >> 1u)) >> 1u;
  r = (r + n / r) >> 1u;
  r = (r + n / r) >> 1u;
  r = (r + n / r) >> 1u;
  return i32(r - select(0u, 1u, r > n / r));
}
fn lg(v: i32) -> i32 {
  let e = 31u - countLeadingZeros(bitcast<u32>(v));
  let t = i32((bitcast<u32>(v) << (31u - e)) >> 15u) - 65536;
  return i32(e << 16u) + t + ((((t * (65536 - t)) >> 16u) * 22544) >> 16u);
}
fn channel(colour: u32, i: u32) -> i32 {
  return i32((colour >> (8u * i)) & 255u);
}`

const SET = `
fn wave(phase: i32) -> i32 {
  let a = phase & 65535;
  let t = min(a, 65536 - a);
  return (((((t * t) >> 15u) * (98304 - 2 * t)) >> 15u) * 255) >> 15u;
}
fn escaped(c: vec2i, n: i32, z: vec2i) -> u32 {
  let x = z.x >> 8u;
  let y = z.y >> 8u;
  let u = mul(x + y, x - y, 20u) + (c.x >> 8u);
  let v = mul(x, y, 19u) + (c.y >> 8u);
  let norm = mul(u, u, 24u) + mul(v, v, 24u);
  let count = (n << 16u) + 4 * 65536 - (lg(lg(norm) - 16 * 65536) - 16 * 65536);
  let phase = mul(count, i32(CYCLE), 16u);
  var colour = 0xff000000u;
  for (var i = 0u; i < 3u; i++) {
    colour |= u32(wave(phase + (channel(PALETTE, i) << 8u))) << (8u * i);
  }
  return colour;
}
fn pixelOfSet(c: vec2i) -> u32 {
  var z = vec2i();
  for (var n = 0; n < i32(STEPS); n++) {
    z = vec2i(mul(z.x + z.y, z.x - z.y, 28u), mul(z.x, z.y, 27u)) + c;
    if (high(z.x, z.x) + high(z.y, z.y) >= 67108864) {
      return escaped(c, n, z);
    }
  }
  return 0xff000000u;
}`

const SOLIDS = `
const BALL = vec3i(-4506, 4096, 819);
const BOX = vec3i(4915, 2867, -410);
const MIRROR = vec3i(410, 1638, -4506);
struct Met {
  h: i32,
  solid: i32,
}
fn squares(v: vec3i) -> u32 {
  let s = vec3u(v * v);
  return s.x + s.y + s.z;
}
fn unit(v: vec3i) -> vec3i {
  let length = root(squares(v));
  if (length < 256) {
    return vec3i();
  }
  return (v * 16384) / length;
}
fn turn(a: vec3i, b: vec3i) -> i32 {
  return (a.x * b.x + a.y * b.y + a.z * b.z) >> 14u;
}
fn along(o: vec3i, d: vec3i, t: i32) -> vec3i {
  return o + ((d * t) >> vec3u(14u));
}
fn halves(v: vec3i) -> i32 {
  return root(squares(v >> vec3u(1u))) << 1u;
}
fn beyond(q: vec3i) -> vec3i {
  return max(abs(q) - 2048, vec3i());
}
fn nearest(p: vec3i) -> Met {
  var met = Met(p.y, 1);
  let ball = halves(p - BALL) - 4096;
  if (ball < met.h) {
    met = Met(ball, 2);
  }
  let box = halves(beyond(p - BOX)) - 819;
  if (box < met.h) {
    met = Met(box, 3);
  }
  let mirror = halves(p - MIRROR) - 1638;
  if (mirror < met.h) {
    met = Met(mirror, 4);
  }
  return met;
}
fn normal(solid: i32, p: vec3i) -> vec3i {
  if (solid == 1) {
    return vec3i(0, 16384, 0);
  }
  if (solid == 2) {
    return unit(p - BALL);
  }
  if (solid == 4) {
    return unit(p - MIRROR);
  }
  let q = p - BOX;
  return unit(select(beyond(q), -beyond(q), q < vec3i()));
}
fn colourOf(solid: i32, p: vec3i) -> u32 {
  if (solid == 1) {
    return select(0x463a32u, 0xdce1e1u, (((p.x >> 12u) + (p.z >> 12u)) & 1) == 0);
  }
  if (solid == 2) {
    return PALETTE;
  }
  return select(0xd7cdc8u, 0x2878ebu, solid == 3);
}
fn reflects(solid: i32) -> i32 {
  return select(select(select(9000, 800, solid == 3), 1600, solid == 2), 1200, solid == 1);
}`

const RAYS = `
fn sine(angle: i32) -> i32 {
  let b = angle & 32767;
  let h = (b * (32768 - b)) >> 14u;
  return select(-h, h, (angle & 32768) == 0);
}
fn rayOf(camera: vec3i, u: i32, v: i32) -> vec3i {
  let ahead = unit(vec3i(0, 3072, 0) - camera);
  let side = unit(vec3i(ahead.z, 0, -ahead.x));
  let y = (ahead.z * side.x - ahead.x * side.z) >> 14u;
  let top = vec3i((ahead.y * side.z) >> 14u, y, -((ahead.y * side.x) >> 14u));
  return unit((side * u + top * v + ahead * 16384) >> vec3u(14u));
}
// Met nothing: the solid is 0.
fn walk(o: vec3i, d: vec3i, most: i32) -> Met {
  var t = 0;
  for (var left = STEPS; left > 0u; left--) {
    let met = nearest(along(o, d, t));
    if (met.h < 8) {
      return Met(t, met.solid);
    }
    t += met.h;
    if (t > most) {
      break;
    }
  }
  return Met(t, 0);
}
fn shadow(o: vec3i, light: vec3i) -> i32 {
  var s = 16384;
  var t = 64;
  for (var i = 0; i < 32; i++) {
    let h = nearest(along(o, light, t)).h;
    if (h < 8) {
      return 0;
    }
    s = min(s, (min(h, t >> 3u) << 17u) / t);
    t += min(max(h, 64), 1024);
    if (t > 16384) {
      break;
    }
  }
  return s;
}
fn part(v: i32) -> i32 {
  return clamp(v, 0, 16384);
}
fn channels(colour: u32) -> vec3i {
  return vec3i(channel(colour, 0u), channel(colour, 1u), channel(colour, 2u));
}
fn sky(y: i32) -> vec3i {
  let low = channels(0xf0dccdu);
  return low + (((channels(0xd27846u) - low) * part(y)) >> vec3u(14u));
}
fn pixelOfSolids(camera: vec3i, right: i32, up: i32) -> u32 {
  let light = unit(vec3i(sine(i32(CYCLE) + 16384), 14746, sine(i32(CYCLE))));
  var o = camera;
  var d = rayOf(camera, right >> 10u, up >> 10u);
  var sum = vec3i();
  var weight = 16384;
  var far = 0;
  for (var time = 0; time < 2; time++) {
    let met = walk(o, d, 73728 - far);
    if (met.solid == 0) {
      sum += (sky(d.y) * weight) >> vec3u(14u);
      break;
    }
    far += met.h;
    let p = along(o, d, met.h);
    let n = normal(met.solid, p);
    let e = turn(d, n);
    let bounce = d - ((n * e) >> vec3u(13u));
    let next = p + (n >> vec3u(8u));
    let facing = turn(n, light);
    var lit = 0;
    var gloss = 0;
    if (facing > 0) {
      let dark = shadow(next, light);
      lit = (facing * dark) >> 14u;
      var g = part(turn(bounce, light));
      for (var i = 0; i < 5; i++) {
        g = (g * g) >> 14u;
      }
      gloss = (((g * dark) >> 14u) * 180) >> 14u;
    }
    let glow = 3072 + ((n.y + 16384) >> 3u) + ((3 * lit) >> 2u);
    var seen = ((channels(colourOf(met.solid, p)) * glow) >> vec3u(14u)) + gloss;
    let fog = min(((far >> 2u) * (far >> 2u)) >> 14u, 16384);
    seen += ((sky(d.y) - seen) * fog) >> vec3u(14u);
    let w = 16384 - part(-e);
    let kept = (min(16384, reflects(met.solid) + (((w * w) >> 14u) >> 1u)) * (16384 - fog)) >> 14u;
    let passed = select(0, (weight * kept) >> 14u, time == 0);
    sum += (seen * (weight - passed)) >> vec3u(14u);
    weight = passed;
    o = next;
    d = bounce;
  }
  let shown = vec3u(min(sum, vec3i(255)));
  return 0xff000000u | (shown.z << 16u) | (shown.y << 8u) | shown.x;
}`

const CONSTANTS = ['SCENE', 'WIDTH', 'HEIGHT', 'STEPS', 'X', 'Y', 'Z', 'PITCH', 'CYCLE', 'PALETTE', 'TOP'] as const

/** The Render shader: i32 and u32 only, and no value that leaves 32 bits. */
export function renderWgsl(): string {
  const code = `${WIDE_WGSL}${ARITHMETIC}${SET}${SOLIDS}${RAYS}
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(global_invocation_id) place: vec3u) {
  if (place.y >= work.rows || place.x >= work.columns) {
    return;
  }
  let row = i32(TOP + work.top + work.row + place.y);
  let column = i32(work.column + place.x);
  let right = (2 * column + 1 - i32(WIDTH)) * i32(PITCH);
  let up = (i32(HEIGHT) - 1 - 2 * row) * i32(PITCH);
  let camera = bitcast<vec3i>(vec3u(X, Y, Z));
  var colour = 0u;
  if (SCENE == 0u) {
    colour = pixelOfSet(camera.xy + vec2i(right, up));
  } else {
    colour = pixelOfSolids(camera, right, up);
  }
  output[(work.row + place.y) * work.stride + work.column + place.x] = colour;
}`
  return CONSTANTS.reduce(
    (text, name, i) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `work.constant${i}`),
    code,
  )
}

/** Render on the GPU: a thread a pixel. */
export const renderProgram: WgslProgram<RenderParams> = {
  inputs: [],
  tile: { rows: SIDE, columns: SIDE },
  code: () => renderWgsl(),
  constants({ params, layout, shard }) {
    const { scene, width, height, steps, x, y, z, pitch, cycle, palette } = params
    const top = renderLayout(params, layout.shards).bandOf(shard).start
    return Uint32Array.of(scene, width, height, steps, x, y, z, pitch, cycle, palette, top)
  },
}
