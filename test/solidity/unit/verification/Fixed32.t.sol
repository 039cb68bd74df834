// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Fixed32} from "../../../../contracts/verification/kernels/Fixed32.sol";
import {Test} from "../../utils/Test.sol";

contract Fixed32Test is Test {
    function testFuzz_sqrt_isThatOfThePlainLibrary(uint32 n) external pure {
        assertEq(Fixed32.sqrt(n), Math.sqrt(n), "root");
    }

    function test_sqrt_nearEverySquare() external pure {
        for (uint256 root = 1; root < 1 << 16; root += root < 300 ? 1 : 61) {
            assertEq(Fixed32.sqrt(root * root - 1), root - 1, "below a square");
            assertEq(Fixed32.sqrt(root * root), root, "a square");
        }
        assertEq(Fixed32.sqrt(0), 0, "root of nothing");
        assertEq(Fixed32.sqrt(type(uint32).max), type(uint16).max, "root of all");
    }

    function test_lg_isExactAtPowersOfTwo() external pure {
        for (uint256 exponent = 0; exponent < 32; ++exponent) {
            assertEq(Fixed32.lg(1 << exponent), exponent << 16, "logarithm");
        }
    }

    function testFuzz_lg_neverFalls(uint32 v) external pure {
        uint256 value = bound(v, 1, type(uint32).max - 1);
        assertTrue(Fixed32.lg(value) <= Fixed32.lg(value + 1), "it falls");
    }
}
