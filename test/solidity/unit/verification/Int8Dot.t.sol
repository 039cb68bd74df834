// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Int8Dot} from "../../../../contracts/verification/kernels/Int8Dot.sol";
import {Test} from "../../utils/Test.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";

contract Int8DotHarness {
    function dot(bytes calldata x, bytes calldata y, uint256 cols) external pure returns (int256) {
        return Int8Dot.dot(x, y, cols);
    }
}

contract Int8DotTest is Test {
    uint256 private constant MAX_COLS = 16_384;

    Int8DotHarness private _harness = new Int8DotHarness();

    function test_dot_everyTailLength() external view {
        for (uint256 cols = 1; cols <= 64; ++cols) {
            bytes memory x = _row(cols, cols, 0);
            bytes memory y = _row(cols, ~cols, 0);
            assertEq(_harness.dot(x, y, cols), Ref.dot(x, y, cols), "dot");
        }
    }

    function test_dot_extremesOfTheWidestRow() external view {
        bytes memory low = _constant(MAX_COLS, 0x80);
        bytes memory high = _constant(MAX_COLS, 0x7f);
        assertEq(_harness.dot(low, low, MAX_COLS), 16_384 * 16_384, "-128 . -128");
        assertEq(_harness.dot(low, high, MAX_COLS), -128 * 127 * 16_384, "-128 . 127");
        assertEq(_harness.dot(high, low, MAX_COLS), -128 * 127 * 16_384, "127 . -128");
        assertEq(_harness.dot(high, high, MAX_COLS), 127 * 127 * 16_384, "127 . 127");
    }

    function test_dot_lanesDoNotMixWhenSignsAlternate() external view {
        bytes memory x = _constant(MAX_COLS, 0x80);
        bytes memory y = _constant(MAX_COLS, 0x80);
        for (uint256 i = 0; i < MAX_COLS; i += 8) {
            for (uint256 j = 0; j < 4; ++j) y[i + j] = 0x7f;
        }
        assertEq(_harness.dot(x, y, MAX_COLS), Ref.dot(x, y, MAX_COLS), "alternating groups");
    }

    function test_dot_bytesBehindTheColumnsDoNotCount() external view {
        bytes memory x = _constant(64, 0x7f);
        bytes memory y = _constant(64, 0x7f);
        assertEq(_harness.dot(x, y, 33), 127 * 127 * 33, "33 columns");
        assertEq(_harness.dot(x, y, 1), 127 * 127, "1 column");
    }

    function testFuzz_dot_equalsTheSumOfProducts(uint256 cols, uint256 seed) external view {
        cols = bound(cols, 1, seed % 8 == 0 ? MAX_COLS : 1_200);
        bytes memory x = _row(cols, uint256(keccak256(abi.encode(seed, "x"))), seed % 3);
        bytes memory y = _row(cols, uint256(keccak256(abi.encode(seed, "y"))), (seed / 3) % 3);
        assertEq(_harness.dot(x, y, cols), Ref.dot(x, y, cols), "dot");
    }

    /// @dev A row of whole words. Style 0 is random, 1 is random among the extremes, 2 is one value.
    function _row(uint256 cols, uint256 seed, uint256 style) private pure returns (bytes memory row) {
        if (style == 2) return _constant(cols, bytes1(uint8(seed)));
        bytes5 extremes = 0x807fff0001;
        row = new bytes((cols + 31) & ~uint256(31));
        bytes32 word;
        for (uint256 i = 0; i < row.length; ++i) {
            if (i % 32 == 0) word = keccak256(abi.encode(seed, i));
            row[i] = style == 0 ? word[i % 32] : extremes[uint8(word[i % 32]) % 5];
        }
    }

    function _constant(uint256 cols, bytes1 value) private pure returns (bytes memory row) {
        row = new bytes((cols + 31) & ~uint256(31));
        for (uint256 i = 0; i < row.length; ++i) row[i] = value;
    }
}
