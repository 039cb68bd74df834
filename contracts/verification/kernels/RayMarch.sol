// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Solids} from "./Solids.sol";
import {Vec3, Vec3s} from "./Vec3.sol";

/// @notice Scene 1 of `Render`: one pixel of the scene of distances, as docs/specs/render.md has it.
/// @dev Unchecked: the bounds of the params keep every value within 32 bits of the 256 (the specification proves it, and a test
/// holds the extremes against a reference of 32 bits).
library RayMarch {
    using Vec3s for Vec3;

    /// @notice Where the camera stands, and what one pixel of it looks at.
    struct View {
        Vec3 camera;
        /// How far off the middle the pixel lies at a distance of 1, Q24.
        int256 right;
        int256 up;
        /// Most steps of a ray.
        uint256 steps;
        /// Turns of the light, Q16.
        int256 cycle;
        /// The ball's colour, 0xBBGGRR.
        uint256 palette;
    }

    /// @notice A ray that is followed, and what it brought so far.
    struct Path {
        Vec3 light;
        Vec3 origin;
        Vec3 direction;
        /// How much of the pixel it still makes up, Q14.
        int256 weight;
        /// How long it was until here.
        int256 far;
        /// The channels R, G, B.
        int256[3] sum;
    }

    /// @notice Where a ray met a solid.
    struct Hit {
        uint256 solid;
        Vec3 at;
        Vec3 normal;
        /// Where its reflection goes on, and which way.
        Vec3 next;
        Vec3 bounce;
    }

    int256 private constant ONE = Vec3s.ONE;
    int256 private constant TOUCH = 8;
    /// @dev The length of a ray and its reflection together.
    int256 private constant FAR = 73_728;
    int256 private constant TARGET_Y = 3072;
    int256 private constant LIGHT_Y = 14_746;
    uint256 private constant SHADOW_STEPS = 32;
    int256 private constant SHADOW_FIRST = 64;
    int256 private constant SHADOW_STRIDE = 1024;
    int256 private constant SHADOW_FAR = 16_384;
    uint256 private constant OPAQUE = 0xff000000;
    /// @dev 0xBBGGRR.
    uint256 private constant HORIZON = 0xf0dccd;
    uint256 private constant ZENITH = 0xd27846;

    /// @notice The colour of a pixel, 0xAABBGGRR.
    function pixel(View memory view_) internal pure returns (uint256) {
        Path memory path;
        path.light = _light(view_.cycle);
        path.origin = view_.camera;
        path.direction = _ray(view_);
        path.weight = ONE;
        if (_follow(path, view_, true)) _follow(path, view_, false);
        return _packed(path.sum);
    }

    /// @dev Adds what the path meets next, and turns it; whether it met a solid.
    function _follow(Path memory path, View memory view_, bool mayReflect) private pure returns (bool) {
        // Channels are below 2^9 and weights at most ONE; lengths stay within FAR.
        unchecked {
            (uint256 solid, int256 t) = _cast(path, view_.steps, FAR - path.far);
            if (solid == Solids.NOTHING) {
                _addSky(path);
                return false;
            }
            path.far += t;
            Hit memory hit = _hit(solid, path.origin.along(path.direction, t), path.direction);
            int256[3] memory shade = _shade(hit, path.light, Solids.colour(solid, hit.at, view_.palette));
            int256 fog = _fog(shade, path.direction, path.far);
            int256 passed = mayReflect ? (path.weight * _reflected(hit, path.direction, fog)) >> 14 : int256(0);
            for (uint256 i = 0; i < 3; ++i) path.sum[i] += (shade[i] * (path.weight - passed)) >> 14;
            (path.weight, path.origin, path.direction) = (passed, hit.next, hit.bounce);
            return true;
        }
    }

    /// @dev Which way the pixel looks: the camera's three axes, weighed.
    function _ray(View memory view_) private pure returns (Vec3 memory) {
        // Axes are at most 2^14.01 and offsets 2^15: sums of three products are below 2^31.
        unchecked {
            Vec3 memory camera = view_.camera;
            Vec3 memory ahead = Vec3(-camera.x, TARGET_Y - camera.y, -camera.z).unit();
            Vec3 memory side = Vec3(ahead.z, 0, -ahead.x).unit();
            Vec3 memory top = Vec3(
                (ahead.y * side.z) >> 14,
                (ahead.z * side.x - ahead.x * side.z) >> 14,
                -((ahead.y * side.x) >> 14)
            );
            (int256 u, int256 v) = (view_.right >> 10, view_.up >> 10);
            return
                Vec3(
                    (side.x * u + top.x * v + ahead.x * ONE) >> 14,
                    (top.y * v + ahead.y * ONE) >> 14,
                    (side.z * u + top.z * v + ahead.z * ONE) >> 14
                ).unit();
        }
    }

    function _light(int256 cycle) private pure returns (Vec3 memory) {
        // cycle is below 2^16.
        unchecked {
            return Vec3(_sine(cycle + ONE), LIGHT_Y, _sine(cycle)).unit();
        }
    }

    /// @dev The sine of an angle in 2^16 parts of a turn, by a parabola; Q14.
    function _sine(int256 angle) private pure returns (int256 height) {
        // b and its complement are at most 2^15: their product is at most 2^28.
        unchecked {
            int256 b = angle & 32_767;
            height = (b * (32_768 - b)) >> 14;
            if (angle & 32_768 != 0) height = -height;
        }
    }

    /// @dev Walks on by the distance to the nearest solid, until it touches one or has gone `most`.
    function _cast(Path memory path, uint256 steps, int256 most) private pure returns (uint256 solid, int256 t) {
        // t exceeds `most` by one step at most, below 2^18.
        unchecked {
            (Vec3 memory origin, Vec3 memory direction) = (path.origin, path.direction);
            for (; steps != 0; --steps) {
                int256 h;
                (h, solid) = _nearest(origin, direction, t);
                if (h < TOUCH) return (solid, t);
                t += h;
                if (t > most) break;
            }
            return (Solids.NOTHING, t);
        }
    }

    function _nearest(Vec3 memory from, Vec3 memory to, int256 t) private pure returns (int256, uint256) {
        // A direction times t stays below 2^31.
        unchecked {
            return
                Solids.nearest(from.x + ((to.x * t) >> 14), from.y + ((to.y * t) >> 14), from.z + ((to.z * t) >> 14));
        }
    }

    function _hit(uint256 solid, Vec3 memory at, Vec3 memory direction) private pure returns (Hit memory hit) {
        // Directions are at most 2^14.01, so their products are below 2^29.
        unchecked {
            Vec3 memory normal = Solids.normal(solid, at);
            int256 e = direction.dot(normal);
            hit.solid = solid;
            hit.at = at;
            hit.normal = normal;
            hit.next = Vec3(at.x + (normal.x >> 8), at.y + (normal.y >> 8), at.z + (normal.z >> 8));
            hit.bounce = Vec3(
                direction.x - ((normal.x * e) >> 13),
                direction.y - ((normal.y * e) >> 13),
                direction.z - ((normal.z * e) >> 13)
            );
        }
    }

    /// @dev The channels of what is seen at `hit`: its colour in the light and the shadow, and the light's own reflection.
    function _shade(Hit memory hit, Vec3 memory light, uint256 colour) private pure returns (int256[3] memory shade) {
        // Cosines and shares are at most 2^14.01, channels below 2^9.
        unchecked {
            int256 facing = hit.normal.dot(light);
            int256 lit = 0;
            int256 gloss = 0;
            if (facing > 0) {
                int256 shadow = _shadow(hit.next, light);
                lit = (facing * shadow) >> 14;
                gloss = (((_gleam(_clamp(hit.bounce.dot(light))) * shadow) >> 14) * 180) >> 14;
            }
            int256 glow = 3072 + ((hit.normal.y + ONE) >> 3) + ((3 * lit) >> 2);
            for (uint256 i = 0; i < 3; ++i) shade[i] = ((_channel(colour, i) * glow) >> 14) + gloss;
        }
    }

    /// @dev How much of the light arrives at `origin`, Q14: less, the closer a solid is to its way.
    function _shadow(Vec3 memory origin, Vec3 memory light) private pure returns (int256 passes) {
        // t is 64 to 17,408, and what is shifted at most 2^11.
        unchecked {
            passes = ONE;
            int256 t = SHADOW_FIRST;
            for (uint256 i = 0; i < SHADOW_STEPS; ++i) {
                (int256 h, ) = _nearest(origin, light, t);
                if (h < TOUCH) return 0;
                int256 part = (_min(h, t >> 3) << 17) / t;
                passes = _min(passes, part);
                t += h < SHADOW_FIRST ? SHADOW_FIRST : _min(h, SHADOW_STRIDE);
                if (t > SHADOW_FAR) break;
            }
        }
    }

    /// @dev A cosine to the 32nd power.
    function _gleam(int256 cosine) private pure returns (int256) {
        // A cosine is 0 to ONE.
        unchecked {
            for (uint256 i = 0; i < 5; ++i) cosine = (cosine * cosine) >> 14;
            return cosine;
        }
    }

    /// @dev Lets `shade` fade into the sky with the distance; gives how far it did, Q14.
    function _fog(int256[3] memory shade, Vec3 memory direction, int256 far) private pure returns (int256 fog) {
        // far is at most 73,728, and a quarter of it squared below 2^29.
        unchecked {
            fog = _min(((far >> 2) * (far >> 2)) >> 14, ONE);
            for (uint256 i = 0; i < 3; ++i) shade[i] += ((_sky(direction.y, i) - shade[i]) * fog) >> 14;
        }
    }

    /// @dev How much of a pixel is reflection, Q14: more where it is seen along the surface, none in the fog.
    function _reflected(Hit memory hit, Vec3 memory direction, int256 fog) private pure returns (int256) {
        // All are shares of 0 to ONE, but for a sum below 2^15.
        unchecked {
            int256 w = ONE - _clamp(-direction.dot(hit.normal));
            return (_min(ONE, Solids.reflects(hit.solid) + (((w * w) >> 14) >> 1)) * (ONE - fog)) >> 14;
        }
    }

    function _addSky(Path memory path) private pure {
        // Channels are below 2^9, weights at most ONE.
        unchecked {
            for (uint256 i = 0; i < 3; ++i) path.sum[i] += (_sky(path.direction.y, i) * path.weight) >> 14;
        }
    }

    function _sky(int256 height, uint256 i) private pure returns (int256) {
        // Channels are below 2^8, heights clamped to ONE.
        unchecked {
            int256 low = _channel(HORIZON, i);
            return low + (((_channel(ZENITH, i) - low) * _clamp(height)) >> 14);
        }
    }

    function _packed(int256[3] memory sum) private pure returns (uint256 colour) {
        colour = OPAQUE;
        for (uint256 i = 0; i < 3; ++i) colour |= uint256(_min(sum[i], 255)) << (8 * i);
    }

    function _channel(uint256 colour, uint256 i) private pure returns (int256) {
        return int256((colour >> (8 * i)) & 0xff);
    }

    /// @dev 0 to ONE.
    function _clamp(int256 value) private pure returns (int256) {
        return value < 0 ? int256(0) : _min(value, ONE);
    }

    function _min(int256 a, int256 b) private pure returns (int256) {
        return a < b ? a : b;
    }
}
