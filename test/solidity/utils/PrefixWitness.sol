// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKernel, Kind, Verdict} from "../../../contracts/verification/IKernel.sol";

/// @notice A small witness kernel: the output is 32 bytes whose hash, with the input's root and the shard, begins with as
/// many zero bits as the params ask for.
contract PrefixWitness is IKernel {
    uint256 private constant MOST_BITS = 16;

    function kind() external pure returns (Kind) {
        return Kind.Witness;
    }

    function validate(bytes calldata params, uint32) external pure returns (uint8, uint64) {
        uint256 bits = abi.decode(params, (uint256));
        if (bits > MOST_BITS) revert ShapeOutOfBounds("bits", bits, 0, MOST_BITS);
        return (0, 1);
    }

    function elements(bytes calldata, uint32, uint32) external pure returns (uint64) {
        return 1;
    }

    function check(
        bytes32[] calldata inputRoots,
        bytes32 outputRoot,
        bytes calldata params,
        uint32,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external pure returns (Verdict) {
        if (inputRoots.length != 1 || element != 0) return Verdict.Invalid;
        if (proof.length != 32 || keccak256(proof) != outputRoot) return Verdict.Invalid;
        return fits(inputRoots[0], params, shard, bytes32(proof)) ? Verdict.Correct : Verdict.Wrong;
    }

    function fits(bytes32 input, bytes memory params, uint32 shard, bytes32 output) public pure returns (bool) {
        uint256 bits = abi.decode(params, (uint256));
        return uint256(keccak256(abi.encode(input, shard, output))) >> (256 - bits) == 0;
    }
}
