// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The random words of Philox4x32-10, sixteen at a time.
///
/// @dev Review note on the assembly: four blocks are computed at once, a lane of 64 bits for each, in which a word of 32 bits
/// has as much room above it. The product of a word and a multiplier fills its lane and no more, since every word is masked
/// before it is multiplied; what a shift by 32 brings into the upper half of a lane is masked away before the next product. The
/// assembly reads the schedule and writes the 64 bytes that its callers bring. A plain twin is fuzzed against it.
library Philox {
    /// @notice The bytes that `draw` fills.
    uint256 internal constant WORDS_BYTES = 64;

    uint256 private constant WEYL = 0x9e3779b9;
    uint256 private constant OTHER_WEYL = 0xbb67ae85;
    /// @dev The lowest bit of every lane.
    uint256 private constant ONES = 0x0000000000000001000000000000000100000000000000010000000000000001;

    /// @notice The keys of all ten rounds, each spread over the lanes: for every round two words.
    function schedule(uint256 seed) internal pure returns (uint256[20] memory keys) {
        for (uint256 round = 0; round < 10; ++round) {
            keys[2 * round] = uint32(seed + round * WEYL) * ONES;
            keys[2 * round + 1] = uint32((seed >> 32) + round * OTHER_WEYL) * ONES;
        }
    }

    /// @notice Fills `drawn`, of 64 bytes, with the sixteen words for the counters (`path`, `block0`, 0, 0) to (`path`, `block0` + 3,
    /// 0, 0), in order, 4 bytes each.
    /// @dev `path` and `block0` + 3 must be below 2^32.
    function draw(uint256[20] memory keys, uint256 path, uint256 block0, bytes memory drawn) internal pure {
        assembly ("memory-safe") {
            let mask := 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff
            let a := mul(path, ONES)
            // From the top the lanes are blocks 0, 2, 1 and 3, which brings their words into order below.
            let b := add(mul(block0, ONES), 0x0000000000000000000000000000000200000000000000010000000000000003)
            let c := 0
            let d := 0
            // Two rounds a turn, so that no word has to change places.
            for {
                let end := add(keys, 640)
            } lt(keys, end) {
                keys := add(keys, 128)
            } {
                d := xor(d, mload(add(keys, 32)))
                b := xor(b, mload(keys))
                let p := mul(a, 0xd2511f53)
                let q := mul(c, 0xcd9e8d57)
                a := and(xor(shr(32, q), b), mask)
                c := and(xor(shr(32, p), d), mask)
                d := mul(a, 0xd2511f53)
                b := mul(c, 0xcd9e8d57)
                a := and(xor(xor(shr(32, b), q), mload(add(keys, 64))), mask)
                c := and(xor(xor(shr(32, d), p), mload(add(keys, 96))), mask)
            }
            let former := or(shl(32, a), and(b, mask))
            let latter := or(shl(32, c), and(d, mask))
            let even := 0xffffffffffffffff0000000000000000ffffffffffffffff0000000000000000
            mstore(add(drawn, 32), or(and(former, even), shr(64, and(latter, even))))
            let odd := not(even)
            mstore(add(drawn, 64), or(shl(64, and(former, odd)), and(latter, odd)))
        }
    }
}
