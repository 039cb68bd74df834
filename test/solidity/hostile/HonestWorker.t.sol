// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Attempt, Draw} from "../../../contracts/jobs/Draw.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";

/// @notice A worker that seals and shows the right result in time, among everybody else doing whatever they can: it is paid,
/// and not a base unit of its stake is slashed.
/// @dev Invariant V2, with proofs and calls of every kind; the campaign plays whole lives of many jobs.
contract HonestWorkerTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    address private constant RIVAL = address(0x3036);
    address private constant DELEGATOR = address(0xDE1);
    uint256 private constant ROUNDS = 4;

    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;

    function setUp() external {
        setUpMarket();
        bond(RIVAL, RIVAL, 500 ether);
        giveQrn(DELEGATOR, 100 ether);
        vm.startPrank(DELEGATOR);
        qrn.approve(address(staking), 100 ether);
        staking.delegate(WORKER, 100 ether);
        vm.stopPrank();
        Request memory r = requestOf(6);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_hash, _id) = (workHash(r), jobId(r, 0));
    }

    function testFuzz_V2_honestWorkerIsPaidWhateverOthersDo(uint256 seed) external {
        MatmulFixture.Product memory p = product(_r, 0);
        seed = uint256(keccak256(abi.encode(seed)));
        accept(_r, 0);
        seed = _pass(seed);
        commit(_r, 0, p.outputRoot());
        bool drawn = seed % 2 == 0;
        bytes32 drawnBy = draw(_r, 0, drawn);
        seed = _pass(seed);
        _reveal(p, drawn, drawnBy);
        seed = _pass(seed);
        if (escrow.jobOf(_id).state == State.Revealed) {
            vm.warp(uint256(escrow.jobOf(_id).deadline) + 1);
            escrow.finalize(_r.terms, _hash, one(0));
        }
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Finalized), "finalized");
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        (uint256 active, uint256 unbonding) = staking.assetsOf(WORKER);
        assertEq(active + unbonding, 500 ether, "nothing slashed");
        (uint256 pool, uint256 leaving) = staking.poolAssetsOf(WORKER);
        assertEq(pool + leaving, 100 ether, "nor of its delegators");
    }

    /// @dev Others act at once, and again when some of the time until the deadline, or all of it, has passed.
    function _pass(uint256 seed) private returns (uint256) {
        seed = _meddle(seed);
        _before(escrow.jobOf(_id).deadline, seed);
        return _meddle(seed);
    }

    /// @dev Some moment until the deadline: the last second, one time in three.
    function _before(uint256 deadline, uint256 seed) private {
        if (seed % 3 == 0) vm.warp(deadline);
        else if (block.timestamp < deadline) vm.warp(bound(seed >> 8, block.timestamp, deadline));
        vm.roll(block.number + 1);
    }

    function _reveal(MatmulFixture.Product memory p, bool drawn, bytes32 drawnBy) private {
        if (!drawn) return reveal(_r, 0, p.outputRoot());
        bytes[] memory proofs = samplesOf(_r, p, drawnBy);
        bytes32[] memory roots = p.inputRoots();
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, p.outputRoot()), roots, proofs, "");
    }

    /// @dev A few acts of others; none reverts the test, and whoever may do it does.
    function _meddle(uint256 seed) private returns (uint256) {
        for (uint256 i; i < ROUNDS; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address[5] memory all = [STRANGER, CHALLENGER, requester, RIVAL, DELEGATOR];
            address actor = all[(seed >> 8) % 5];
            if (seed % 3 == 0) _challenge(actor, seed >> 16);
            else if (seed % 3 == 1) _call(actor, _jobCall(actor, seed >> 16));
            else _surround(actor, seed >> 16);
        }
        return seed;
    }

    /// @dev A proof of fraud, registered as it should be: of a right element, or spoiled in one of many ways.
    function _challenge(address actor, uint256 seed) private {
        MatmulFixture.Product memory p = product(_r, 0);
        bool wrong = seed % 4 == 0;
        if (wrong) p.corrupt(uint64((seed >> 32) % 5));
        uint64 shown = uint64((seed >> 40) % 5);
        bytes memory proof = _spoiled(p.proof(shown), seed >> 48);
        uint64 element = (seed >> 64) % 3 == 0 ? uint64(seed >> 72) : shown;
        Attempt memory attempt = attemptOf(_r, 0, escrow.jobOf(_id).worker);
        escrow.registerChallenge(Draw.challengeOf(attempt, actor, element, keccak256(proof), "n"));
        vm.roll(block.number + 1);
        bytes memory call = abi.encodeCall(escrow.proveFraud, (_r, 0, element, "n", p.inputRoots(), proof));
        assertTrue(!_call(actor, call), "V2: a right result was proved wrong");
    }

    function _spoiled(bytes memory proof, uint256 how) private pure returns (bytes memory) {
        uint256 at = (how >> 8) % proof.length;
        if (how % 5 == 1) proof[at] ^= bytes1(uint8(1) << uint8((how >> 16) % 8));
        if (how % 5 == 2) return abi.encodePacked(proof, bytes1(uint8(how >> 24)));
        if (how % 5 == 3) {
            assembly ("memory-safe") {
                mstore(proof, at)
            }
        }
        if (how % 5 == 4) (proof[at], proof[proof.length - 1 - at]) = (proof[proof.length - 1 - at], proof[at]);
        return proof;
    }

    function _jobCall(address actor, uint256 seed) private view returns (bytes memory) {
        uint256 which = seed % 12;
        bytes32 other = bytes32(seed);
        if (which == 0) return abi.encodeCall(escrow.noShow, (_r.terms, _hash, one(0)));
        if (which == 1) return abi.encodeCall(escrow.slashTimeout, (_r.terms, _hash, one(0)));
        if (which == 2) return abi.encodeCall(escrow.finalize, (_r.terms, _hash, one(0)));
        if (which == 3) return abi.encodeCall(escrow.approve, (_r.terms, _hash, one(0)));
        if (which == 4) return abi.encodeCall(escrow.commit, (_r.terms, _hash, one(0), oneWord(other)));
        if (which == 5) return abi.encodeCall(escrow.reveal, (_r.terms, _hash, openings(0, other), ""));
        if (which == 6) return abi.encodeCall(escrow.acceptSigned, (_r, one(0), actor, sign(_r)));
        if (which == 7) return abi.encodeCall(escrow.acceptAndCommit, (_r, one(0), actor, sign(_r), oneWord(other)));
        if (which == 8) return abi.encodeCall(escrow.slashByDispute, (_r.terms, _hash, 0, actor));
        if (which == 9) return abi.encodeCall(escrow.openDispute, (_id));
        if (which == 10) return abi.encodeCall(escrow.submitWitness, (_r, 0, new bytes32[](0), "output"));
        bytes[] memory proofs = new bytes[](4);
        bytes32[] memory roots = product(_r, 0).inputRoots();
        return abi.encodeCall(escrow.revealSampled, (_r, opening(0, other), roots, proofs, ""));
    }

    /// @dev What happens around the job: requesters take their money away, guardians stop things, delegators leave.
    function _surround(address actor, uint256 seed) private {
        uint256 which = seed % 10;
        if (which == 0) _call(requester, abi.encodeCall(escrow.cancel, (_r)));
        if (which == 1) _call(requester, abi.encodeCall(escrow.cancelBefore, (address(0), uint64(seed >> 8))));
        if (which == 2) _call(actor, abi.encodeCall(escrow.withdraw, (address(0), STRANGER, (seed >> 8) % 100 ether)));
        if (which == 3) _call(actor, abi.encodeCall(escrow.withdraw, (address(qrn), STRANGER, (seed >> 8) % 90 ether)));
        if (which == 4 && !registry.limitsOf(MATMUL8).retired) registry.retire(MATMUL8);
        if (which == 5) escrow.setTokenPaused(address(0), true);
        if (which == 6) escrow.setToken(address(0), false, 0);
        if (which == 7) staking.setBondingPaused(true);
        if (which == 8) _undelegate(seed >> 8);
        if (which == 9) _call(actor, abi.encodeCall(escrow.post, (_r)));
    }

    function _undelegate(uint256 seed) private {
        uint256 amount = bound(seed, 1, 50 ether);
        if (staking.delegationView(WORKER, DELEGATOR).active < amount) return;
        if (staking.delegationView(WORKER, DELEGATOR).unbondings.length == 8) return;
        vm.prank(DELEGATOR);
        staking.undelegate(WORKER, amount);
    }

    function _call(address actor, bytes memory call) private returns (bool ok) {
        vm.prank(actor);
        (ok, ) = address(escrow).call(call);
    }
}
