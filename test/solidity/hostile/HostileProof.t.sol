// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {Matmul8} from "../../../contracts/verification/kernels/Matmul8.sol";
import {MatmulFixture as Fixture} from "../utils/MatmulFixture.sol";
import {Test} from "../utils/Test.sol";
import {TensorReference as Ref} from "../utils/TensorReference.sol";

/// @notice Proofs made of true parts in the wrong places, of the wrong length, or for ids that do not exist: all are Invalid.
/// @dev Invariant V1, by construction.
contract HostileProofTest is Test {
    using Fixture for Fixture.Product;
    using Ref for Ref.Tree;

    uint256 private constant PARTS = 6;

    IKernel private _kernel = new Matmul8();

    /// @dev All 720 orders of an element's six parts; rows, leaf and paths are of one length each, so many fit in length.
    function test_proof_inAnyOtherOrderIsInvalid() external view {
        for (uint256 wrong; wrong < 2; ++wrong) {
            Fixture.Product memory p = _product(wrong == 1);
            bytes32 own = keccak256(p.proof(5));
            Verdict want = wrong == 1 ? Verdict.Wrong : Verdict.Correct;
            for (uint256 order; order < 720; ++order) {
                bytes memory shown = _joined(_permuted(_parts(p, 5), order));
                _assertShown(p, 5, shown, keccak256(shown) == own ? want : Verdict.Invalid);
            }
        }
    }

    /// @dev Any one part, or any two, of another element's proof: the verdict never turns.
    function test_proof_withPartsOfAnotherElementNeverTurns() external view {
        Fixture.Product memory p = _product(true);
        for (uint64 element; element < 16; ++element) {
            Verdict honest = p.verdict(_kernel, element, p.proof(element));
            for (uint64 other; other < 16; ++other) {
                for (uint256 mask = 1; mask < 64; mask <<= 1) _assertMixed(p, [element, other], mask, honest);
                for (uint256 mask = 3; mask < 64; mask <<= 1) _assertMixed(p, [element, other], mask, honest);
            }
        }
    }

    /// @dev The parts of the honest result's tree in a proof about the wrong one's root, and the other way round.
    function test_proof_withPartsOfTheOtherResultIsInvalid() external view {
        (Fixture.Product memory honest, Fixture.Product memory wrong) = (_product(false), _product(true));
        for (uint64 element; element < 16; ++element) {
            bool same = keccak256(honest.proof(element)) == keccak256(wrong.proof(element));
            assertTrue(!same, "every path of C leads to another root");
            _assertShown(wrong, element, honest.proof(element), Verdict.Invalid);
            _assertShown(honest, element, wrong.proof(element), Verdict.Invalid);
        }
    }

    /// @dev One to 32 bytes too many or too few, in front or behind, for elements and for leaves of padding.
    function test_proof_ofAnyOtherLengthIsInvalid() external view {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(3, 3, 9), 1, 0, 21);
        uint64 padding = p.elements() + 3;
        for (uint64 id; id < 10; ++id) {
            uint64 element = id == 9 ? padding : id;
            bytes memory proof = p.proof(element);
            _assertShown(p, element, proof, Verdict.Correct);
            for (uint256 size = 1; size <= 32; ++size) {
                uint256 left = proof.length - size;
                _assertShown(p, element, Ref.slice(proof, 0, left), Verdict.Invalid);
                _assertShown(p, element, Ref.slice(proof, size, left), Verdict.Invalid);
                _assertShown(p, element, abi.encodePacked(proof, new bytes(size)), Verdict.Invalid);
                _assertShown(p, element, abi.encodePacked(new bytes(size), proof), Verdict.Invalid);
            }
        }
    }

    /// @dev An id of padding has the short form alone, an element's the long one alone; each shown to the other is Invalid.
    function test_proof_ofPaddingAndOfElementsAreNotTakenForEachOther() external view {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(3, 33, 2), 1, 0, 22);
        uint64 count = p.elements();
        for (uint64 leaf; leaf < p.leaves(); ++leaf) {
            bytes memory short = p.proof(count + leaf);
            bool padding = p.isPaddingLeaf(leaf);
            _assertShown(p, count + leaf, short, padding ? Verdict.Correct : Verdict.Invalid);
            for (uint64 element; element < count; element += 7) {
                _assertShown(p, element, short, Verdict.Invalid);
                _assertShown(p, count + leaf, p.proof(element), Verdict.Invalid);
            }
        }
    }

    /// @dev Ids beyond the tree, among them those that name a real leaf when cut to fewer bits, have no proof at all.
    function test_id_behindTheTreeHasNoProof() external view {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(3, 3, 9), 1, 0, 23);
        uint64 count = p.elements();
        uint64 size = uint64(p.leaves());
        for (uint64 leaf; leaf < size; ++leaf) {
            bytes memory proof = p.proof(count + leaf);
            for (uint64 bits; bits < 64; ++bits) {
                uint64 far = uint64(1) << bits;
                if (far < size) continue;
                if (far <= type(uint64).max - count - leaf) _assertShown(p, count + leaf + far, proof, Verdict.Invalid);
            }
            _assertShown(p, type(uint64).max - leaf, proof, Verdict.Invalid);
        }
        for (uint64 bits = 4; bits < 64; ++bits) {
            _assertShown(p, 4 + (uint64(1) << bits), p.proof(4), Verdict.Invalid);
        }
    }

    /// @dev A leaf of inputs or outputs cannot be shown as the node above it, nor a node as a leaf.
    function test_proof_thatSkipsALevelIsInvalid() external view {
        Fixture.Product memory p = _product(false);
        bytes[] memory parts = _parts(p, 5);
        for (uint256 path = 3; path < PARTS; ++path) {
            bytes memory whole = parts[path];
            parts[path] = Ref.slice(whole, 32, whole.length - 32);
            _assertShown(p, 5, _joined(parts), Verdict.Invalid);
            parts[path] = abi.encodePacked(whole, bytes32(0));
            _assertShown(p, 5, _joined(parts), Verdict.Invalid);
            parts[path] = whole;
        }
        _assertShown(p, 5, _joined(parts), Verdict.Correct);
    }

    function _assertMixed(
        Fixture.Product memory p,
        uint64[2] memory elements,
        uint256 mask,
        Verdict honest
    ) private view {
        (bytes[] memory own, bytes[] memory others) = (_parts(p, elements[0]), _parts(p, elements[1]));
        for (uint256 i; i < PARTS; ++i) {
            if ((mask >> i) & 1 == 1) own[i] = others[i];
        }
        Verdict verdict = p.verdict(_kernel, elements[0], _joined(own));
        assertTrue(verdict == Verdict.Invalid || verdict == honest, "the verdict turned");
    }

    /// @dev 4 × 4 × 8: every row and leaf is of 128 bytes, every path of two nodes. Element 5 may be wrong.
    function _product(bool wrong) private pure returns (Fixture.Product memory p) {
        p = Fixture.build(Fixture.paramsOf(4, 4, 8), 1, 0, 20);
        if (wrong) p.corrupt(5);
    }

    function _parts(Fixture.Product memory p, uint64 element) private pure returns (bytes[] memory parts) {
        (uint256 rowA, uint256 rowB, uint256 leaf) = (element / p.n, element % p.n, p.leafOf(element));
        parts = new bytes[](PARTS);
        (parts[0], parts[1], parts[2]) = (p.a.rowAt(rowA), p.b.rowAt(rowB), p.c.leafAt(leaf));
        (parts[3], parts[4], parts[5]) = (p.a.pathOfRow(rowA), p.b.pathOfRow(rowB), p.c.pathOfLeaf(leaf));
    }

    /// @dev The `order`-th of all orders: its digits, in bases 6 to 1, choose among the parts that are left.
    function _permuted(bytes[] memory parts, uint256 order) private pure returns (bytes[] memory permuted) {
        permuted = new bytes[](PARTS);
        for (uint256 left = PARTS; left != 0; --left) {
            uint256 chosen = order % left;
            order /= left;
            permuted[PARTS - left] = parts[chosen];
            for (uint256 i = chosen; i + 1 < left; ++i) parts[i] = parts[i + 1];
        }
    }

    function _joined(bytes[] memory parts) private pure returns (bytes memory joined) {
        for (uint256 i; i < parts.length; ++i) joined = abi.encodePacked(joined, parts[i]);
    }

    function _assertShown(Fixture.Product memory p, uint64 element, bytes memory shown, Verdict want) private view {
        assertEq(uint256(p.verdict(_kernel, element, shown)), uint256(want), "verdict");
    }
}
