// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {Create2Search} from "../../../contracts/verification/kernels/Create2Search.sol";
import {Matmul8} from "../../../contracts/verification/kernels/Matmul8.sol";
import {Create2Reference} from "../utils/Create2Reference.sol";
import {MatmulFixture as Fixture} from "../utils/MatmulFixture.sol";
import {Spoiler} from "../utils/Spoiler.sol";
import {Test} from "../utils/Test.sol";
import {TensorReference as Ref} from "../utils/TensorReference.sol";

/// @notice Takes the same call as a kernel, copies every argument out of it, and asks the kernel in canonical form; or says
/// what the call speaks about, the proof aside.
contract StrictReader {
    IKernel private immutable KERNEL;
    bool private immutable ASKS;

    constructor(IKernel kernel, bool asks) {
        (KERNEL, ASKS) = (kernel, asks);
    }

    function check(
        bytes32[] memory inputRoots,
        bytes32 outputRoot,
        bytes memory params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes memory proof
    ) external view returns (bytes32) {
        if (!ASKS) return keccak256(abi.encode(inputRoots, outputRoot, params, shards, shard, element));
        Verdict verdict = KERNEL.check(inputRoots, outputRoot, params, shards, shard, element, proof);
        return bytes32(uint256(verdict));
    }
}

/// @notice Calls of `check` that no encoder writes: dirty words, offsets that overlap or point anywhere, lengths that are not
/// true, cut short or followed by more. A kernel reads what such a call says and nothing else, or reverts.
/// @dev Invariant V1, over raw calldata.
contract HostileCalldataTest is Test {
    using Create2Reference for Create2Reference.Query;
    using Fixture for Fixture.Product;
    using Spoiler for bytes;

    uint256 private constant HEAD = 7 * 32;

    /// @notice One kernel under test, with its readers.
    struct Subject {
        IKernel kernel;
        StrictReader asking;
        StrictReader telling;
    }

    Subject private _matmul;
    Subject private _search;

    constructor() {
        _matmul = _subject(new Matmul8());
        _search = _subject(new Create2Search());
    }

    function testFuzz_V1_matmul8ReadsWhatTheCallSays(uint256 seed, uint256 word) external view {
        _assertReads(_matmul, _matmulCall(seed), uint256(keccak256(abi.encode(seed))), word);
    }

    function testFuzz_V1_create2SearchReadsWhatTheCallSays(uint256 seed, uint256 word) external view {
        _assertReads(_search, _searchCall(seed), uint256(keccak256(abi.encode(seed))), word);
    }

    /// @dev Each single bit above the width of shards, shard and element.
    function test_check_refusesDirtyUpperBits() external view {
        uint256[3] memory places = [uint256(3), 4, 5];
        uint256[3] memory widths = [uint256(32), 32, 64];
        bytes[2] memory calls = [_matmulCall(1), _searchCall(1)];
        IKernel[2] memory kernels = [_matmul.kernel, _search.kernel];
        for (uint256 k; k < 2; ++k) {
            for (uint256 i; i < 3; ++i) {
                for (uint256 bit = widths[i]; bit < 256; ++bit) {
                    bytes memory call = bytes.concat(calls[k]);
                    call.flip(places[i], uint256(1) << bit);
                    (bool ok, ) = address(kernels[k]).staticcall(call);
                    assertTrue(!ok, "a dirty word");
                }
            }
        }
    }

    /// @dev Cut at every byte: short of its last byte there is no verdict.
    function test_check_hasNoVerdictOfATruncatedCall() external view {
        bytes[2] memory calls = [_matmulCall(3), _searchCall(3)];
        Subject[2] memory subjects = [_matmul, _search];
        for (uint256 k; k < 2; ++k) {
            uint256 size = calls[k].length;
            assertTrue(_verdict(subjects[k].kernel, calls[k]) != Verdict.Invalid, "whole, it has one");
            for (uint256 cut = 4; cut < size; cut += cut + 200 < size ? 5 : 1) {
                bytes memory call = Ref.slice(calls[k], 0, cut);
                assertTrue(_verdict(subjects[k].kernel, call) == Verdict.Invalid, "cut short");
            }
        }
    }

    /// @dev What follows does not count, nor do gaps between the parts, their order, or two that share their bytes.
    function test_check_readsArgumentsWhereverTheyLie() external view {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(3, 4, 40), 1, 0, 5);
        p.corrupt(2);
        for (uint64 element; element < 4; ++element) {
            Verdict want = element == 2 ? Verdict.Wrong : Verdict.Correct;
            bytes memory call = _encode(p, element, p.proof(element));
            bytes memory longer = abi.encodePacked(call, keccak256("more"), hex"00ff");
            assertTrue(_verdict(_matmul.kernel, longer) == want, "more behind");
            assertTrue(_verdict(_matmul.kernel, _scattered(p, element)) == want, "gaps, and another order");
        }
    }

    function _assertReads(Subject memory s, bytes memory call, uint256 seed, uint256 word) private view {
        (, bytes memory claim) = address(s.telling).staticcall(call);
        Verdict own = _verdict(s.kernel, call);
        bytes memory spoiled = call.spoil([uint256(0), 2, 6], [seed, word]);
        (bool ok, bytes memory answer) = address(s.kernel).staticcall(spoiled);
        (bool okAsked, bytes memory asked) = address(s.asking).staticcall(spoiled);
        if (okAsked) assertTrue(ok && keccak256(answer) == keccak256(asked), "the same as its canonical form");
        Verdict verdict = _verdict(s.kernel, spoiled);
        if (verdict == Verdict.Invalid) return;
        assertTrue(okAsked, "a verdict of a call that cannot be read");
        (, bytes memory spoiledClaim) = address(s.telling).staticcall(spoiled);
        bool same = keccak256(claim) == keccak256(spoiledClaim);
        assertTrue(!same || own == Verdict.Invalid || verdict == own, "both verdicts about one element");
    }

    function _matmulCall(uint256 seed) private pure returns (bytes memory) {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(2, 3, 40), 1, 0, seed % 8);
        if (seed % 2 == 0) p.corrupt(uint64((seed >> 8) % 6));
        uint64 element = uint64((seed >> 16) % 6);
        return _encode(p, element, p.proof(element));
    }

    function _searchCall(uint256 seed) private pure returns (bytes memory) {
        Create2Reference.Query memory query = Create2Reference.Query({
            deployer: address(0xDE9107E4),
            initCodeHash: keccak256("code"),
            mask: 7,
            value: 5,
            base: 3,
            r: 10
        });
        bytes32 salt = seed % 2 == 0 ? query.search(0) : bytes32(uint256(query.firstSalt(0)) + (seed % 1024));
        Create2Reference.Claim memory c = query.claim(2, 0, salt);
        return
            abi.encodeCall(
                IKernel.check,
                (new bytes32[](0), c.outputRoot, c.params, c.shards, c.shard, c.element, c.proof)
            );
    }

    function _encode(Fixture.Product memory p, uint64 e, bytes memory proof) private pure returns (bytes memory) {
        return abi.encodeCall(IKernel.check, (p.inputRoots(), p.outputRoot(), p.params, p.shards, p.shard, e, proof));
    }

    /// @dev Proof first, at an odd offset behind junk; the params end where the roots' length begins to be read.
    function _scattered(Fixture.Product memory p, uint64 element) private pure returns (bytes memory) {
        bytes memory proof = p.proof(element);
        uint256 proofAt = HEAD + 5;
        uint256 paramsAt = proofAt + 32 + proof.length + 3;
        uint256 rootsAt = paramsAt + 32 + p.params.length + 1;
        bytes memory head = abi.encode(rootsAt, p.outputRoot(), paramsAt, p.shards, p.shard, element, proofAt);
        bytes memory tail = abi.encodePacked(bytes5("junk!"), proof.length, proof, bytes3("gap"));
        tail = abi.encodePacked(tail, p.params.length, p.params, bytes1("."), uint256(2), p.inputRoots());
        return abi.encodePacked(IKernel.check.selector, head, tail);
    }

    function _verdict(IKernel kernel, bytes memory call) private view returns (Verdict) {
        (bool ok, bytes memory answer) = address(kernel).staticcall(call);
        return ok ? abi.decode(answer, (Verdict)) : Verdict.Invalid;
    }

    function _subject(IKernel kernel) private returns (Subject memory) {
        return Subject(kernel, new StrictReader(kernel, true), new StrictReader(kernel, false));
    }
}
