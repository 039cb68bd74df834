// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../shared/Bps.sol";
import {Rounding} from "../shared/Rounding.sol";

/// @notice The smooth decay of the emission: what is still to come halves every `HALF_LIFE`.
/// @dev `emitted = budget - ceil(budget * 2^-(elapsed / HALF_LIFE))`, with a power that is never below the exact one and less
/// than 16 * 2^-128 above it. So `emitted` is the exact value rounded down, unless that value lies within 1e-10 base units
/// above a whole number; then it may be one less. `test/contracts/emission/curveVectors.ts` recomputes the constants in
/// 512 bits and makes the vectors that tests compare with.
library EmissionCurve {
    /// @dev 730 days, in seconds.
    uint256 internal constant HALF_LIFE = 63_072_000;

    /// @dev One, with 128 fractional bits.
    uint256 private constant ONE = 1 << 128;
    /// @dev Added before dropping 128 bits, to round up.
    uint256 private constant UP = ONE - 1;
    /// @dev `ln 2 / HALF_LIFE`, with 192 fractional bits, rounded down.
    uint256 private constant RATE = 0x2f33631259cb22d849ad85436ea7809c13bbb1ee66;

    /// @notice What a `budget` has emitted `elapsed` seconds after its start, in base units, rounded down.
    /// @dev Needs `budget < 2^127`.
    function emitted(uint256 budget, uint256 elapsed) internal pure returns (uint256) {
        // Cannot wrap: the fraction is at most 2^128, so `scaled < 2^255`; what is left is at most `budget`, being rounded up
        // from `scaled / 2^128` or less; and 128 more than a number of half-lives is far below 2^256.
        unchecked {
            uint256 halvings = Rounding.divDown(elapsed, HALF_LIFE);
            uint256 scaled = budget * fractionLeft(elapsed - halvings * HALF_LIFE);
            uint256 left = scaled == 0 ? 0 : ((scaled - 1) >> (128 + halvings)) + 1;
            return budget - left;
        }
    }

    /// @notice The part of `emitted` that `bps` of it are, rounded down.
    function emittedPart(uint256 budget, uint256 bps, uint256 elapsed) internal pure returns (uint256) {
        return Bps.bpsDown(emitted(budget, elapsed), bps);
    }

    /// @notice `2^-(elapsed / HALF_LIFE)` with 128 fractional bits, rounded up, for `elapsed < HALF_LIFE`.
    /// @dev Bit i of the upper six is a factor of `2^-(2^i / HALF_LIFE)`, each constant rounded up; the lower twenty go
    /// through the series.
    function fractionLeft(uint256 elapsed) internal pure returns (uint256 left) {
        left = _series(elapsed & 0xfffff);
        // Cannot wrap: `left <= 2^128` and every constant is below it, so `left * constant + UP <= 2^256 - 1`.
        unchecked {
            if (elapsed & 0x100000 != 0) left = (left * 0xfd111f7ef14553b3df250d914a369bb2 + UP) >> 128;
            if (elapsed & 0x200000 != 0) left = (left * 0xfa2ad9661b9f1007d2da6f3680368496 + UP) >> 128;
            if (elapsed & 0x400000 != 0) left = (left * 0xf477b7c77c11ff0e394ccacbd81a8b06 + UP) >> 128;
            if (elapsed & 0x800000 != 0) left = (left * 0xe9746e50a3e675c21735f65ba24b912a + UP) >> 128;
            if (elapsed & 0x1000000 != 0) left = (left * 0xd4e525c2f2f77176ec50f207ea64c485 + UP) >> 128;
            if (elapsed & 0x2000000 != 0) left = (left * 0xb10c53a776c2714ea295f3ecab949d2c + UP) >> 128;
        }
    }

    /// @dev `e^-x = 1 - x(1 - x/2(1 - x/3(...)))` for `x = elapsed * ln 2 / HALF_LIFE < 0.0116`, with 128 fractional bits.
    /// Cutting it after an even term, rounding `x` down and rounding the last product down all raise the result, by less
    /// than 3 in all; the rounding before the last may lower it, by less than 0.02. So one more is never too low.
    function _series(uint256 elapsed) private pure returns (uint256 left) {
        if (elapsed == 0) return ONE;
        // Cannot wrap: `x < 2^122` and every partial result lies between 0.98 * 2^128 and 2^128. Bare divisions by constants round down.
        unchecked {
            uint256 x = (elapsed * RATE) >> 64;
            left = ONE - x / 14;
            left = ONE - (x * left) / (13 * ONE);
            left = ONE - (x * left) / (12 * ONE);
            left = ONE - (x * left) / (11 * ONE);
            left = ONE - (x * left) / (10 * ONE);
            left = ONE - (x * left) / (9 * ONE);
            left = ONE - (x * left) / (8 * ONE);
            left = ONE - (x * left) / (7 * ONE);
            left = ONE - (x * left) / (6 * ONE);
            left = ONE - (x * left) / (5 * ONE);
            left = ONE - (x * left) / (4 * ONE);
            left = ONE - (x * left) / (3 * ONE);
            left = ONE - (x * left) / (2 * ONE);
            left = ONE - (x * left) / ONE;
            left += 1;
        }
    }
}
