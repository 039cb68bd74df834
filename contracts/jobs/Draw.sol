// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The job attempt that a seal, a draw or a challenge speaks about.
struct Attempt {
    address escrow;
    bytes32 jobId;
    uint8 attempt;
    address worker;
}

/// @notice Seals, the beacon's draw and challenge ids. All bind chain, escrow, job and attempt.
library Draw {
    bytes32 internal constant SEAL_TYPEHASH = keccak256(
        "Seal(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,address worker,bytes32 root,bytes32 salt)"
    );
    bytes32 internal constant DRAW_TYPEHASH = keccak256(
        "Draw(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,bytes32 seal,bytes32 beaconValue)"
    );
    bytes32 internal constant CHALLENGE_TYPEHASH = keccak256(
        "Challenge(uint256 chainId,address escrow,address challenger,bytes32 jobId,uint8 attempt,uint64 element,bytes32 proofHash,bytes32 nonce)"
    );
    uint256 private constant BPS = 10_000;

    /// @notice What commits `a.worker` to `root` without showing it.
    function sealOf(Attempt memory a, bytes32 root, bytes32 salt) internal view returns (bytes32) {
        return keccak256(abi.encode(SEAL_TYPEHASH, block.chainid, a.escrow, a.jobId, a.attempt, a.worker, root, salt));
    }

    /// @notice The seed of the draw: a function of what was stored at commit and the beacon's value alone.
    function seedOf(Attempt memory a, bytes32 seal, bytes32 beaconValue) internal view returns (bytes32) {
        return keccak256(abi.encode(DRAW_TYPEHASH, block.chainid, a.escrow, a.jobId, a.attempt, seal, beaconValue));
    }

    /// @notice Whether the seed draws the job for sampling.
    function isSampled(bytes32 seed, uint16 sampleBps) internal pure returns (bool) {
        return uint256(keccak256(abi.encodePacked(seed, "S"))) % BPS < sampleBps;
    }

    /// @notice The `index`-th drawn element, with replacement.
    function elementOf(bytes32 seed, uint8 index, uint64 elements) internal pure returns (uint64) {
        return uint64(uint256(keccak256(abi.encodePacked(seed, "I", index))) % elements);
    }

    /// @notice What a challenger registers a block before it proves `element` wrong.
    function challengeOf(
        Attempt memory a,
        address challenger,
        uint64 element,
        bytes32 proofHash,
        bytes32 nonce
    ) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    CHALLENGE_TYPEHASH,
                    block.chainid,
                    a.escrow,
                    challenger,
                    a.jobId,
                    a.attempt,
                    element,
                    proofHash,
                    nonce
                )
            );
    }
}
