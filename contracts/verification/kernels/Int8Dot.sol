// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Dot product of two int8 rows, 32 elements to a word.
library Int8Dot {
    /// @notice Σ x[i]·y[i] over the first `cols` elements; what lies behind them does not count.
    /// @dev `x` is in natural order; `y` is lane-reversed: its 4-byte group g is stored at `g ^ 7`. Both must be the same
    /// number of whole words, at least `cols` bytes, and `cols` at most 2^17 (2^17 · 2^14 still fits 32 signed bits).
    ///
    /// Review note on the assembly. Write a word as eight groups of four bytes. For one byte place of the groups,
    /// `and(word ^ 0x80.., M) - Z` is Σ d_g·2^(32·(7-g)) mod 2^256 with the signed bytes d_g as digits: the XOR adds 128
    /// to each, Z takes it off again. Lane reversal makes the second operand Σ e_g·2^(32·g), so the top lane (2^224) of
    /// their product is Σ d_g·e_g, and what would lie above it is lost mod 2^256. All words and the four byte places are
    /// summed in one register. Its seven lower lanes start at 2^31, because a lane's own sum is at most
    /// 7·(cols/8)·2^14 < 2^31 in size: so no lane ever lends from or carries into the next. `sar` keeps the top lane.
    /// The last word of `x` is cut after `cols`: a byte 0 becomes digit 0, and 0 times anything adds nothing.
    function dot(bytes calldata x, bytes calldata y, uint256 cols) internal pure returns (int256 sum) {
        assembly ("memory-safe") {
            function addProducts(a, b, acc) -> total {
                let m := 0x000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff
                let z := 0x0000008000000080000000800000008000000080000000800000008000000080
                a := xor(a, 0x8080808080808080808080808080808080808080808080808080808080808080)
                b := xor(b, 0x8080808080808080808080808080808080808080808080808080808080808080)
                total := add(acc, mul(sub(and(a, m), z), sub(and(b, m), z)))
                total := add(total, mul(sub(and(shr(8, a), m), z), sub(and(shr(8, b), m), z)))
                total := add(total, mul(sub(and(shr(16, a), m), z), sub(and(shr(16, b), m), z)))
                total := add(total, mul(sub(and(shr(24, a), m), z), sub(and(shr(24, b), m), z)))
            }
            let acc := 0x0000000080000000800000008000000080000000800000008000000080000000
            let at := x.offset
            let toY := sub(y.offset, at)
            for {
                let end := add(at, and(cols, not(31)))
            } lt(at, end) {
                at := add(at, 32)
            } {
                acc := addProducts(calldataload(at), calldataload(add(at, toY)), acc)
            }
            let tail := and(cols, 31)
            if tail {
                let kept := not(shr(shl(3, tail), not(0)))
                acc := addProducts(and(calldataload(at), kept), calldataload(add(at, toY)), acc)
            }
            sum := sar(224, acc)
        }
    }
}
