// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Dot product of two int8 rows, 32 elements to a word.
library Int8Dot {
    /// @notice Σ x[i]·y[i] over the first `cols` elements; what lies behind them does not count.
    /// @dev `x` is in natural order; `y` is lane-reversed: its 4-byte group g is stored at `g ^ 7`. Both must be the same
    /// number of whole words, at least `cols` bytes, and `cols` below 2^17, so that the sum fits 32 signed bits.
    ///
    /// Review note on the assembly. Write a word as eight groups of four bytes. For one byte place of the groups,
    /// `and(word ^ 0x80.., M) - Z` is Σ d_g·2^(32·(7-g)) mod 2^256 with the signed bytes d_g as digits: the XOR adds 128
    /// to each, Z takes it off again. Lane reversal makes the second operand Σ e_g·2^(32·g), so the top lane (2^224) of
    /// their product is Σ d_g·e_g, and what would lie above it is lost mod 2^256. All words and the four byte places are
    /// summed in one register. Its seven lower lanes start at 2^31, because a lane's own sum is at most
    /// 7·(cols/8)·2^14 < 2^31 in size: so no lane ever lends from or carries into the next. `sar` keeps the top lane.
    /// The words go from the last to the first. The one that `cols` ends in (none of its bytes count when `cols` is a
    /// multiple of 32) is cut in `x`: a byte 0 becomes digit 0, and 0 times anything adds nothing. `at` cannot wrap: in calldata `x`
    /// comes after 4 bytes of selector and at least one word of head.
    function dot(bytes calldata x, bytes calldata y, uint256 cols) internal pure returns (int256 sum) {
        assembly ("memory-safe") {
            // `shr(255, cols)` is 0, which the compiler cannot know: else it would rebuild each mask at each use.
            let m := or(0x000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff, shr(255, cols))
            let z := and(m, shl(7, m))
            let signs := mul(z, 0x01010101)
            let acc := shl(24, shr(32, z))
            let kept := not(shr(shl(3, and(cols, 31)), not(0)))
            let toY := sub(y.offset, x.offset)
            for {
                let at := add(x.offset, and(cols, not(31)))
            } iszero(lt(at, x.offset)) {
                at := sub(at, 32)
            } {
                let a := xor(and(calldataload(at), kept), signs)
                let b := xor(calldataload(add(at, toY)), signs)
                acc := add(acc, mul(sub(and(a, m), z), sub(and(b, m), z)))
                acc := add(acc, mul(sub(and(shr(8, a), m), z), sub(and(shr(8, b), m), z)))
                acc := add(acc, mul(sub(and(shr(16, a), m), z), sub(and(shr(16, b), m), z)))
                acc := add(acc, mul(sub(and(shr(24, a), m), z), sub(and(shr(24, b), m), z)))
                kept := not(0)
            }
            sum := sar(224, acc)
        }
    }
}
