// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../contracts/verification/kernels/AsianOption.sol";
import {Create2Search} from "../../../contracts/verification/kernels/Create2Search.sol";
import {Matmul8} from "../../../contracts/verification/kernels/Matmul8.sol";
import {MonteCarlo} from "../../../contracts/verification/kernels/MonteCarlo.sol";
import {Render} from "../../../contracts/verification/kernels/Render.sol";
import {Create2Reference} from "../utils/Create2Reference.sol";
import {MatmulFixture as Fixture} from "../utils/MatmulFixture.sol";
import {MonteCarloFixture} from "../utils/MonteCarloFixture.sol";
import {OutputFixture} from "../utils/OutputFixture.sol";
import {RenderFixture} from "../utils/RenderFixture.sol";
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
    using MonteCarloFixture for AsianOption;
    using OutputFixture for OutputFixture.Output;
    using Ref for Ref.Tree;
    using RenderFixture for RenderFixture.Image;
    using Spoiler for bytes;

    uint256 private constant HEAD = 7 * 32;
    uint256 private constant KERNELS = 4;
    uint256 private constant MATMUL8 = 0;
    uint256 private constant CREATE2_SEARCH = 1;
    uint256 private constant RENDER = 2;
    uint256 private constant MONTE_CARLO = 3;

    /// @notice One kernel under test, with its readers.
    struct Subject {
        IKernel kernel;
        StrictReader asking;
        StrictReader telling;
    }

    Subject[KERNELS] private _subjects;

    constructor() {
        IKernel[KERNELS] memory all = [IKernel(new Matmul8()), new Create2Search(), new Render(), new MonteCarlo()];
        for (uint256 i; i < KERNELS; ++i) {
            _subjects[i] = Subject(all[i], new StrictReader(all[i], true), new StrictReader(all[i], false));
        }
    }

    function testFuzz_V1_matmul8ReadsWhatTheCallSays(uint256 seed, uint256 word) external {
        _assertReadsSpoiled(MATMUL8, seed, word);
    }

    function testFuzz_V1_create2SearchReadsWhatTheCallSays(uint256 seed, uint256 word) external {
        _assertReadsSpoiled(CREATE2_SEARCH, seed, word);
    }

    function testFuzz_V1_renderReadsWhatTheCallSays(uint256 seed, uint256 word) external {
        _assertReadsSpoiled(RENDER, seed, word);
    }

    function testFuzz_V1_monteCarloReadsWhatTheCallSays(uint256 seed, uint256 word) external {
        _assertReadsSpoiled(MONTE_CARLO, seed, word);
    }

    /// @dev Each offset put on each word of the call: on its head, on lengths, into other arguments.
    function test_V1_kernelsReadWhatTheCallSaysWhereverAnOffsetLeads() external {
        uint256[3] memory places = _offsets();
        for (uint256 kernel; kernel < KERNELS; ++kernel) {
            for (uint256 seed; seed < 2; ++seed) {
                bytes memory call = _callOf(kernel, seed);
                for (uint256 at; at + 4 <= call.length; at += 32) {
                    for (uint256 i; i < 3; ++i) {
                        bytes memory spoiled = bytes.concat(call);
                        spoiled.put(places[i], at);
                        _assertReads(_subjects[kernel], call, spoiled);
                    }
                }
            }
        }
    }

    /// @dev Each single bit above the width of shards, shard and element.
    function test_check_refusesDirtyUpperBits() external {
        uint256[3] memory places = [uint256(3), 4, 5];
        uint256[3] memory widths = [uint256(32), 32, 64];
        for (uint256 kernel; kernel < KERNELS; ++kernel) {
            bytes memory clean = _callOf(kernel, 1);
            for (uint256 i; i < 3; ++i) {
                for (uint256 bit = widths[i]; bit < 256; ++bit) {
                    bytes memory call = bytes.concat(clean);
                    call.flip(places[i], uint256(1) << bit);
                    (bool ok, ) = address(_subjects[kernel].kernel).staticcall(call);
                    assertTrue(!ok, "a dirty word");
                }
            }
        }
    }

    /// @dev Cut at every byte: short of its last byte there is no verdict.
    function test_check_hasNoVerdictOfATruncatedCall() external {
        for (uint256 kernel; kernel < KERNELS; ++kernel) {
            bytes memory whole = _callOf(kernel, 3);
            uint256 size = whole.length;
            assertTrue(_verdict(kernel, whole) != Verdict.Invalid, "whole, it has one");
            for (uint256 cut = 4; cut < size; cut += cut + 200 < size ? 5 : 1) {
                assertTrue(_verdict(kernel, Ref.slice(whole, 0, cut)) == Verdict.Invalid, "cut short");
            }
        }
    }

    /// @dev What follows does not count, nor do gaps between the parts, or their order.
    function test_check_readsArgumentsWhereverTheyLie() external view {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(3, 4, 40), 1, 0, 5);
        p.corrupt(2);
        for (uint64 element; element < 4; ++element) {
            Verdict want = element == 2 ? Verdict.Wrong : Verdict.Correct;
            bytes memory call = _encode(p, element, p.proof(element));
            bytes memory longer = abi.encodePacked(call, keccak256("more"), hex"00ff");
            assertTrue(_verdict(MATMUL8, longer) == want, "more behind");
            assertTrue(_verdict(MATMUL8, _scattered(p, element)) == want, "gaps, and another order");
        }
    }

    /// @dev The one row of A spells the job's own params, which are read out of the proof that begins with it.
    function test_check_readsArgumentsThatShareTheirBytes() external view {
        Fixture.Product memory p = Fixture.build(Fixture.paramsOf(1, 1, 128), 1, 0, 5);
        p.a.stored = abi.encodePacked(p.params.length, p.params);
        p.a.rehash();
        Ref.putInt32(p.c.stored, 0, p.valueOf(0));
        p.c.rehash();
        assertTrue(_verdict(MATMUL8, _overlapping(p)) == Verdict.Correct, "right");
        p.corrupt(0);
        assertTrue(_verdict(MATMUL8, _overlapping(p)) == Verdict.Wrong, "wrong");
    }

    function _assertReadsSpoiled(uint256 kernel, uint256 seed, uint256 word) private {
        bytes memory call = _callOf(kernel, seed);
        bytes memory spoiled = call.spoil(_offsets(), [uint256(keccak256(abi.encode(seed))), word]);
        _assertReads(_subjects[kernel], call, spoiled);
    }

    /// @dev The kernel says of a spoiled call what it says of the call in canonical form, and of the element that `call` is
    /// about nothing else than of `call`.
    function _assertReads(Subject memory s, bytes memory call, bytes memory spoiled) private view {
        (bool ok, bytes memory answer) = address(s.kernel).staticcall(spoiled);
        (bool okAsked, bytes memory asked) = address(s.asking).staticcall(spoiled);
        if (okAsked) assertTrue(ok && keccak256(answer) == keccak256(asked), "the same as its canonical form");
        Verdict verdict = ok ? abi.decode(answer, (Verdict)) : Verdict.Invalid;
        if (verdict == Verdict.Invalid) return;
        assertTrue(okAsked, "a verdict of a call that cannot be read");
        (, bytes memory claim) = address(s.telling).staticcall(call);
        (, bytes memory spoiledClaim) = address(s.telling).staticcall(spoiled);
        if (keccak256(claim) != keccak256(spoiledClaim)) return;
        (, answer) = address(s.kernel).staticcall(call);
        Verdict own = abi.decode(answer, (Verdict));
        assertTrue(own == Verdict.Invalid || verdict == own, "both verdicts about one element");
    }

    /// @dev The words of the head that are offsets.
    function _offsets() private pure returns (uint256[3] memory) {
        return [uint256(0), 2, 6];
    }

    /// @dev A call about a small job of a kernel, right or wrong.
    function _callOf(uint256 kernel, uint256 seed) private returns (bytes memory) {
        if (kernel == MATMUL8) return _matmulCall(seed);
        if (kernel == CREATE2_SEARCH) return _searchCall(seed);
        if (kernel == RENDER) return _outputCall(RenderFixture.set(3, 3).draw(2, uint32(seed % 2)), seed);
        return _outputCall(MonteCarloFixture.call(3, 2, 5).draw(2, uint32(seed % 2)), seed);
    }

    function _outputCall(OutputFixture.Output memory output, uint256 seed) private pure returns (bytes memory) {
        seed = uint256(keccak256(abi.encode(seed)));
        uint64 elements = output.elements();
        if (seed % 2 == 0) output.corrupt(uint64((seed >> 8) % elements));
        uint64 e = uint64((seed >> 16) % elements);
        bytes32 root = output.tree.root();
        return
            abi.encodeCall(
                IKernel.check,
                (new bytes32[](0), root, output.params, output.shards, output.shard, e, output.proof(e))
            );
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

    /// @dev The params' offset leads behind the proof's length.
    function _overlapping(Fixture.Product memory p) private pure returns (bytes memory) {
        bytes memory proof = p.proof(0);
        uint256 rootsAt = HEAD + 32 + proof.length;
        bytes memory head = abi.encode(rootsAt, p.outputRoot(), HEAD + 32, p.shards, p.shard, 0, HEAD);
        bytes memory tail = abi.encodePacked(proof.length, proof, uint256(2), p.inputRoots());
        return abi.encodePacked(IKernel.check.selector, head, tail);
    }

    function _verdict(uint256 kernel, bytes memory call) private view returns (Verdict) {
        (bool ok, bytes memory answer) = address(_subjects[kernel].kernel).staticcall(call);
        return ok ? abi.decode(answer, (Verdict)) : Verdict.Invalid;
    }
}
