// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Invariant V1: no element has both a Correct and a Wrong proof.
contract MonteCarloV1Test is Test {
    using Fixture for Fixture.Result;
    using Fixture for AsianOption;

    IKernel private _kernel = new MonteCarlo();

    function testFuzz_V1_honestResultIsCorrectEverywhere(uint256 seed) external {
        Fixture.Result memory result = _random(seed);
        for (uint64 i = 0; i < result.elements(); ++i) _assertVerdict(result, i, Verdict.Correct);
        for (uint256 leaf = 0; leaf < result.leaves(); ++leaf) {
            Verdict want = leaf < result.count ? Verdict.Invalid : Verdict.Correct;
            _assertVerdict(result, result.elements() + uint64(leaf), want);
        }
    }

    function testFuzz_V1_corruptedChunkIsWrongAndNoOther(
        uint256 seed,
        uint256 element,
        uint256 at,
        uint8 bit
    ) external {
        Fixture.Result memory result = _random(seed);
        element = bound(element, 0, result.elements() - 1);
        result.corrupt(element, at % 16, bytes1(uint8(1) << (bit % 8)));
        for (uint64 i = 0; i < result.elements(); ++i) {
            _assertVerdict(result, i, i == element ? Verdict.Wrong : Verdict.Correct);
        }
    }

    function testFuzz_V1_mutatedProofIsInvalid(uint256 seed, uint256 id, uint256 at, uint8 bit) external {
        (Fixture.Result memory result, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = result.proof(element);
        proof[bound(at, 0, proof.length - 1)] ^= bytes1(uint8(1) << (bit % 8));
        _assertShown(result, element, proof, Verdict.Invalid);
    }

    function testFuzz_V1_proofOfAnotherLengthIsInvalid(uint256 seed, uint256 id, uint256 size) external {
        (Fixture.Result memory result, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = result.proof(element);
        size = bound(size, 0, proof.length - 1);
        _assertShown(result, element, Ref.slice(proof, 0, size), Verdict.Invalid);
        _assertShown(result, element, abi.encodePacked(proof, Ref.slice(proof, 0, size + 1)), Verdict.Invalid);
        _assertShown(result, element, abi.encodePacked(proof, bytes32(0)), Verdict.Invalid);
    }

    function testFuzz_V1_foreignProofNeverTurnsTheVerdict(uint256 seed, uint256 id, uint256 other) external {
        (Fixture.Result memory result, uint64 element) = _maybeCorrupted(seed, id);
        Verdict honest = result.verdict(_kernel, element, result.proof(element));
        uint64 shown = uint64(bound(other, 0, result.elements() + result.leaves() - 1));
        Verdict verdict = result.verdict(_kernel, element, result.proof(shown));
        assertTrue(verdict == Verdict.Invalid || verdict == honest, "the verdict turned");
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

    /// @dev Words of any kind, most often near their bounds: whatever `elements` refuses is Invalid, and nothing reverts.
    function testFuzz_check_neverRevertsOnAnyWords(
        uint256[8] memory words,
        uint256 seed,
        bytes calldata proof
    ) external view {
        for (uint256 i = 0; i < 8; ++i) {
            uint256 kind = (seed >> (8 * i)) % 8;
            if (kind < 6) words[i] = [uint256(0), 1, 16, 2032, 1 << 22, type(uint256).max][kind];
        }
        bytes memory params = abi.encode(words);
        uint32 shards = uint32(seed >> 200) % 3;
        Verdict verdict = _kernel.check(new bytes32[](0), keccak256(proof), params, shards, 0, uint64(seed), proof);
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    /// @dev A few chunks of a few short paths.
    function _random(uint256 seed) private returns (Fixture.Result memory) {
        uint256 entropy = uint256(keccak256(abi.encode(seed)));
        uint256 chunks = 1 + (entropy % 9);
        AsianOption memory option = Fixture.call(1 + ((entropy >> 8) % 20), 1 + ((entropy >> 16) % 3), chunks);
        option.option = (entropy >> 24) % 2;
        option.seed = uint64(entropy >> 32);
        option.strike += uint16(entropy >> 96);
        // Four chunks fill two blocks of two, but not three.
        uint256 shards = chunks < 3 || chunks == 4 ? (chunks + 1) / 2 : 3;
        return option.draw(uint32(shards), uint32((entropy >> 112) % shards));
    }

    /// @dev A result, honest or with one wrong chunk, and an id that is often that chunk's.
    function _maybeCorrupted(uint256 seed, uint256 id) private returns (Fixture.Result memory result, uint64) {
        result = _random(seed);
        uint64 element = uint64(bound(id, 0, result.elements() - 1));
        if (id % 2 == 0) result.corrupt(element, id % 16, 0x01);
        bool hasPadding = result.leaves() > result.count;
        return (result, id % 5 == 0 && hasPadding ? 2 * result.elements() : element);
    }

    function _assertVerdict(Fixture.Result memory result, uint64 element, Verdict want) private view {
        _assertShown(result, element, result.proof(element), want);
    }

    function _assertShown(Fixture.Result memory result, uint64 element, bytes memory proof, Verdict want) private view {
        assertEq(uint256(result.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }
}
