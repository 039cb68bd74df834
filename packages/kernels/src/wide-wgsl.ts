/** `wide(a, b)` in WGSL: the lower and the upper word of the 64-bit product of two words, from 16-bit limbs. */
export const WIDE_WGSL = `
fn wide(a: u32, b: u32) -> vec2u {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let left = (a >> 16u) * (b & 0xffffu);
  let right = (a & 0xffffu) * (b >> 16u);
  let middle = (low >> 16u) + (left & 0xffffu) + (right & 0xffffu);
  let high = (a >> 16u) * (b >> 16u) + (left >> 16u) + (right >> 16u) + (middle >> 16u);
  return vec2u((low & 0xffffu) | (middle << 16u), high);
}`
