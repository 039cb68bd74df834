// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What the specification makes of a draw, written without the contracts.
library DrawRule {
    bytes32 private constant DRAW = keccak256(
        "Draw(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,bytes32 seal,bytes32 beaconValue)"
    );

    /// @notice A function of what a commit stored and of the value that the beacon then fixed.
    function seedOf(
        address escrow,
        bytes32 jobId,
        uint8 attempt,
        bytes32 seal,
        bytes32 value
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(DRAW, block.chainid, escrow, jobId, attempt, seal, value));
    }

    function isSampled(bytes32 seed, uint16 sampleBps) internal pure returns (bool) {
        return uint256(keccak256(abi.encodePacked(seed, "S"))) % 10_000 < sampleBps;
    }

    function elementOf(bytes32 seed, uint8 index, uint64 elements) internal pure returns (uint64) {
        return uint64(uint256(keccak256(abi.encodePacked(seed, "I", index))) % elements);
    }
}
