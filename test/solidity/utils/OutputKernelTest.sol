// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {OutputFixture} from "./OutputFixture.sol";
import {Test} from "./Test.sol";

/// @notice What tests of a kernel without inputs ask of it.
abstract contract OutputKernelTest is Test {
    using OutputFixture for OutputFixture.Output;

    IKernel internal immutable _kernel;

    constructor(IKernel kernel) {
        _kernel = kernel;
    }

    function _assertVerdict(OutputFixture.Output memory output, uint64 element, Verdict want) internal view {
        _assertShown(output, element, output.proof(element), want);
    }

    function _assertShown(
        OutputFixture.Output memory output,
        uint64 element,
        bytes memory proof,
        Verdict want
    ) internal view {
        assertEq(uint256(output.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }

    /// @dev Gas of a check that finds the first element right.
    function _gasOf(OutputFixture.Output memory output) internal view returns (uint256) {
        bytes memory callData = abi.encodeCall(
            IKernel.check,
            (new bytes32[](0), output.tree.nodes[1], output.params, output.shards, output.shard, 0, output.proof(0))
        );
        (uint256 used, uint256 answer) = _measure(address(_kernel), callData);
        assertEq(answer, uint256(Verdict.Correct), "verdict");
        return used;
    }

    /// @dev Review note: without a copy of the call, so that this test's memory does not count.
    function _measure(address kernel, bytes memory callData) private view returns (uint256 used, uint256 answer) {
        assembly ("memory-safe") {
            used := gas()
            pop(staticcall(gas(), kernel, add(callData, 32), mload(callData), 0, 32))
            used := sub(used, gas())
            answer := mload(0)
        }
    }
}
