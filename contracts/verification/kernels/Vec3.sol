// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fixed32} from "./Fixed32.sol";

/// @notice A place in Q12 or a direction in Q14, as docs/specs/render.md has them.
struct Vec3 {
    int256 x;
    int256 y;
    int256 z;
}

/// @notice Vectors whose parts and sums of squares fit 32 bits.
/// @dev Unchecked for that reason: who calls it bounds what it gives.
library Vec3s {
    /// @dev 1 as a direction's length.
    int256 internal constant ONE = 1 << 14;
    uint256 private constant SHORTEST = 256;

    /// @notice The direction of `v`; zero when `v` is too short to have one.
    function unit(Vec3 memory v) internal pure returns (Vec3 memory) {
        // The sum of squares is below 2^32, so each part times ONE is below 2^31.
        unchecked {
            uint256 length = Fixed32.sqrt(uint256(v.x * v.x + v.y * v.y + v.z * v.z));
            if (length < SHORTEST) return Vec3(0, 0, 0);
            int256 by = int256(length);
            return Vec3((v.x * ONE) / by, (v.y * ONE) / by, (v.z * ONE) / by);
        }
    }

    /// @notice The cosine of two directions, Q14.
    function dot(Vec3 memory a, Vec3 memory b) internal pure returns (int256) {
        // Parts are below 2^17: three products stay below 2^36.
        unchecked {
            return (a.x * b.x + a.y * b.y + a.z * b.z) >> 14;
        }
    }

    /// @notice The point at distance `t`.
    function along(Vec3 memory origin, Vec3 memory direction, int256 t) internal pure returns (Vec3 memory) {
        // A part times t stays below 2^31.
        unchecked {
            return
                Vec3(
                    origin.x + ((direction.x * t) >> 14),
                    origin.y + ((direction.y * t) >> 14),
                    origin.z + ((direction.z * t) >> 14)
                );
        }
    }
}
