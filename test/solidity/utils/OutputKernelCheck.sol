// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Verdict} from "../../../contracts/verification/IKernel.sol";
import {OutputFixture} from "./OutputFixture.sol";
import {OutputKernelTest} from "./OutputKernelTest.sol";

/// @notice What every kernel without inputs says of padding and of claims that cannot be.
abstract contract OutputKernelCheck is OutputKernelTest {
    using OutputFixture for OutputFixture.Output;

    function test_check_paddingLeafIsWrongWhenNotZero() external {
        OutputFixture.Output memory output = _threeRows();
        uint64 count = output.elements();
        for (uint256 at = 0; at < 128; at += 127) {
            _assertVerdict(output, count + 3, Verdict.Correct);
            output.corruptByte(3 * 128 + at, 0x01);
            _assertVerdict(output, count + 3, Verdict.Wrong);
            for (uint64 i = 0; i < count; ++i) _assertVerdict(output, i, Verdict.Correct);
            output.corruptByte(3 * 128 + at, 0x01);
        }
    }

    function test_check_invalidWhen_idNamesALeafWithElementsOrNone() external {
        OutputFixture.Output memory output = _threeRows();
        uint64 count = output.elements();
        for (uint64 leaf = 0; leaf < 3; ++leaf) _assertVerdict(output, count + leaf, Verdict.Invalid);
        bytes memory last = output.proof(count + 3);
        _assertShown(output, count + 4, last, Verdict.Invalid);
        _assertShown(output, count + 7, last, Verdict.Invalid);
        _assertShown(output, type(uint64).max, last, Verdict.Invalid);
    }

    function test_check_invalidWhen_thereAreInputs() external {
        OutputFixture.Output memory output = _threeRows();
        bytes32 root = output.tree.nodes[1];
        Verdict verdict = _kernel.check(new bytes32[](1), root, output.params, 1, 0, 0, output.proof(0));
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    function test_check_invalidWhen_theOutputTreeIsDeeperThanItsShape() external {
        OutputFixture.Output memory output = _threeRows();
        bytes32 deeper = keccak256(abi.encode(output.tree.nodes[1], bytes32(0)));
        for (uint64 id = 0; id < output.elements() + 4; ++id) {
            bytes memory proof = abi.encodePacked(output.proof(id), bytes32(0));
            Verdict verdict = _kernel.check(new bytes32[](0), deeper, output.params, 1, 0, id, proof);
            assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
        }
    }

    /// @dev A job of one shard and three rows, each in a leaf: the fourth leaf is padding.
    function _threeRows() internal virtual returns (OutputFixture.Output memory);
}
