// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Create2Search} from "../../../../contracts/verification/kernels/Create2Search.sol";
import {Create2Reference as Ref} from "../../utils/Create2Reference.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Invariant V1: no element has both a Correct and a Wrong proof.
contract Create2SearchV1Test is Test {
    using Ref for Ref.Query;
    using Ref for Ref.Claim;

    IKernel private _kernel = new Create2Search();

    /// @dev One root, any two proofs: half the time that root's own, and near it.
    function testFuzz_V1_twoProofsNeverContradict(uint256 seed, bytes calldata any) external view {
        (Ref.Query memory query, uint32 shards, uint32 shard, bytes32 salt) = _random(seed);
        Ref.Claim memory claim = query.claim(shards, shard, salt);
        claim.element = seed % 7 == 0 ? 1 : 0;
        Verdict own = claim.verdict(_kernel);

        bytes32 other = _saltOf(query, shard, seed >> 7);
        _assertNoContradiction(claim, own, abi.encode(other));
        _assertNoContradiction(claim, own, abi.encode(salt ^ bytes32(uint256(1) << ((seed >> 15) % 256))));
        _assertNoContradiction(claim, own, abi.encodePacked(salt, other));
        _assertNoContradiction(claim, own, any);
    }

    function testFuzz_V1_onlyThePreimageHasAVerdict(uint256 seed, bytes32 other) external view {
        (Ref.Query memory query, uint32 shards, uint32 shard, bytes32 salt) = _random(seed);
        Ref.Claim memory claim = query.claim(shards, shard, salt);
        assertTrue(claim.verdict(_kernel) != Verdict.Invalid, "the preimage has no verdict");
        claim.proof = abi.encode(other);
        assertTrue(other == salt || claim.verdict(_kernel) == Verdict.Invalid, "another proof has a verdict");
    }

    function testFuzz_V1_solutionIsCorrectAndItsNeighbourIsNot(uint256 seed) external view {
        (Ref.Query memory query, uint32 shards, uint32 shard, ) = _random(seed);
        bytes32 salt = query.search(shard);
        assertEq(uint256(query.claim(shards, shard, salt).verdict(_kernel)), uint256(Verdict.Correct), "solution");
        query.value ^= query.mask & (~query.mask + 1);
        assertEq(uint256(query.claim(shards, shard, salt).verdict(_kernel)), uint256(Verdict.Wrong), "one bit off");
    }

    function testFuzz_check_agreesWithThePlainRules(uint256 seed) external view {
        (Ref.Query memory query, uint32 shards, uint32 shard, bytes32 salt) = _random(seed);
        if ((seed >> 16) % 5 == 0) query.r = uint8(seed >> 24);
        if ((seed >> 16) % 5 == 1) query.mask |= uint160(1) << uint160((seed >> 24) % 160);
        if ((seed >> 32) % 5 == 0) query.base = type(uint256).max >> ((seed >> 40) % 256);
        if ((seed >> 32) % 5 == 1) shards = uint32(seed >> 40) % 3;
        Verdict want = query.expected(shards, shard, salt);
        assertEq(uint256(query.claim(shards, shard, salt).verdict(_kernel)), uint256(want), "verdict");
    }

    function testFuzz_check_neverReverts(
        bytes32[] calldata roots,
        bytes calldata params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external view {
        Verdict verdict = _kernel.check(roots, keccak256(proof), params, shards, shard, element, proof);
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    function testFuzz_check_neverRevertsOnAnyWords(
        uint256[6] calldata words,
        uint32 shards,
        uint32 shard,
        bytes32 salt
    ) external view {
        bytes memory params = abi.encode(words);
        bytes32 root = keccak256(abi.encode(salt));
        Verdict verdict = _kernel.check(new bytes32[](0), root, params, shards, shard, 0, abi.encode(salt));
        bool fits = Ref.accepts(words, shards) && shard < shards;
        assertTrue(fits == (verdict != Verdict.Invalid), "verdict");
    }

    function _assertNoContradiction(Ref.Claim memory claim, Verdict own, bytes memory proof) private view {
        claim.proof = proof;
        Verdict verdict = claim.verdict(_kernel);
        assertTrue(
            own == Verdict.Invalid || verdict == Verdict.Invalid || verdict == own,
            "one element has both verdicts"
        );
    }

    /// @dev A query of one to four bits, and a salt that lies in the shard three times in four and often solves it.
    function _random(
        uint256 seed
    ) private pure returns (Ref.Query memory query, uint32 shards, uint32 shard, bytes32 salt) {
        uint256 entropy = uint256(keccak256(abi.encode(seed)));
        for (uint256 i = 0; i <= seed % 4; ++i) query.mask |= uint160(1) << uint160((entropy >> (8 * i)) % 160);
        query.deployer = address(uint160((entropy >> 64) | 1));
        query.initCodeHash = keccak256(abi.encode(entropy));
        query.value = uint160(entropy) & query.mask;
        query.r = uint8(11 + ((entropy >> 128) % 200));
        query.base = (entropy >> 136) % (type(uint256).max >> query.r);
        shards = uint32(1 + ((entropy >> 8) % 2));
        shard = uint32(entropy >> 16) % shards;
        salt = _saltOf(query, shard, entropy >> 24);
    }

    function _saltOf(Ref.Query memory query, uint32 shard, uint256 choice) private pure returns (bytes32) {
        if (choice % 4 == 0) return keccak256(abi.encode(choice));
        if (choice % 4 == 1) return query.search(shard);
        return bytes32(uint256(query.firstSalt(shard)) + (choice % (uint256(2) ** query.r)));
    }
}
