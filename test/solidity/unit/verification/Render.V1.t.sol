// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";
import {Test} from "../../utils/Test.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";

/// @dev Invariant V1: no element has both a Correct and a Wrong proof.
contract RenderV1Test is Test {
    using Fixture for Fixture.Drawing;
    using Fixture for Fixture.Image;

    IKernel private _kernel = new Render();

    function testFuzz_V1_honestImageIsCorrectEverywhere(uint256 seed) external {
        Fixture.Drawing memory drawing = _random(seed);
        for (uint64 i = 0; i < drawing.elements(); i += 5 + uint64(seed % 5))
            _assertVerdict(drawing, i, Verdict.Correct);
        for (uint256 leaf = 0; leaf < drawing.leaves(); ++leaf) {
            Verdict want = drawing.isPaddingLeaf(leaf) ? Verdict.Correct : Verdict.Invalid;
            _assertVerdict(drawing, drawing.elements() + uint64(leaf), want);
        }
    }

    function testFuzz_V1_corruptedPixelIsWrongAndNoOther(uint256 seed, uint256 element) external {
        Fixture.Drawing memory drawing = _random(seed);
        element = bound(element, 0, drawing.elements() - 1);
        drawing.corrupt(uint64(element));
        for (uint64 i = 0; i < drawing.elements(); ++i) {
            if (i == element) _assertVerdict(drawing, i, Verdict.Wrong);
            else if (i % 12 == seed % 12) _assertVerdict(drawing, i, Verdict.Correct);
        }
    }

    function testFuzz_V1_mutatedProofIsInvalid(uint256 seed, uint256 id, uint256 at, uint8 bit) external {
        (Fixture.Drawing memory drawing, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = drawing.proof(element);
        proof[bound(at, 0, proof.length - 1)] ^= bytes1(uint8(1) << (bit % 8));
        _assertShown(drawing, element, proof, Verdict.Invalid);
    }

    function testFuzz_V1_proofOfAnotherLengthIsInvalid(uint256 seed, uint256 id, uint256 size) external {
        (Fixture.Drawing memory drawing, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = drawing.proof(element);
        size = bound(size, 0, proof.length - 1);
        _assertShown(drawing, element, Ref.slice(proof, 0, size), Verdict.Invalid);
        _assertShown(drawing, element, abi.encodePacked(proof, Ref.slice(proof, 0, size + 1)), Verdict.Invalid);
        _assertShown(drawing, element, abi.encodePacked(proof, bytes32(0)), Verdict.Invalid);
    }

    function testFuzz_V1_foreignProofNeverTurnsTheVerdict(uint256 seed, uint256 id, uint256 other) external {
        (Fixture.Drawing memory drawing, uint64 element) = _maybeCorrupted(seed, id);
        Verdict honest = drawing.verdict(_kernel, element, drawing.proof(element));
        uint64 shown = uint64(bound(other, 0, drawing.elements() + drawing.leaves() - 1));
        Verdict verdict = drawing.verdict(_kernel, element, drawing.proof(shown));
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
        uint256[10] memory words,
        uint256 seed,
        bytes calldata proof
    ) external {
        for (uint256 i = 0; i < 10; ++i) {
            uint256 kind = (seed >> (8 * i)) % 8;
            if (kind < 5) words[i] = [uint256(0), 1, 16_384, 1 << 29, type(uint256).max][kind];
        }
        bytes memory params = abi.encode(words);
        uint32 shards = uint32(seed >> 200) % 3;
        Verdict verdict = _kernel.check(new bytes32[](0), keccak256(proof), params, shards, 0, uint64(seed), proof);
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    /// @dev A small image of either scene; the wide ones have two leaves a row.
    function _random(uint256 seed) private returns (Fixture.Drawing memory) {
        uint256 entropy = uint256(keccak256(abi.encode(seed)));
        bool isWide = seed % 3 == 0;
        uint256 width = isWide ? 33 + (entropy % 3) : 1 + (entropy % 3);
        uint256 height = 1 + ((entropy >> 16) % (isWide ? 2 : 4));
        // Solids are dear: 60 of them take as long as thousands of points.
        Fixture.Image memory image =
            isWide || (entropy >> 24) % 2 == 0 ? Fixture.set(width, height) : Fixture.solids(width, height);
        image.cycle = uint16(entropy >> 32);
        image.palette = uint24(entropy >> 48);
        image.steps = 1 + uint8(entropy >> 72) / 16;
        image.x = int256(uint256(uint16(entropy >> 80))) / 8 - 4096;
        return image.draw(uint32(height), uint32((entropy >> 96) % height));
    }

    /// @dev An image, honest or with one wrong pixel, and an id that is often that pixel's.
    function _maybeCorrupted(uint256 seed, uint256 id) private returns (Fixture.Drawing memory drawing, uint64) {
        drawing = _random(seed);
        uint64 element = uint64(bound(id, 0, drawing.elements() - 1));
        if (id % 2 == 0) drawing.corrupt(element);
        if (id % 5 != 0) return (drawing, element);
        for (uint256 leaf = 0; leaf < drawing.leaves(); ++leaf) {
            if (drawing.isPaddingLeaf(leaf)) return (drawing, drawing.elements() + uint64(leaf));
        }
        return (drawing, element);
    }

    function _assertVerdict(Fixture.Drawing memory drawing, uint64 element, Verdict want) private view {
        _assertShown(drawing, element, drawing.proof(element), want);
    }

    function _assertShown(
        Fixture.Drawing memory drawing,
        uint64 element,
        bytes memory proof,
        Verdict want
    ) private view {
        assertEq(uint256(drawing.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }
}
