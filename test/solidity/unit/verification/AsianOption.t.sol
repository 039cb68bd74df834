// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AsianOption, AsianOptions} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {Philox} from "../../../../contracts/verification/kernels/Philox.sol";
import {MonteCarloReference as Ref} from "../../utils/MonteCarloReference.sol";
import {Test} from "../../utils/Test.sol";

/// @dev The assembly of paths and of their random words against plain Solidity.
contract AsianOptionTest is Test {
    using AsianOptions for AsianOption;

    function test_draw_knownAnswerOfZero() external pure {
        bytes memory drawn = _drawn(0, 0, 0);
        assertEq(uint128(bytes16(drawn)), 0x6627e8d5e169c58dbc57ac4c9b00dbd8, "words");
    }

    function testFuzz_draw_isPhiloxOfFourBlocks(uint64 seed, uint32 path, uint32 block0) external pure {
        block0 = uint32(bound(block0, 0, type(uint32).max - 3));
        bytes memory drawn = _drawn(seed, path, block0);
        for (uint32 i = 0; i < 4; ++i) {
            uint32[4] memory words = Ref.philox([path, block0 + i, 0, 0], seed);
            for (uint256 j = 0; j < 4; ++j) assertEq(_wordAt(drawn, 4 * i + j), words[j], "word");
        }
    }

    function test_philox_plainTwinHasTheKnownAnswers() external pure {
        uint32 ones = type(uint32).max;
        _assertWords([ones, ones, ones, ones], type(uint64).max, 0x408f276d41c83b0ea20bc7c66d5451fd);
        uint32[4] memory pi = [uint32(0x243f6a88), 0x85a308d3, 0x13198a2e, 0x03707344];
        _assertWords(pi, 0x299f31d0a4093822, 0xd16cfe0994fdcceb5001e42024126ea1);
    }

    /// @dev Steps around the sixteen that are drawn at once, and markets up to the widest: 2^30 / 7 for 49 steps.
    function testFuzz_sums_areThoseOfThePlainTwin(
        uint256 steps,
        uint256 paths,
        uint256 chunk,
        int256 drift,
        uint256 volatility,
        uint256 strike,
        uint64 seed
    ) external pure {
        AsianOption memory option;
        (option.option, option.steps, option.paths) = (chunk % 2, bound(steps, 1, 40), bound(paths, 1, 3));
        option.chunks = 1 << 24;
        option.drift = int256(bound(uint256(drift), 0, 2 * ((1 << 34) / option.steps)));
        option.drift -= int256((1 << 34) / option.steps);
        option.volatility = bound(volatility, 1, 153_391_689);
        option.strike = bound(strike, 1, (1 << 28) - 1);
        option.seed = seed;
        _assertSums(option, bound(chunk, 0, (1 << 24) - 1));
    }

    function test_sums_ofTheLongestPath() external pure {
        _assertSums(AsianOption(0, 2032, 1, 1 << 24, 8_454_660, 23_819_794, 1 << 20, type(uint64).max), (1 << 24) - 1);
    }

    /// @dev Far up all prices are the highest, far down they are nothing.
    function test_sums_ofPricesThatLeaveTheirRange() external pure {
        AsianOption memory option = AsianOption(0, 2, 113, 1 << 24, 1 << 33, 1 << 29, 1, 7);
        _assertSums(option, 5);
        (option.option, option.drift, option.strike) = (1, -(1 << 33), (1 << 28) - 1);
        _assertSums(option, (1 << 24) - 1);
    }

    function _assertSums(AsianOption memory option, uint256 chunk) private pure {
        (uint256 sum, uint256 squares) = option.sums(chunk);
        (uint256 wantSum, uint256 wantSquares) = Ref.sums(option, chunk);
        assertEq(sum, wantSum, "sum");
        assertEq(squares, wantSquares, "squares");
        assertTrue(sum < 1 << 35 && squares <= type(uint64).max, "a sum leaves its bits");
    }

    function _assertWords(uint32[4] memory counter, uint64 key, uint128 want) private pure {
        uint32[4] memory words = Ref.philox(counter, key);
        for (uint256 i = 0; i < 4; ++i) assertEq(words[i], uint32(want >> (96 - 32 * i)), "word");
    }

    function _drawn(uint64 seed, uint256 path, uint256 block0) private pure returns (bytes memory drawn) {
        drawn = new bytes(Philox.WORDS_BYTES);
        Philox.draw(Philox.schedule(seed), path, block0, drawn);
    }

    function _wordAt(bytes memory drawn, uint256 index) private pure returns (uint32 word) {
        for (uint256 i = 0; i < 4; ++i) word = (word << 8) | uint8(drawn[4 * index + i]);
    }
}
