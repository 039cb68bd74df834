// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {Test} from "../../utils/Test.sol";

contract MonteCarloCheckTest is Test {
    using Fixture for Fixture.Result;
    using Fixture for AsianOption;

    IKernel private _kernel = new MonteCarlo();

    function test_check_smallestJob() external {
        Fixture.Result memory result = Fixture.call(1, 1, 1).draw(1, 0);
        _assertVerdict(result, 0, Verdict.Correct);
        result.corrupt(0, 0, 0x01);
        _assertVerdict(result, 0, Verdict.Wrong);
    }

    /// @dev The sums' upper bytes are nearly always zero: guessing them must gain nothing.
    function test_check_everyByteOfAChunkCounts() external {
        Fixture.Result memory result = Fixture.call(12, 5, 3).draw(1, 0);
        for (uint256 at = 0; at < 128; ++at) {
            result.corrupt(1, at, 0x80);
            _assertVerdict(result, 0, Verdict.Correct);
            _assertVerdict(result, 1, Verdict.Wrong);
            _assertVerdict(result, 2, Verdict.Correct);
            result.corrupt(1, at, 0x80);
        }
        _assertVerdict(result, 1, Verdict.Correct);
    }

    function test_check_shardsShareTheJob() external {
        AsianOption memory option = Fixture.call(5, 3, 7);
        Fixture.Result memory whole = option.draw(1, 0);
        for (uint32 shard = 0; shard < 3; ++shard) {
            Fixture.Result memory part = option.draw(3, shard);
            assertEq(part.elements(), shard == 2 ? 1 : 3, "elements");
            for (uint64 i = 0; i < part.elements(); ++i) {
                _assertVerdict(part, i, Verdict.Correct);
                bytes memory have = part.output.stored;
                for (uint256 at = 0; at < 16; ++at) {
                    assertTrue(have[128 * i + at] == whole.output.stored[128 * (3 * shard + i) + at], "another chunk");
                }
            }
        }
    }

    function test_check_paddingLeafIsWrongWhenNotZero() external {
        Fixture.Result memory result = Fixture.call(2, 1, 3).draw(1, 0);
        _assertVerdict(result, 3 + 3, Verdict.Correct);
        result.corrupt(3, 127, 0x01);
        _assertVerdict(result, 3 + 3, Verdict.Wrong);
        for (uint64 i = 0; i < 3; ++i) _assertVerdict(result, i, Verdict.Correct);
    }

    function test_check_invalidWhen_idNamesALeafWithAChunkOrNone() external {
        Fixture.Result memory result = Fixture.call(2, 1, 3).draw(1, 0);
        for (uint64 leaf = 0; leaf < 3; ++leaf) _assertVerdict(result, 3 + leaf, Verdict.Invalid);
        bytes memory last = result.proof(3 + 3);
        _assertShown(result, 3 + 4, last, Verdict.Invalid);
        _assertShown(result, 3 + 7, last, Verdict.Invalid);
        _assertShown(result, type(uint64).max, last, Verdict.Invalid);
    }

    function test_check_invalidWhen_thereAreInputs() external {
        Fixture.Result memory result = Fixture.call(2, 1, 3).draw(1, 0);
        bytes32 root = result.output.nodes[1];
        Verdict verdict = _kernel.check(new bytes32[](1), root, result.params, 1, 0, 0, result.proof(0));
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    function test_check_invalidWhen_theOutputTreeIsDeeperThanItsShape() external {
        Fixture.Result memory result = Fixture.call(2, 1, 3).draw(1, 0);
        bytes32 deeper = keccak256(abi.encode(result.output.nodes[1], bytes32(0)));
        for (uint64 id = 0; id < 7; ++id) {
            bytes memory proof = abi.encodePacked(result.proof(id), bytes32(0));
            Verdict verdict = _kernel.check(new bytes32[](0), deeper, result.params, 1, 0, id, proof);
            assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
        }
    }

    /// @dev The same tree under other params: each word is part of what is right.
    function test_check_everyParamCounts() external {
        Fixture.Result memory result = Fixture.call(4, 3, 3).draw(1, 0);
        AsianOption[7] memory others;
        for (uint256 i = 0; i < 7; ++i) others[i] = Fixture.call(4, 3, 3);
        others[0].option = 1;
        others[1].steps = 5;
        others[2].paths = 4;
        others[3].drift += 1 << 24;
        others[4].volatility += 1 << 20;
        others[5].strike -= 1;
        others[6].seed ^= 1 << 63;
        for (uint256 i = 0; i < 7; ++i) {
            result.params = abi.encode(others[i]);
            _assertVerdict(result, 1, Verdict.Wrong);
        }
    }

    function _assertVerdict(Fixture.Result memory result, uint64 element, Verdict want) private view {
        _assertShown(result, element, result.proof(element), want);
    }

    function _assertShown(Fixture.Result memory result, uint64 element, bytes memory proof, Verdict want) private view {
        assertEq(uint256(result.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }
}
