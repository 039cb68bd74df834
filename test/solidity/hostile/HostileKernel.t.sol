// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Kind, Verdict} from "../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../contracts/verification/IKernelRegistry.sol";
import {Mood} from "../invariant/Moody.sol";
import {MoodyKernel} from "../invariant/MoodyKernel.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {PrefixWitness} from "../utils/PrefixWitness.sol";
import {Undoing} from "../utils/Undoing.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A kernel that answers `check` with a word of its choice, in as many bytes as it likes.
contract WordKernel {
    uint256 public word;
    uint256 public size;

    function choose(uint256 word_, uint256 size_) external {
        (word, size) = (word_, size_);
    }

    fallback() external {
        (uint256 answer, uint256 bytes_) = (word, size);
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, answer)
            mstore(add(free, 32), answer)
            return(free, bytes_)
        }
    }
}

/// @notice Kernels that turn hostile: they decide nothing but verdicts of their own jobs, and hold up none of their endings.
contract HostileKernelTest is Affairs, Undoing {
    using MatmulFixture for MatmulFixture.Product;

    uint32 private constant MOODY = 9;
    uint32 private constant WITNESS = 10;
    uint32 private constant GAS_CAP = 2_000_000;

    MoodyKernel private _kernel;
    WordKernel private _words;

    function setUp() external {
        setUpMarket();
        _kernel = new MoodyKernel(address(matmul));
        _words = new WordKernel();
        _register(MOODY, address(_kernel), Kind.Flat);
        kernelId = MOODY;
    }

    /// @dev It cannot be asked, so what is wrong is paid (V3 ends where the kernel does); all else is as ever.
    function test_jobs_endWhen_theirKernelTurns() external {
        beginAffairs(address(0), requester);
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            uint256 snapshot = vm.snapshotState();
            _kernel.turn(Mood(mood));
            _assertNotProved();
            bytes32 hash = workHash(taken);
            vm.prank(requester);
            escrow.approve(taken.terms, hash, one(APPROVED));
            endLate();
            uint32[] memory due = new uint32[](2);
            (due[0], due[1]) = (WRONG, DUE);
            escrow.finalize(taken.terms, hash, due);
            assertEq(escrow.ledgerOf(address(0), requester), 97 ether, "three are paid");
            assertEq(escrow.ledgerOf(address(0), WORKER), 3 * PAID, "the worker");
            assertEq(escrow.ledgerOf(address(0), AUTHOR), 3 * (PRICE - PAID), "the author");
            assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
            assertEq(
                escrow.ledgerOf(address(qrn), requester),
                100 ether - 3 * BURN + 7.5 ether,
                "burns and two slashes"
            );
            assertCoinLeaves(requester, 97 ether);
            assertCoinLeaves(WORKER, 3 * PAID);
            vm.revertToState(snapshot);
        }
        endAffairs();
        assertEnded(100 ether);
    }

    /// @dev New requests of the kernel fail, posted or signed; another kernel's are as ever, and their frauds are proved.
    function test_otherKernels_doNotNoticeOneThatTurned() external {
        kernelId = MATMUL8;
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            uint256 snapshot = vm.snapshotState();
            _kernel.turn(Mood(mood));
            Request memory r = requestOf(2);
            (r.terms.nonce, r.terms.kernelId) = (7, MOODY);
            assertTrue(!_calls(requester, abi.encodeCall(escrow.post, (r))), "no post");
            bytes memory call = abi.encodeCall(escrow.acceptSigned, (r, one(0), WORKER, sign(r)));
            assertTrue(!_calls(OPERATOR, call), "no accept");
            beginAffairs(address(0), requester);
            endAffairs();
            assertEnded(100 ether);
            assertQrnLeaves(100 ether);
            vm.revertToState(snapshot);
        }
    }

    /// @dev A drawn job waits for its kernel. Within the time to reveal nothing is lost by it.
    function test_drawnJob_isRevealedOnceItsKernelAnswersAgain() external {
        Request memory r = requestOf(2);
        r.terms.kernelId = MOODY;
        MatmulFixture.Product memory p = product(r, 0);
        accept(r, 0);
        commit(r, 0, p.outputRoot());
        bytes[] memory proofs = samplesOf(r, p, draw(r, 0, true));
        bytes32[] memory roots = p.inputRoots();
        bytes memory call = abi.encodeCall(escrow.revealSampled, (r, opening(0, p.outputRoot()), roots, proofs, ""));
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            _kernel.turn(Mood(mood));
            assertTrue(!_calls(OPERATOR, call), "no reveal");
            assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Committed), "and no other change");
        }
        _kernel.turn(Mood.Friendly);
        assertTrue(_calls(OPERATOR, call), "revealed");
    }

    /// @dev One word that names a verdict counts, in 32 bytes and no other number of them.
    function test_verdict_isOneWholeWord() external {
        _beginWithWords();
        for (uint256 size; size <= 64; ++size) {
            for (uint256 word; word < 4; ++word) _tryAnswer(word, size);
            _tryAnswer(uint256(1) << 255, size);
            _tryAnswer((uint256(1) << 8) | 2, size);
            _tryAnswer(type(uint256).max, size);
        }
    }

    /// @dev A kernel that says Correct to samples and Wrong to a challenger harms its own jobs, up to their lock: the price
    /// returns to the requester, and nothing of anybody else's moves.
    function test_kernel_thatChangesItsVerdictCostsNoMoreThanTheLock() external {
        _beginWithWords();
        Request memory other = requestOf(1);
        other.terms.nonce = 8;
        runTo(other, 0, product(other, 0).outputRoot());
        _words.choose(uint256(Verdict.Correct), 32);
        assertTrue(!_proves(DUE), "right, it says");
        _words.choose(uint256(Verdict.Wrong), 32);
        assertTrue(_proves(DUE), "wrong, it says");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 900 ether, "one lock");
        assertEq(escrow.lockedOf(WORKER), 5 * LOCK, "the other jobs keep theirs");
        bytes32 hash = workHash(other);
        vm.prank(requester);
        escrow.approve(other.terms, hash, one(0));
        assertEq(escrow.ledgerOf(address(0), WORKER), PAID, "another kernel's job is paid");
        assertEq(escrow.ledgerOf(address(qrn), CHALLENGER), 30 ether, "the challenger's part");
    }

    /// @dev Witness kernels are asked once, by the worker: while one answers with no verdict nothing is paid, and without it the
    /// job ends as one that nobody did.
    function test_witnessJobs_endWhen_theirKernelTurns() external {
        PrefixWitness prefix = new PrefixWitness();
        MoodyKernel kernel = new MoodyKernel(address(prefix));
        _register(WITNESS, address(kernel), Kind.Witness);
        Request memory r = requestOf(1);
        bytes32[] memory roots = oneWord("input");
        (r.terms.kernelId, r.terms.sampleBps, r.terms.samples) = (WITNESS, 0, 0);
        (r.work.inputRoot, r.work.params) = (keccak256(abi.encode(roots)), abi.encode(uint256(2)));
        bytes memory output = abi.encode(uint256(0));
        for (uint256 i; !prefix.fits(roots[0], r.work.params, 0, bytes32(output)); ++i) output = abi.encode(i);
        bytes memory call = abi.encodeCall(escrow.submitWitness, (r, 0, roots, output));
        accept(r, 0);
        vm.roll(block.number + 1);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.WitnessNotCorrect.selector, jobId(r, 0));
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            uint256 snapshot = vm.snapshotState();
            kernel.turn(Mood(mood));
            _assertRefused(OPERATOR, call, reason);
            assertEq(escrow.lockedOf(WORKER), LOCK, "and nothing else");
            vm.warp(block.timestamp + 100);
            noShow(r, 0);
            assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "the price returned");
            assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
            assertCoinLeaves(requester, 100 ether);
            vm.revertToState(snapshot);
        }
        assertTrue(_calls(OPERATOR, call), "friendly, it is paid");
        assertEq(escrow.ledgerOf(address(0), WORKER), PAID, "for its witness");
    }

    /// @dev Jobs that were begun with the plain kernel, whose code then changes to one that chooses its words.
    function _beginWithWords() private {
        giveQrn(WORKER, 500 ether);
        vm.startPrank(WORKER);
        qrn.approve(address(staking), 500 ether);
        staking.bond(500 ether);
        vm.stopPrank();
        beginAffairs(address(0), requester);
        vm.etch(address(_kernel), address(_words).code);
        _words = WordKernel(address(_kernel));
    }

    /// @notice Challenges a right result while the kernel answers so; says whether it was proved wrong.
    function answered(uint256 word, uint256 size) external returns (bool proved) {
        _words.choose(word, size);
        proved = _proves(DUE);
        State want = proved ? State.Slashed : State.Revealed;
        assertEq(uint256(escrow.jobOf(jobId(taken, DUE)).state), uint256(want), "state");
    }

    function _tryAnswer(uint256 word, uint256 size) private {
        bool proved = abi.decode(tried(abi.encodeCall(this.answered, (word, size))), (bool));
        assertTrue(proved == (size == 32 && word == uint256(Verdict.Wrong)), "proved as it was answered");
    }

    function _proves(uint32 shard) private returns (bool) {
        escrow.registerChallenge(challenge(taken, shard, 0, "proof", NONCE));
        vm.roll(block.number + 1);
        bytes32[] memory roots = product(taken, shard).inputRoots();
        return _calls(CHALLENGER, abi.encodeCall(escrow.proveFraud, (taken, shard, 0, NONCE, roots, "proof")));
    }

    /// @dev And the attempt costs its sender little more than the kernel's gas cap.
    function _assertNotProved() private {
        MatmulFixture.Product memory p = product(taken, WRONG);
        p.corrupt(BAD);
        escrow.registerChallenge(challenge(taken, WRONG, BAD, p.proof(BAD), NONCE));
        vm.roll(block.number + 1);
        bytes memory call = abi.encodeCall(escrow.proveFraud, (taken, WRONG, BAD, NONCE, p.inputRoots(), p.proof(BAD)));
        _assertRefused(
            CHALLENGER,
            call,
            abi.encodeWithSelector(IEscrowBase.ProofMalformed.selector, jobId(taken, WRONG), BAD)
        );
    }

    function _assertRefused(address sender, bytes memory call, bytes memory reason) private {
        vm.prank(sender);
        uint256 gas = gasleft();
        (bool ok, bytes memory answer) = address(escrow).call(call);
        gas -= gasleft();
        assertTrue(!ok && keccak256(answer) == keccak256(reason), "refused");
        assertTrue(gas < GAS_CAP + 300_000, "bounded in gas");
    }

    function _calls(address sender, bytes memory call) private returns (bool ok) {
        vm.prank(sender);
        (ok, ) = address(escrow).call{gas: 10_000_000}(call);
    }

    function _register(uint32 id, address kernel, Kind kind) private {
        IKernelRegistry.Kernel memory entry = IKernelRegistry.Kernel({
            kernel: kernel,
            kind: kind,
            royaltyBps: ROYALTY_BPS,
            gasCap: GAS_CAP,
            author: AUTHOR
        });
        IKernelRegistry.Limits memory open = limits();
        if (kind == Kind.Witness) (open.minSampleBps, open.minSamples) = (0, 0);
        registry.register(id, entry, open);
    }
}
