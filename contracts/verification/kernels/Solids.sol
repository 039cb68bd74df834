// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fixed32} from "./Fixed32.sol";
import {Vec3, Vec3s} from "./Vec3.sol";

/// @notice What stands in scene 1 of `Render`: docs/specs/render.md lists it. Lengths are Q12.
/// @dev Unchecked: points are within 31 of every centre, so no value leaves 32 bits of the 256.
library Solids {
    using Vec3s for Vec3;

    uint256 internal constant NOTHING = 0;
    uint256 internal constant FLOOR = 1;
    uint256 internal constant BALL = 2;
    uint256 internal constant BOX = 3;
    uint256 internal constant MIRROR = 4;

    int256 private constant BALL_X = -4506;
    int256 private constant BALL_Y = 4096;
    int256 private constant BALL_Z = 819;
    int256 private constant BALL_RADIUS = 4096;
    int256 private constant BOX_X = 4915;
    int256 private constant BOX_Y = 2867;
    int256 private constant BOX_Z = -410;
    int256 private constant BOX_HALF = 2048;
    int256 private constant BOX_RADIUS = 819;
    int256 private constant MIRROR_X = 410;
    int256 private constant MIRROR_Y = 1638;
    int256 private constant MIRROR_Z = -4506;
    int256 private constant MIRROR_RADIUS = 1638;

    /// @dev 0xBBGGRR.
    uint256 private constant WHITE_TILE = 0xdce1e1;
    uint256 private constant DARK_TILE = 0x463a32;
    uint256 private constant BOX_COLOUR = 0x2878eb;
    uint256 private constant MIRROR_COLOUR = 0xd7cdc8;

    /// @notice The least distance of a point to a solid, and which it is; of equals the first.
    function nearest(int256 x, int256 y, int256 z) internal pure returns (int256 least, uint256 solid) {
        // Points are within 31 of every centre: a difference is below 2^17.
        unchecked {
            (least, solid) = (y, FLOOR);
            int256 h = _length(x - BALL_X, y - BALL_Y, z - BALL_Z) - BALL_RADIUS;
            if (h < least) (least, solid) = (h, BALL);
            h = _length(_beyond(x - BOX_X), _beyond(y - BOX_Y), _beyond(z - BOX_Z)) - BOX_RADIUS;
            if (h < least) (least, solid) = (h, BOX);
            h = _length(x - MIRROR_X, y - MIRROR_Y, z - MIRROR_Z) - MIRROR_RADIUS;
            if (h < least) (least, solid) = (h, MIRROR);
        }
    }

    /// @notice Which way the surface of `solid` faces at a point of it.
    function normal(uint256 solid, Vec3 memory at) internal pure returns (Vec3 memory) {
        // Points are within 31 of every centre: a difference is below 2^17.
        unchecked {
            if (solid == FLOOR) return Vec3(0, Vec3s.ONE, 0);
            if (solid == BALL) return Vec3(at.x - BALL_X, at.y - BALL_Y, at.z - BALL_Z).unit();
            if (solid == MIRROR) return Vec3(at.x - MIRROR_X, at.y - MIRROR_Y, at.z - MIRROR_Z).unit();
            return Vec3(_signed(at.x - BOX_X), _signed(at.y - BOX_Y), _signed(at.z - BOX_Z)).unit();
        }
    }

    /// @notice Its colour there, 0xBBGGRR; the ball has the one of the params.
    function colour(uint256 solid, Vec3 memory at, uint256 ballColour) internal pure returns (uint256) {
        // Places are below 2^17.
        unchecked {
            if (solid == FLOOR) return ((at.x >> 12) + (at.z >> 12)) & 1 == 0 ? WHITE_TILE : DARK_TILE;
            if (solid == BALL) return ballColour;
            return solid == BOX ? BOX_COLOUR : MIRROR_COLOUR;
        }
    }

    /// @notice How much of what meets it straight on it reflects, Q14.
    function reflects(uint256 solid) internal pure returns (int256) {
        if (solid == FLOOR) return 1200;
        if (solid == BALL) return 1600;
        return solid == BOX ? int256(800) : int256(9000);
    }

    function _length(int256 x, int256 y, int256 z) private pure returns (int256) {
        // Halves are below 2^16: the sum of three squares is below 2^32 and not negative.
        unchecked {
            (x, y, z) = (x >> 1, y >> 1, z >> 1);
            return int256(Fixed32.sqrt(uint256(x * x + y * y + z * z)) << 1);
        }
    }

    /// @dev How far a coordinate lies outside of the box without its edges' radius.
    function _beyond(int256 q) private pure returns (int256 m) {
        // An offset is below 2^17 in size, so it has an opposite.
        unchecked {
            m = (q < 0 ? -q : q) - BOX_HALF;
            if (m < 0) m = 0;
        }
    }

    function _signed(int256 q) private pure returns (int256) {
        // What lies beyond the box is below 2^17.
        unchecked {
            return q < 0 ? -_beyond(q) : _beyond(q);
        }
    }
}
