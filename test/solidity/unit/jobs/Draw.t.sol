// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Attempt, Draw} from "../../../../contracts/jobs/Draw.sol";
import {Test} from "../../utils/Test.sol";

contract DrawTest is Test {
    function testFuzz_isSampled_neverAtZeroAlwaysAtAll(bytes32 seed) external pure {
        assertTrue(!Draw.isSampled(seed, 0), "0 bps");
        assertTrue(Draw.isSampled(seed, 10_000), "10,000 bps");
    }

    function testFuzz_elementOf_isBelowElements(bytes32 seed, uint8 index, uint64 elements) external pure {
        uint64 count = elements == 0 ? 1 : elements;
        assertBetween(Draw.elementOf(seed, index, count), 0, count - 1, "element");
    }

    function test_isSampled_hitsItsRate() external pure {
        uint256 hits;
        for (uint256 i; i < 10_000; ++i) {
            if (Draw.isSampled(keccak256(abi.encode(i)), 2500)) ++hits;
        }
        // 2,500 expected, standard deviation 43; the seeds are fixed, so the count is too.
        assertBetween(hits, 2300, 2700, "draws of 10,000 at 2,500 bps");
    }

    function testFuzz_isSampled_drawsWhatLiesBelowTheRate(bytes32 seed) external pure {
        uint16 place = uint16(uint256(keccak256(abi.encodePacked(seed, "S"))) % 10_000);
        assertTrue(!Draw.isSampled(seed, place), "its own place");
        assertTrue(Draw.isSampled(seed, place + 1), "the next");
    }

    function testFuzz_sealOf_bindsEveryField(bytes32 root, bytes32 salt, uint256 pick) external view {
        Attempt memory a = Attempt(address(this), keccak256("job"), 3, address(7));
        bytes32 seal = Draw.sealOf(a, root, salt);
        uint256 field = pick % 6;
        if (field == 0) a.escrow = address(8);
        if (field == 1) a.jobId = keccak256("other");
        if (field == 2) a.attempt = 4;
        if (field == 3) a.worker = address(9);
        if (field == 4) root = ~root;
        if (field == 5) salt = ~salt;
        assertTrue(Draw.sealOf(a, root, salt) != seal, "a changed field changes the seal");
    }

    function test_sealOf_bindsTheChain() external {
        Attempt memory a = Attempt(address(this), keccak256("job"), 0, address(7));
        bytes32 seal = Draw.sealOf(a, 0, 0);
        bytes32 seed = Draw.seedOf(a, 0, 0);
        bytes32 challenge = Draw.challengeOf(a, address(1), 0, 0, 0);
        vm.chainId(block.chainid + 1);
        assertTrue(Draw.sealOf(a, 0, 0) != seal, "seal");
        assertTrue(Draw.seedOf(a, 0, 0) != seed, "seed");
        assertTrue(Draw.challengeOf(a, address(1), 0, 0, 0) != challenge, "challenge");
    }

    /// @dev Written out from the types' own strings: a field out of its place is seen, since no two need be alike.
    function testFuzz_words_areHashesOfTheirTypedFields(Attempt memory a, bytes32 first, bytes32 second) external view {
        bytes32 kind = keccak256(
            "Seal(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,address worker,bytes32 root,bytes32 salt)"
        );
        bytes memory head = abi.encode(block.chainid, a.escrow);
        bytes memory job = abi.encode(a.jobId, a.attempt);
        bytes32 seal = keccak256(abi.encodePacked(kind, head, job, abi.encode(a.worker, first, second)));
        assertEq(Draw.sealOf(a, first, second), seal, "seal");

        kind = keccak256(
            "Draw(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,bytes32 seal,bytes32 beaconValue)"
        );
        assertEq(Draw.seedOf(a, first, second), keccak256(abi.encodePacked(kind, head, job, first, second)), "seed");

        kind = keccak256(
            "Challenge(uint256 chainId,address escrow,address challenger,bytes32 jobId,uint8 attempt,uint64 element,bytes32 proofHash,bytes32 nonce)"
        );
        (address challenger, uint64 element) = (address(bytes20(second)), uint64(uint256(first)));
        bytes memory tail = abi.encode(element, first, second);
        bytes32 challenge = keccak256(abi.encodePacked(kind, head, abi.encode(challenger), job, tail));
        assertEq(Draw.challengeOf(a, challenger, element, first, second), challenge, "challenge");
    }
}
