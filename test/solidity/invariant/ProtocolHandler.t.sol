// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../../contracts/jobs/Job.sol";
import {Terms} from "../../../contracts/jobs/Request.sol";
import {IKernelRegistry} from "../../../contracts/verification/IKernelRegistry.sol";
import {Mood} from "./Moody.sol";
import {SettleHandler} from "./SettleHandler.sol";

/// @notice Three workers with an operator, two delegators, three requesters, a challenger, the disputer, the guardian, time and
/// the beacon act at random on the whole protocol; a kernel, a token and a requester may turn hostile.
/// @dev Every action is one that its actor might try; what the protocol refuses changes nothing.
contract ProtocolHandler is SettleHandler {
    constructor() {
        deployProtocol();
        setUpWorkers();
        setUpMoney();
        setUpKernels();
        setUpResults();
        setUpDisputer();
    }

    function actions() external pure returns (bytes4[29] memory) {
        return
            [
                this.tendBonds.selector,
                this.tendPools.selector,
                this.tendMoney.selector,
                this.tendRequests.selector,
                this.post.selector,
                this.acceptSigned.selector,
                this.acceptAgain.selector,
                this.acceptAndCommit.selector,
                this.acceptPosted.selector,
                this.commitPosted.selector,
                this.commit.selector,
                this.fixBeacon.selector,
                this.reveal.selector,
                this.submitWitness.selector,
                this.approve.selector,
                this.approveSigned.selector,
                this.proveFraud.selector,
                this.challengeFinal.selector,
                this.openDispute.selector,
                this.closeDispute.selector,
                this.loseDispute.selector,
                this.finalize.selector,
                this.noShow.selector,
                this.slashTimeout.selector,
                this.endTwo.selector,
                this.endings.selector,
                this.meddle.selector,
                this.turn.selector,
                this.wait.selector
            ];
    }

    /// @notice What must have happened in a campaign, around jobs.
    function names() external pure returns (bytes32[24] memory) {
        return
            [
                bytes32("deposit"),
                "withdraw",
                "lockBalance",
                "bond",
                "unbond",
                "rebond",
                "withdrawStake",
                "claim",
                "delegate",
                "undelegate",
                "rebondDelegation",
                "withdrawDelegation",
                "claimDelegation",
                "post",
                "postUsed",
                "postAndCancel",
                "cancel",
                "cancelBefore",
                "expire",
                "turn",
                "settleEpoch",
                "roll",
                "flushBurn",
                "wait"
            ];
    }

    /// @notice What must have happened to jobs; `challengeFinal` is always refused.
    function jobNames() external pure returns (bytes32[28] memory) {
        return
            [
                bytes32("accept"),
                "acceptAgain",
                "acceptPostedAgain",
                "acceptAndCommit",
                "acceptPosted",
                "commitPosted",
                "commit",
                "fixBeacon",
                "reveal",
                "revealSampled",
                "submitWitness",
                "approve",
                "approveSigned",
                "proveFraud",
                "openDispute",
                "closeDispute",
                "slashByDispute",
                "finalize",
                "noShow",
                "slashTimeout",
                "endTwo",
                "endings",
                "endedAssigned",
                "endedCommitted",
                "endedRevealed",
                "endedDisputed",
                "proved",
                "meddle"
            ];
    }

    // ---- one of several, so that jobs go on most of the time

    function tendBonds(uint256 what, uint256 who, uint256 amount) external {
        bytes4[5] memory list = [
            this.bondMore.selector,
            this.unbond.selector,
            this.rebond.selector,
            this.withdrawStake.selector,
            this.claim.selector
        ];
        _tend(list[what % 5], who, amount);
    }

    function tendPools(uint256 what, uint256 who, uint256 amount) external {
        bytes4[5] memory list = [
            this.delegate.selector,
            this.undelegate.selector,
            this.rebondDelegation.selector,
            this.withdrawDelegation.selector,
            this.claimDelegation.selector
        ];
        _tend(list[what % 5], who, amount);
    }

    function tendMoney(uint256 what, uint256 who, uint256 amount) external {
        bytes4[4] memory list = [
            this.deposit.selector,
            this.withdraw.selector,
            this.lockBalance.selector,
            this.settleEpoch.selector
        ];
        _tend(list[what % 4], who, amount);
    }

    function tendRequests(uint256 what, uint256 who, uint256 amount) external {
        bytes4[4] memory list = [
            this.cancel.selector,
            this.cancelBefore.selector,
            this.postAndCancel.selector,
            this.expire.selector
        ];
        _tend(list[what % 4], who, amount);
    }

    // ---- meddlers, the hostile, the guardian

    /// @dev Calls everything that changes a job on any job, whatever its state: what is not allowed must revert.
    function meddle(uint256 which, uint256 how) external act("meddle") {
        Track storage t = watchedAt(which);
        how = how % 10;
        if (how == 4) return approveAs(t);
        if (how == 5) return _acceptHeld(t);
        Terms memory terms = t.request.terms;
        uint32[] memory shards = one(t.shard);
        vm.prank(how == 3 ? t.worker : STRANGER);
        if (how == 0) escrow.finalize(terms, t.workHash, shards);
        if (how == 1) escrow.noShow(terms, t.workHash, shards);
        if (how == 2) escrow.slashTimeout(terms, t.workHash, shards);
        if (how == 3) escrow.commit(terms, t.workHash, shards, oneWord("other"));
        if (how == 6) escrow.openDispute(t.id);
        if (how == 7) escrow.closeDispute(t.id);
        if (how == 8) escrow.slashByDispute(terms, t.workHash, t.shard, STRANGER);
        if (how == 9) escrow.cancel(t.request);
    }

    /// @dev One of those that may be hostile is; three in four times it is friendly again. One in four, the guardian stops
    /// or allows a token, and the limits of new jobs change.
    function turn(uint256 which, uint256 how) external act("turn") {
        Mood mood = how % 4 == 0 ? Mood(1 + ((how >> 8) % 5)) : Mood.Friendly;
        if (which % 4 == 0) moodyKernel.turn(mood);
        if (which % 4 == 1) moodyToken.turn(mood);
        if (which % 4 == 2) moodyRequester.turn(mood);
        if (which % 4 != 3) return;
        IKernelRegistry.Limits memory fresh = limits();
        if (mood != Mood.Friendly) (fresh.minSampleBps, fresh.minLock) = (10_000, 100 ether);
        registry.setLimits(MATMUL8, fresh);
        escrow.setTokenPaused(tokens[(how >> 16) % 3], mood != Mood.Friendly && (how >> 24) % 2 == 0);
    }

    // ---- epochs and time

    function settleEpoch(uint256 who, uint256 what) external act("settleEpoch") {
        address[] memory list = new address[](1);
        list[0] = workerAt(who);
        if (what % 2 == 0) escrow.roll(list);
        else escrow.flushBurn();
        ++calls[what % 2 == 0 ? bytes32("roll") : bytes32("flushBurn")];
    }

    function wait(uint256 time) external act("wait") {
        vm.roll(block.number + 1);
        vm.warp(block.timestamp + (time % 16 == 0 ? bound(time, 100, 700) : bound(time, 1, 30)));
    }

    function _tend(bytes4 action, uint256 who, uint256 amount) private {
        (bool ok, ) = address(this).call(abi.encodeWithSelector(action, who, amount, amount >> 128));
        if (!ok) revert AssertionFailed("refused");
    }

    /// @dev Another worker takes a shard that may be held already.
    function _acceptHeld(Track storage t) private {
        if (t.state == State.Open) revert AssertionFailed("the shard is open");
        bytes memory signature = signFor(t.request);
        address other = t.worker == accounts[0] ? accounts[1] : accounts[0];
        vm.prank(other);
        if (offerOf[t.requestId].posted) escrow.accept(t.request.terms, t.workHash, one(t.shard), other);
        else escrow.acceptSigned(t.request, one(t.shard), other, signature);
    }
}
