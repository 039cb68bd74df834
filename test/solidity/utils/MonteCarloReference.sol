// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AsianOption} from "../../../contracts/verification/kernels/AsianOption.sol";
import {NormalTable} from "../../../contracts/verification/kernels/generated/NormalTable.sol";

/// @notice Random words and paths written plainly from docs/specs/monte-carlo.md, a number at a time: what the contracts' assembly
/// is held against. Shares no code with it but the table.
library MonteCarloReference {
    /// @notice Philox4x32-10.
    function philox(uint32[4] memory counter, uint64 key) internal pure returns (uint32[4] memory) {
        (uint32 low, uint32 high) = (uint32(key), uint32(key >> 32));
        for (uint256 i = 0; i < 10; ++i) {
            uint64 p = uint64(counter[0]) * 0xd2511f53;
            uint64 q = uint64(counter[2]) * 0xcd9e8d57;
            counter = [uint32(q >> 32) ^ counter[1] ^ low, uint32(q), uint32(p >> 32) ^ counter[3] ^ high, uint32(p)];
            // The keys wrap.
            unchecked {
                low += 0x9e3779b9;
                high += 0xbb67ae85;
            }
        }
        return counter;
    }

    /// @notice The normal deviate of a random word, Q20.
    function deviate(uint32 word, bytes memory table) internal pure returns (int256) {
        bool isAbove = word >= 1 << 31;
        uint256 m = 2 * uint256(isAbove ? type(uint32).max - word : word) + 1;
        uint256 octave = 0;
        while (m < 1 << 31) (m, octave) = (m * 2, octave + 1);
        uint256 at = (octave * 16 + (m / 2 ** 27 - 16)) * 8;
        uint256 t = (m / 2 ** 11) % 65_536;
        uint256 fall = t * (_number(table, at + 4, 2) - (t * _number(table, at + 6, 2)) / 65_536);
        int256 size = int256(_number(table, at, 4) - fall / 65_536);
        return isAbove ? size : -size;
    }

    /// @notice 2^(log / 2^32), Q22.
    function price(int256 log) internal pure returns (uint256) {
        int256 octaves = log >> 32;
        if (octaves >= 6) return (1 << 28) - 1;
        if (octaves < -22) return 0;
        uint256 fraction = uint256(log - octaves * 2 ** 32);
        uint256[5] memory c = [uint256(1_488_531_108), 515_749_230, 119_829_401, 19_363_925, 4_009_631];
        uint256 g = 0;
        for (uint256 i = 5; i > 0; --i) g = c[i - 1] + (fraction * g) / 2 ** 32;
        g = 2 ** 31 + (fraction * g) / 2 ** 32;
        return g / 2 ** uint256(9 - octaves);
    }

    /// @notice What path `path` of the job pays, Q22.
    function payoff(AsianOption memory option, uint256 path) internal pure returns (uint256) {
        bytes memory table = NormalTable.PIECES;
        int256 log = 0;
        uint256 sum = 0;
        for (uint256 i = 0; i < option.steps; ++i) {
            uint32[4] memory words = philox([uint32(path), uint32(i / 4), 0, 0], uint64(option.seed));
            int256 moved = deviate(words[i % 4], table) * int256(option.volatility);
            log += option.drift + moved / 2 ** 17;
            sum += price(log);
        }
        uint256 average = sum / option.steps;
        if (option.option == 0) return average < option.strike ? 0 : average - option.strike;
        return average > option.strike ? 0 : option.strike - average;
    }

    /// @notice The sums of chunk `chunk` of the job.
    function sums(AsianOption memory option, uint256 chunk) internal pure returns (uint256 sum, uint256 squares) {
        for (uint256 i = 0; i < option.paths; ++i) {
            uint256 paid = payoff(option, chunk * option.paths + i);
            sum += paid;
            squares += paid ** 2;
        }
    }

    /// @dev The big-endian number in the `size` bytes at `at`.
    function _number(bytes memory table, uint256 at, uint256 size) private pure returns (uint256 number) {
        for (uint256 i = 0; i < size; ++i) number = number * 256 + uint8(table[at + i]);
    }
}
