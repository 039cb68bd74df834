// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Matmul8} from "../../../../contracts/verification/kernels/Matmul8.sol";
import {MatmulFixture as Fixture} from "../../utils/MatmulFixture.sol";
import {Test} from "../../utils/Test.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";

/// @dev Invariant V1: no element has both a Correct and a Wrong proof.
contract Matmul8V1Test is Test {
    using Fixture for Fixture.Product;
    using Ref for Ref.Tree;

    IKernel private _kernel = new Matmul8();

    function testFuzz_V1_honestResultIsCorrectEverywhere(uint256 seed) external view {
        Fixture.Product memory product = _random(seed);
        for (uint64 i = 0; i < product.elements(); ++i) _assertVerdict(product, i, Verdict.Correct);
        for (uint256 leaf = 0; leaf < product.leaves(); ++leaf) {
            Verdict want = product.isPaddingLeaf(leaf) ? Verdict.Correct : Verdict.Invalid;
            _assertVerdict(product, product.elements() + uint64(leaf), want);
        }
    }

    function testFuzz_V1_corruptedElementIsWrongAndNoOther(uint256 seed, uint256 element) external view {
        Fixture.Product memory product = _random(seed);
        element = bound(element, 0, product.elements() - 1);
        product.corrupt(uint64(element));
        for (uint64 i = 0; i < product.elements(); ++i) {
            _assertVerdict(product, i, i == element ? Verdict.Wrong : Verdict.Correct);
        }
    }

    function testFuzz_V1_dirtyPaddingIsWrongInItsLeafOnly(uint256 seed, uint256 offset, uint8 bit) external view {
        Fixture.Product memory product = _random(seed);
        offset = _paddingFrom(product, offset);
        product.corruptByte(offset, bytes1(uint8(1) << (bit % 8)));

        uint256 dirty = offset / 128;
        for (uint64 i = 0; i < product.elements(); ++i) {
            _assertVerdict(product, i, product.leafOf(i) == dirty ? Verdict.Wrong : Verdict.Correct);
        }
        if (!product.isPaddingLeaf(dirty)) return;
        _assertVerdict(product, product.elements() + uint64(dirty), Verdict.Wrong);
    }

    function testFuzz_V1_mutatedProofIsInvalid(uint256 seed, uint256 id, uint256 at, uint8 bit) external view {
        (Fixture.Product memory product, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = product.proof(element);
        proof[bound(at, 0, proof.length - 1)] ^= bytes1(uint8(1) << (bit % 8));
        _assertShown(product, element, proof, Verdict.Invalid);
    }

    function testFuzz_V1_proofOfAnotherLengthIsInvalid(uint256 seed, uint256 id, uint256 size) external view {
        (Fixture.Product memory product, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = product.proof(element);
        size = bound(size, 0, proof.length - 1);
        _assertShown(product, element, Ref.slice(proof, 0, size), Verdict.Invalid);
        _assertShown(product, element, abi.encodePacked(proof, Ref.slice(proof, 0, size + 1)), Verdict.Invalid);
        _assertShown(product, element, abi.encodePacked(proof, bytes32(0)), Verdict.Invalid);
    }

    function testFuzz_V1_foreignProofNeverTurnsTheVerdict(uint256 seed, uint256 id, uint256 other) external view {
        (Fixture.Product memory product, uint64 element) = _maybeCorrupted(seed, id);
        Verdict honest = product.verdict(_kernel, element, product.proof(element));
        uint64 shown = uint64(bound(other, 0, product.elements() + product.leaves() - 1));
        Verdict verdict = product.verdict(_kernel, element, product.proof(shown));
        assertTrue(verdict == Verdict.Invalid || verdict == honest, "the verdict turned");
    }

    function testFuzz_V1_arbitraryProofIsInvalid(uint256 seed, uint256 id, bytes32 filler) external view {
        (Fixture.Product memory product, uint64 element) = _maybeCorrupted(seed, id);
        bytes memory proof = product.proof(element);
        for (uint256 i = 0; i < proof.length; ++i) proof[i] = filler[i % 32];
        _assertShown(product, element, proof, Verdict.Invalid);
    }

    function testFuzz_check_neverReverts(
        bytes32[] calldata roots,
        bytes calldata params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external view {
        _assertInvalid(roots, params, shards, shard, element, proof);
    }

    function testFuzz_check_neverRevertsNearItsBounds(
        uint256 seed,
        uint64 element,
        bytes calldata proof
    ) external view {
        uint256[4] memory edges = [uint256(0), 1, 1 << 24, (1 << 24) + 1];
        uint256 k = [uint256(0), 1, 16_384, 16_385][(seed >> 16) % 4];
        bytes memory params = abi.encode(edges[seed % 4], edges[(seed >> 8) % 4], k);
        uint32 shards = uint32(edges[(seed >> 24) % 4]);
        uint32 shard = uint32(edges[(seed >> 32) % 4]);
        _assertInvalid(new bytes32[](2), params, shards, shards > 1 ? shards - 1 : shard, element, proof);
    }

    function _assertInvalid(
        bytes32[] memory roots,
        bytes memory params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes memory proof
    ) private view {
        Verdict verdict = _kernel.check(roots, keccak256(proof), params, shards, shard, element, proof);
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    /// @dev A small product; one in three each has rows of several input leaves, of several output leaves, or neither.
    function _random(uint256 seed) private pure returns (Fixture.Product memory) {
        uint256 style = seed % 3;
        uint256 entropy = uint256(keccak256(abi.encode(seed)));
        uint256 m = 1 + (entropy % 5);
        uint256 n = 1 + ((entropy >> 16) % (style == 0 ? 2 : 6));
        uint256 k =
            1 +
                ((entropy >> 32) %
                    (
                        style == 0
                            ? 1_300
                            : style == 1
                                ? 8
                                : 150
                    ));
        if (style == 1) n += 32;

        uint256 shards = 1 + ((entropy >> 48) % m);
        uint256 size = (m + shards - 1) / shards;
        shards = (m + size - 1) / size;
        uint32 shard = uint32((entropy >> 64) % shards);
        bytes memory params = abi.encode(m, n, k);
        if ((entropy >> 80) % 2 == 0) return Fixture.build(params, uint32(shards), shard, entropy);
        return Fixture.buildDirty(params, uint32(shards), shard, entropy);
    }

    /// @dev A product, honest or with one wrong element, and an id that is often that element's.
    function _maybeCorrupted(uint256 seed, uint256 id) private pure returns (Fixture.Product memory product, uint64) {
        product = _random(seed);
        uint64 element = uint64(bound(id, 0, product.elements() - 1));
        if (id % 2 == 0) product.corrupt(element);
        if (id % 5 != 0) return (product, element);
        for (uint256 leaf = 0; leaf < product.leaves(); ++leaf) {
            if (product.isPaddingLeaf(leaf)) return (product, product.elements() + uint64(leaf));
        }
        return (product, element);
    }

    /// @dev The first padding byte of C at or behind a random place, going round.
    function _paddingFrom(Fixture.Product memory product, uint256 offset) private pure returns (uint256) {
        uint256 size = product.c.stored.length;
        offset = bound(offset, 0, size - 1);
        for (uint256 i = 0; i < size; ++i) {
            uint256 at = (offset + i) % size;
            if (product.c.isPadding(product.rows, at)) return at;
        }
        revert AssertionFailed("every width should leave padding");
    }

    function _assertVerdict(Fixture.Product memory product, uint64 element, Verdict want) private view {
        _assertShown(product, element, product.proof(element), want);
    }

    function _assertShown(
        Fixture.Product memory product,
        uint64 element,
        bytes memory proof,
        Verdict want
    ) private view {
        assertEq(uint256(product.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }
}
