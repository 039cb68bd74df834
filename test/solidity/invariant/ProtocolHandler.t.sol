// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Attempt, Draw} from "../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request, Terms} from "../../../contracts/jobs/Request.sol";
import {DelegatorHandler} from "./DelegatorHandler.sol";

/// @notice Three workers, two delegators, two requesters, a challenger, time and the beacon act at random on the whole protocol.
/// @dev Every action is one that its actor might try; what the protocol refuses reverts and changes nothing.
contract ProtocolHandler is DelegatorHandler {
    constructor() {
        deployProtocol();
        setUpMoney();
        setUpResults();
    }

    function actions() external pure returns (bytes4[] memory list) {
        list = new bytes4[](28);
        list[0] = this.deposit.selector;
        list[1] = this.withdraw.selector;
        list[2] = this.bondMore.selector;
        list[3] = this.unbond.selector;
        list[4] = this.rebond.selector;
        list[5] = this.withdrawStake.selector;
        list[6] = this.claim.selector;
        list[7] = this.acceptSigned.selector;
        list[8] = this.acceptAgain.selector;
        list[9] = this.acceptAndCommit.selector;
        list[10] = this.commit.selector;
        list[11] = this.reveal.selector;
        list[12] = this.approve.selector;
        list[13] = this.finalize.selector;
        list[14] = this.noShow.selector;
        list[15] = this.slashTimeout.selector;
        list[16] = this.proveFraud.selector;
        list[17] = this.cancel.selector;
        list[18] = this.meddle.selector;
        list[19] = this.roll.selector;
        list[20] = this.flushBurn.selector;
        list[21] = this.wait.selector;
        list[22] = this.challengeFinal.selector;
        list[23] = this.delegate.selector;
        list[24] = this.undelegate.selector;
        list[25] = this.rebondDelegation.selector;
        list[26] = this.withdrawDelegation.selector;
        list[27] = this.claimDelegation.selector;
    }

    /// @notice What must have happened in a campaign; `challengeFinal` is always refused.
    function names() external pure returns (bytes32[] memory list) {
        list = new bytes32[](27);
        list[0] = "deposit";
        list[1] = "withdraw";
        list[2] = "bond";
        list[3] = "unbond";
        list[4] = "rebond";
        list[5] = "withdrawStake";
        list[6] = "claim";
        list[7] = "accept";
        list[8] = "acceptAgain";
        list[9] = "acceptAndCommit";
        list[10] = "commit";
        list[11] = "reveal";
        list[12] = "approve";
        list[13] = "finalize";
        list[14] = "noShow";
        list[15] = "slashTimeout";
        list[16] = "proveFraud";
        list[17] = "cancel";
        list[18] = "meddle";
        list[19] = "roll";
        list[20] = "flushBurn";
        list[21] = "wait";
        list[22] = "delegate";
        list[23] = "undelegate";
        list[24] = "rebondDelegation";
        list[25] = "withdrawDelegation";
        list[26] = "claimDelegation";
    }

    // ---- money

    /// @dev One in four deposits of the coin brings one base unit less than it names.
    function deposit(uint256 who, uint256 amount, bool coin) external act("deposit") {
        address account = accounts[who % accounts.length];
        amount = bound(amount, 1, 20 ether);
        if (coin) putIn(address(0), account, amount, who % 4 == 0 ? amount - 1 : amount);
        else putIn(address(qrn), account, amount, 0);
    }

    function withdraw(uint256 who, uint256 amount, bool coin) external act("withdraw") {
        address account = accounts[who % accounts.length];
        address token = coin ? address(0) : address(qrn);
        amount = bound(amount, 1, escrow.ledgerOf(token, account) / 4 + 1);
        vm.prank(account);
        escrow.withdraw(token, address(0xDEAD), amount);
        purseOf[token].withdrawn += amount;
    }

    // ---- workers' stake

    function bondMore(uint256 who, uint256 amount) external act("bond") {
        address worker = workerAt(who);
        amount = bound(amount, 1, 200 ether);
        giveQrn(worker, amount);
        vm.prank(worker);
        qrn.approve(address(staking), amount);
        vm.prank(worker);
        staking.bond(amount);
        bonded[worker] += amount;
    }

    function unbond(uint256 who, uint256 amount) external act("unbond") {
        address worker = workerAt(who);
        (uint256 active, ) = staking.assetsOf(worker);
        amount = bound(amount, 1, active / 3 + 1);
        vm.prank(worker);
        staking.unbond(amount);
        if (escrow.lockedOf(worker) > lockLimit(worker)) breaks("S2: an unbonding left less than is locked");
    }

    function rebond(uint256 who, uint256 index) external act("rebond") {
        vm.prank(workerAt(who));
        staking.rebond(index % 8);
    }

    function withdrawStake(uint256 who, uint256 index) external act("withdrawStake") {
        address worker = workerAt(who);
        uint256 before = qrn.balanceOf(address(0xDEAD));
        vm.prank(worker);
        staking.withdraw(index % 8, address(0xDEAD));
        withdrawn[worker] += qrn.balanceOf(address(0xDEAD)) - before;
    }

    function claim(uint256 who, uint256 what) external act("claim") {
        address worker = workerAt(who);
        vm.prank(worker);
        if (what % 2 == 0) noteWorkClaimed(worker, emission.claimWork(worker));
        else staking.claimRewards(address(0xDEAD));
    }

    // ---- jobs

    function acceptSigned(uint256 who, uint256 shape, bool both) external act("accept") {
        Request memory r = freshRequest(shape);
        bytes memory signature = signFor(r);
        address worker = workerAt(who);
        uint32[] memory shards = both ? allShards() : one(uint32(shape % 2));
        vm.prank(worker);
        escrow.acceptSigned(r, shards, worker, signature);
        for (uint256 i; i < shards.length; ++i) track(r, shards[i], worker);
    }

    function acceptAgain(uint256 which, uint256 who) external act("acceptAgain") {
        Track storage t = pick(which, State.Open);
        bytes memory signature = signFor(t.request);
        address worker = workerAt(who);
        vm.prank(worker);
        escrow.acceptSigned(t.request, one(t.shard), worker, signature);
        retake(t, worker);
    }

    function acceptAndCommit(uint256 who, uint256 shape, bool bad) external act("acceptAndCommit") {
        Request memory r = freshRequest(shape);
        bytes memory signature = signFor(r);
        address worker = workerAt(who);
        uint32 shard = uint32(shape % 2);
        bytes32 seal = Draw.sealOf(attemptOf(r, shard, worker), rootOf[shard][bad], SALT);
        vm.prank(worker);
        escrow.acceptAndCommit(r, one(shard), worker, signature, oneWord(seal));
        track(r, shard, worker).bad = bad;
    }

    function commit(uint256 which, uint256 how) external act("commit") {
        bool bad = how % 2 == 0;
        Track storage t = pick(which, State.Assigned);
        moveToEdge(t, how >> 1);
        bytes32 seal = Draw.sealOf(attemptOf(t.request, t.shard, t.worker), rootOf[t.shard][bad], SALT);
        vm.prank(t.worker);
        escrow.commit(t.request.terms, t.workHash, one(t.shard), oneWord(seal));
        t.bad = bad;
    }

    /// @dev One in eight workers tries to show another root than it sealed.
    function reveal(uint256 which, uint256 value) external act("reveal") {
        Track storage t = pick(which, State.Committed);
        moveToEdge(t, value >> 3);
        uint64 id = escrow.jobOf(t.id).aux;
        if (!isPosted(id)) beacon.set(id, keccak256(abi.encode(value)));
        bytes32 seed = Draw.seedOf(attemptOf(t.request, t.shard, t.worker), t.stored, beacon.value(id));
        bool shown = value % 8 == 0 ? !t.bad : t.bad;
        if (Draw.isSampled(seed, t.request.terms.sampleBps)) _revealSampled(t, seed, shown);
        else _reveal(t, shown);
    }

    /// @dev One in four approvals comes from a stranger.
    function approve(uint256 which, uint256 who) external act("approve") {
        Track storage t = pick(which, State.Revealed);
        if (who % 4 != 0) return _approve(t);
        vm.prank(STRANGER);
        escrow.approve(t.request.terms, t.workHash, one(t.shard));
    }

    function finalize(uint256 which, uint256 when) external act("finalize") {
        Track storage t = pick(which, State.Revealed);
        moveToEdge(t, when);
        escrow.finalize(t.request.terms, t.workHash, one(t.shard));
    }

    function noShow(uint256 which, uint256 when) external act("noShow") {
        Track storage t = pick(which, State.Assigned);
        moveToEdge(t, when);
        escrow.noShow(t.request.terms, t.workHash, one(t.shard));
    }

    function slashTimeout(uint256 which, uint256 when) external act("slashTimeout") {
        Track storage t = pick(which, State.Committed);
        moveToEdge(t, when);
        escrow.slashTimeout(t.request.terms, t.workHash, one(t.shard));
    }

    function proveFraud(uint256 which, uint256 when) external act("proveFraud") {
        Track storage t = pick(which, State.Revealed);
        moveToEdge(t, when);
        _proveFraud(t, when >> 2);
        if (!t.bad) honestSlashed = true;
    }

    /// @dev The challenger comes too late, as the requester approved or another proof ended the job, but in time.
    function challengeFinal(uint256 which) external act("challengeFinal") {
        _proveFraud(pickFinalInTime(which), which);
    }

    function cancel(uint256 which) external act("cancel") {
        Track storage t = watchedAt(which);
        vm.prank(t.request.terms.requester);
        escrow.cancel(t.request);
    }

    /// @dev Calls everything that changes a job on any job, whatever its state: what is not allowed must revert.
    function meddle(uint256 which, uint256 how) external act("meddle") {
        Track storage t = watchedAt(which);
        how = how % 6;
        if (how == 4) return _approve(t);
        if (how == 5) return _acceptHeld(t);
        Terms memory terms = t.request.terms;
        uint32[] memory shards = one(t.shard);
        vm.prank(how == 3 ? t.worker : STRANGER);
        if (how == 0) escrow.finalize(terms, t.workHash, shards);
        if (how == 1) escrow.noShow(terms, t.workHash, shards);
        if (how == 2) escrow.slashTimeout(terms, t.workHash, shards);
        if (how == 3) escrow.commit(terms, t.workHash, shards, oneWord("other"));
    }

    // ---- epochs and time

    function roll(uint256 who) external act("roll") {
        address[] memory list = new address[](1);
        list[0] = workerAt(who);
        escrow.roll(list);
    }

    function flushBurn() external act("flushBurn") {
        escrow.flushBurn();
    }

    function wait(uint256 time) external act("wait") {
        vm.roll(block.number + 1);
        vm.warp(block.timestamp + (time % 8 == 0 ? bound(time, 100, 700) : bound(time, 1, 30)));
    }

    function _reveal(Track storage t, bool shown) private {
        vm.prank(t.worker);
        escrow.reveal(t.request.terms, t.workHash, openings(t.shard, rootOf[t.shard][shown]), "");
    }

    function _revealSampled(Track storage t, bytes32 seed, bool shown) private {
        bytes[] memory proofs = new bytes[](t.request.terms.samples);
        for (uint8 i; i < proofs.length; ++i) proofs[i] = proofOf[t.shard][shown][Draw.elementOf(seed, i, 2)];
        IEscrowBase.Reveal memory open = opening(t.shard, rootOf[t.shard][shown]);
        bytes32[] memory roots = inputs;
        vm.prank(t.worker);
        escrow.revealSampled(t.request, open, roots, proofs, "");
        ++sampledReveals;
    }

    function _approve(Track storage t) private {
        approving = true;
        vm.prank(t.request.terms.requester);
        escrow.approve(t.request.terms, t.workHash, one(t.shard));
    }

    /// @dev One in four challengers does not wait for the next block.
    function _proveFraud(Track storage t, uint256 haste) private {
        bytes memory proof = proofOf[t.shard][t.bad][BAD_ELEMENT];
        Attempt memory attempt = attemptOf(t.request, t.shard, t.worker);
        escrow.registerChallenge(Draw.challengeOf(attempt, CHALLENGER, BAD_ELEMENT, keccak256(proof), "n"));
        if (haste % 4 != 0) vm.roll(block.number + 1);
        bytes32[] memory roots = inputs;
        vm.prank(CHALLENGER);
        escrow.proveFraud(t.request, t.shard, BAD_ELEMENT, "n", roots, proof);
        if (haste % 4 == 0) breaks("V4: a proof in the block of its challenge");
    }

    /// @dev Another worker takes a shard that may be held already.
    function _acceptHeld(Track storage t) private {
        if (t.state == State.Open) revert AssertionFailed("the shard is open");
        bytes memory signature = signFor(t.request);
        address other = t.worker == accounts[0] ? accounts[1] : accounts[0];
        vm.prank(other);
        escrow.acceptSigned(t.request, one(t.shard), other, signature);
    }
}
