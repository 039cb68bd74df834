// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Draw} from "../../../contracts/jobs/Draw.sol";
import {IJobEscrow} from "../../../contracts/jobs/IJobEscrow.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request, Terms} from "../../../contracts/jobs/Request.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {Books} from "./Books.sol";

/// @notice Three workers, two requesters, a challenger, time and the beacon act at random on the whole protocol.
/// @dev Every action is one that its actor might try; what the protocol refuses reverts and changes nothing.
contract ProtocolHandler is Books {
    using MatmulFixture for MatmulFixture.Product;

    constructor() {
        setUpBooks();
    }

    function actions() external pure returns (bytes4[] memory list) {
        list = new bytes4[](22);
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
    }

    function names() external pure returns (bytes32[] memory list) {
        list = new bytes32[](22);
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
    }

    // ---- money

    function deposit(uint256 who, uint256 amount, bool coin) external act("deposit") {
        address account = accounts[who % accounts.length];
        amount = bound(amount, 1, 20 ether);
        if (coin) escrow.deposit{value: amount}(address(0), account, amount);
        else escrow.deposit(address(qrn), account, amount);
    }

    function withdraw(uint256 who, uint256 amount, bool coin) external act("withdraw") {
        address account = accounts[who % accounts.length];
        address token = coin ? address(0) : address(qrn);
        amount = bound(amount, 1, escrow.ledgerOf(token, account) / 4 + 1);
        vm.prank(account);
        escrow.withdraw(token, address(0xDEAD), amount);
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
        if (what % 2 == 0) emission.claimWork(worker);
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
        bytes32 root = rootOf(shard, bad);
        bytes32 seal = Draw.sealOf(attemptOf(r, shard, worker), root, SALT);
        vm.prank(worker);
        escrow.acceptAndCommit(r, one(shard), worker, signature, oneWord(seal));
        noteSeal(track(r, shard, worker), bad, seal);
    }

    function commit(uint256 which, uint256 how) external act("commit") {
        bool bad = how % 2 == 0;
        Track storage t = pick(which, State.Assigned);
        bytes32 seal = Draw.sealOf(attemptOf(t.request, t.shard, t.worker), rootOf(t.shard, bad), SALT);
        bytes32 hash = workHash(t.request);
        vm.prank(t.worker);
        escrow.commit(t.request.terms, hash, one(t.shard), oneWord(seal));
        noteSeal(t, bad, seal);
    }

    function reveal(uint256 which, uint256 value) external act("reveal") {
        Track storage t = pick(which, State.Committed);
        uint64 id = escrow.jobOf(t.id).aux;
        if (!isPosted(id)) beacon.set(id, keccak256(abi.encode(value)));
        bytes32 seed = Draw.seedOf(attemptOf(t.request, t.shard, t.worker), t.seal, beacon.value(id));
        if (Draw.isSampled(seed, t.request.terms.sampleBps)) _revealSampled(t, seed);
        else _reveal(t);
    }

    function approve(uint256 which) external act("approve") {
        Track storage t = pick(which, State.Revealed);
        bytes32 hash = workHash(t.request);
        approving = true;
        vm.prank(t.request.terms.requester);
        escrow.approve(t.request.terms, hash, one(t.shard));
    }

    function finalize(uint256 which) external act("finalize") {
        Track storage t = pick(which, State.Revealed);
        escrow.finalize(t.request.terms, workHash(t.request), one(t.shard));
    }

    function noShow(uint256 which) external act("noShow") {
        Track storage t = pick(which, State.Assigned);
        escrow.noShow(t.request.terms, workHash(t.request), one(t.shard));
    }

    function slashTimeout(uint256 which) external act("slashTimeout") {
        Track storage t = pick(which, State.Committed);
        escrow.slashTimeout(t.request.terms, workHash(t.request), one(t.shard));
    }

    function proveFraud(uint256 which) external act("proveFraud") {
        Track storage t = pick(which, State.Revealed);
        bytes memory proof = proofOf(t.shard, t.bad, BAD_ELEMENT);
        bytes32 c = Draw.challengeOf(
            attemptOf(t.request, t.shard, t.worker),
            CHALLENGER,
            BAD_ELEMENT,
            keccak256(proof),
            "n"
        );
        escrow.registerChallenge(c);
        vm.roll(block.number + 1);
        bytes32[] memory roots = inputs;
        vm.prank(CHALLENGER);
        escrow.proveFraud(t.request, t.shard, BAD_ELEMENT, "n", roots, proof);
        if (!t.bad) honestSlashed = true;
    }

    function cancel(uint256 which) external act("cancel") {
        Track storage t = watchedAt(which);
        vm.prank(t.request.terms.requester);
        escrow.cancel(t.request);
    }

    /// @dev Calls every ending on any job, whatever its state: what is not allowed must revert.
    function meddle(uint256 which, uint256 how) external act("meddle") {
        Track storage t = watchedAt(which);
        bytes32 hash = workHash(t.request);
        Terms memory terms = t.request.terms;
        uint32[] memory shards = one(t.shard);
        how = how % 5;
        vm.prank(how == 4 ? t.worker : STRANGER);
        if (how == 0) escrow.finalize(terms, hash, shards);
        if (how == 1) escrow.noShow(terms, hash, shards);
        if (how == 2) escrow.slashTimeout(terms, hash, shards);
        if (how == 3) escrow.approve(terms, hash, shards);
        if (how == 4) escrow.commit(terms, hash, shards, oneWord("other"));
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

    function _reveal(Track storage t) private {
        bytes32 hash = workHash(t.request);
        vm.prank(t.worker);
        escrow.reveal(t.request.terms, hash, openings(t.shard, rootOf(t.shard, t.bad)), "");
    }

    function _revealSampled(Track storage t, bytes32 seed) private {
        bytes[] memory proofs = new bytes[](t.request.terms.samples);
        for (uint8 i; i < proofs.length; ++i) proofs[i] = proofOf(t.shard, t.bad, Draw.elementOf(seed, i, 2));
        IJobEscrow.Reveal memory open = opening(t.shard, rootOf(t.shard, t.bad));
        bytes32[] memory roots = inputs;
        vm.prank(t.worker);
        escrow.revealSampled(t.request, open, roots, proofs, "");
        ++sampledReveals;
    }

    receive() external payable {}
}
