// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fixed32} from "./Fixed32.sol";

/// @notice Scene 0 of `Render`: one point of the Mandelbrot set as docs/specs/render.md has it.
library Mandelbrot {
    /// @notice What a pixel shows, and in which colours.
    struct Point {
        /// Q28, each between −4 and 4.
        int256 x;
        int256 y;
        /// Most iterations.
        uint256 steps;
        /// Turns of the palette for an iteration, Q16.
        uint256 cycle;
        /// 0xBBGGRR: where in its wave each channel begins, Q8.
        uint256 palette;
    }

    uint256 private constant OPAQUE = 0xff000000;
    /// @dev |z|² of 4 in Q24.
    int256 private constant ESCAPED = 1 << 26;
    uint256 private constant Q16 = 1 << 16;
    uint256 private constant TURN = 1 << 16;

    /// @notice The colour of a point, 0xAABBGGRR.
    /// @dev Unchecked, since no value leaves 32 bits of the 256 while |x| and |y| are below 4: |z| is at most 6 (the specification
    /// proves it, and a test holds the extremes against a reference of 32 bits).
    function pixel(Point memory at) internal pure returns (uint256) {
        // |z| is at most 6 and |c| below 5.7, Q28: products stay below 2^63.
        unchecked {
            (int256 cx, int256 cy, uint256 steps) = (at.x, at.y, at.steps);
            int256 zx = 0;
            int256 zy = 0;
            int256 xx = 0;
            int256 yy = 0;
            for (uint256 n = 0; n < steps; ++n) {
                zy = ((zx * zy) >> 27) + cy;
                zx = ((xx - yy) >> 28) + cx;
                xx = zx * zx;
                yy = zy * zy;
                if ((xx >> 32) + (yy >> 32) >= ESCAPED) return _colour(at, _iterations(at, n, zx, zy));
            }
            return OPAQUE;
        }
    }

    /// @dev How many iterations it took, Q16: one more, in Q20, tells how far `z` was beyond the circle.
    function _iterations(Point memory at, uint256 n, int256 zx, int256 zy) private pure returns (uint256) {
        int256 x = zx >> 8;
        int256 y = zy >> 8;
        int256 u = (((x + y) * (x - y)) >> 20) + (at.x >> 8);
        int256 v = ((x * y) >> 19) + (at.y >> 8);
        uint256 norm = uint256((u * u) >> 24) + uint256((v * v) >> 24);
        return (n << 16) + 20 * Q16 - Fixed32.lg(Fixed32.lg(norm) - 16 * Q16);
    }

    function _colour(Point memory at, uint256 iterations) private pure returns (uint256 colour) {
        uint256 phase = (iterations * at.cycle) >> 16;
        colour = OPAQUE;
        for (uint256 shift = 0; shift < 24; shift += 8) {
            uint256 offset = (at.palette >> shift) & 0xff;
            colour |= _wave(phase + (offset << 8)) << shift;
        }
    }

    /// @dev A smooth wave from 0 over 255 back to 0 in one turn.
    function _wave(uint256 phase) private pure returns (uint256) {
        uint256 a = phase % TURN;
        uint256 t = a <= TURN / 2 ? a : TURN - a;
        return (((((t * t) >> 15) * (98_304 - 2 * t)) >> 15) * 255) >> 15;
    }
}
