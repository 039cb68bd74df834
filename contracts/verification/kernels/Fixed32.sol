// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice Roots and logarithms of 32-bit integers, bit for bit those of docs/specs/render.md.
library Fixed32 {
    uint256 private constant Q16 = 1 << 16;
    /// @dev How much of `t·(1 − t)` the logarithm lies above its chord, Q16.
    uint256 private constant BULGE = 22_544;

    /// @notice ⌊√n⌋ of `n` below 2^32.
    /// @dev Review note on the assembly, which saves the compiler's checks of four divisions: `half` becomes ⌊log2 n / 2⌋ by
    /// four comparisons, so the root is 2^half to 2^(half + 1), and 1.5 · 2^half is off by a half of 2^half at most. A step of
    /// Newton's squares the error: below 2^(half − 4), 2^(half − 9), 2^(half − 18), which is under 1 since half < 16. From above
    /// or below, the mean of r and n / r is at least √n, so rounded down it is ⌊√n⌋ or one more, which the last line takes off.
    /// Of 0 all is 0, since the machine divides by 0 to 0.
    function sqrt(uint256 n) internal pure returns (uint256 root) {
        assembly ("memory-safe") {
            let half := shl(3, gt(n, 0xffff))
            let rest := shr(shl(1, half), n)
            let more := shl(2, gt(rest, 0xff))
            half := add(half, more)
            rest := shr(shl(1, more), rest)
            more := shl(1, gt(rest, 0xf))
            half := add(half, more)
            rest := shr(shl(1, more), rest)
            half := add(half, gt(rest, 3))

            root := shr(1, shl(half, 3))
            root := shr(1, add(root, div(n, root)))
            root := shr(1, add(root, div(n, root)))
            root := shr(1, add(root, div(n, root)))
            root := sub(root, gt(root, div(n, root)))
        }
    }

    /// @notice log2 of `v` in Q16, nearly: exact at powers of two, and smooth enough for colours between them.
    /// @dev `v` must be 1 to 2^32 − 1.
    function lg(uint256 v) internal pure returns (uint256) {
        uint256 exponent = Math.log2(v);
        uint256 t = ((v * Q16) >> exponent) - Q16;
        return (exponent << 16) + t + ((((t * (Q16 - t)) >> 16) * BULGE) >> 16);
    }
}
