// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Verdict} from "../../../contracts/verification/IKernel.sol";
import {OutputFixture} from "./OutputFixture.sol";
import {OutputKernelTest} from "./OutputKernelTest.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice No element of a kernel without inputs has both a Correct and a Wrong proof.
/// @dev Invariant V1, for outputs of `_random`: a few elements in a few rows, some with leaves of padding.
abstract contract OutputKernelV1 is OutputKernelTest {
    using OutputFixture for OutputFixture.Output;

    /// @dev Where there are more elements, one in so many is looked at.
    uint256 private constant FEW = 12;

    function testFuzz_V1_honestResultIsCorrectEverywhere(uint256 seed) external {
        OutputFixture.Output memory output = _random(seed);
        uint64 step = output.elements() > FEW ? 5 + uint64(seed % 5) : 1;
        for (uint64 i = 0; i < output.elements(); i += step) _assertVerdict(output, i, Verdict.Correct);
        for (uint256 leaf = 0; leaf < output.leaves(); ++leaf) {
            Verdict want = output.isPaddingLeaf(leaf) ? Verdict.Correct : Verdict.Invalid;
            _assertVerdict(output, output.elements() + uint64(leaf), want);
        }
    }

    function testFuzz_V1_corruptedElementIsWrongAndNoOther(uint256 seed, uint256 id, uint256 at, uint8 bit) external {
        OutputFixture.Output memory output = _random(seed);
        uint64 element = uint64(bound(id, 0, output.elements() - 1));
        output.corruptByte(output.offsetOf(element) + (at % output.elementBytes), bytes1(uint8(1) << (bit % 8)));
        bool isSmall = output.elements() <= FEW;
        for (uint64 i = 0; i < output.elements(); ++i) {
            if (i == element) _assertVerdict(output, i, Verdict.Wrong);
            else if (isSmall || i % FEW == seed % FEW) _assertVerdict(output, i, Verdict.Correct);
        }
    }

    function testFuzz_V1_mutatedProofIsInvalid(uint256 seed, uint256 id, uint256 at, uint8 bit) external {
        (OutputFixture.Output memory output, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = output.proof(element);
        proof[bound(at, 0, proof.length - 1)] ^= bytes1(uint8(1) << (bit % 8));
        _assertShown(output, element, proof, Verdict.Invalid);
    }

    function testFuzz_V1_proofOfAnotherLengthIsInvalid(uint256 seed, uint256 id, uint256 size) external {
        (OutputFixture.Output memory output, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = output.proof(element);
        size = bound(size, 0, proof.length - 1);
        _assertShown(output, element, Ref.slice(proof, 0, size), Verdict.Invalid);
        _assertShown(output, element, abi.encodePacked(proof, Ref.slice(proof, 0, size + 1)), Verdict.Invalid);
        _assertShown(output, element, abi.encodePacked(proof, bytes32(0)), Verdict.Invalid);
    }

    function testFuzz_V1_foreignProofNeverTurnsTheVerdict(uint256 seed, uint256 id, uint256 other) external {
        (OutputFixture.Output memory output, uint64 element) = _maybeCorrupted(seed, id);
        Verdict honest = output.verdict(_kernel, element, output.proof(element));
        uint64 shown = uint64(bound(other, 0, output.elements() + output.leaves() - 1));
        Verdict verdict = output.verdict(_kernel, element, output.proof(shown));
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

    /// @dev Params of any kind, of which most words are set to one of the words of `ends`.
    function _assertInvalid(bytes memory params, bytes memory ends, uint256 seed, bytes calldata proof) internal view {
        for (uint256 at = 0; at < params.length; at += 32) {
            uint256 kind = ((seed >> (at / 4)) % 8) * 32;
            if (kind >= ends.length) continue;
            for (uint256 i = 0; i < 32; ++i) params[at + i] = ends[kind + i];
        }
        uint32 shards = uint32(seed >> 200) % 3;
        Verdict verdict = _kernel.check(new bytes32[](0), keccak256(proof), params, shards, 0, uint64(seed), proof);
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    /// @dev A small output of work that follows from `seed`.
    function _random(uint256 seed) internal virtual returns (OutputFixture.Output memory);

    /// @dev An output, honest or with one wrong element, and an id that is often that element's.
    function _maybeCorrupted(uint256 seed, uint256 id) private returns (OutputFixture.Output memory output, uint64) {
        output = _random(seed);
        uint64 element = uint64(bound(id, 0, output.elements() - 1));
        if (id % 2 == 0) output.corruptByte(output.offsetOf(element) + ((id >> 8) % output.elementBytes), 0x01);
        if (id % 5 != 0) return (output, element);
        for (uint256 leaf = 0; leaf < output.leaves(); ++leaf) {
            if (output.isPaddingLeaf(leaf)) return (output, output.elements() + uint64(leaf));
        }
        return (output, element);
    }
}
