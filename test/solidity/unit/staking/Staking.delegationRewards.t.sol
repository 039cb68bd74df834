// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev Delegators' and workers' rewards beside an independent computation: for every stretch of time its part of the stream,
/// times each one's stake over all stake, in fractions of 2^-64 base units.
/// Roundings, all against the staker: per change of its own, a delegation loses less than two base units; per slash or change of
/// the commission, less than two for every 1e27 shares, a base unit at most. A pool whose active worth is no whole number
/// weighs up to a base unit more than it has, and the commission counts whole base units of stake: both cost at most a base
/// unit of stake's worth of the stretch.
contract StakingDelegationRewardsTest is DelegationFixture {
    uint256 private constant FRACTION = 1 << 64;

    /// @notice Active stakes during one stretch, and what they have earned so far, in fractions.
    struct Book {
        uint256 alice;
        uint256 bob;
        uint256 worker;
        uint256 other;
        uint256 commissionBps;
        uint256 earnedAlice;
        uint256 earnedBob;
        uint256 earnedWorker;
        uint256 earnedOther;
        /// Base units that one base unit of stake earned, rounded up, while stakes or weights may have fractions.
        uint256 grain;
        bool fractions;
        uint256 streamed;
    }

    Book private book;
    uint256 private time = BEGIN;

    function test_rewards_areSharedByStakeTimeAndCommission() external {
        uint256[5] memory waits = [uint256(3 days), 5 days, NOTICE, 11 days, 13 days];
        _story([uint256(100 ether), 300 ether, 60 ether, 40 ether], waits, 2500, 40 ether, 25 ether);
        assertTrue(book.earnedBob > 0 && book.earnedOther > 0, "everybody earned");
    }

    function testFuzz_rewards_areSharedByStakeTimeAndCommission(
        uint256[4] memory stakes,
        uint256[5] memory waits,
        uint256 bps,
        uint256 slashed,
        uint256 left
    ) external {
        for (uint256 i = 0; i < 4; ++i) stakes[i] = bound(stakes[i], 1 ether, FUNDS);
        for (uint256 i = 0; i < 5; ++i) waits[i] = bound(waits[i], 0, 60 days);
        waits[2] = NOTICE + waits[2];
        _story(stakes, waits, bound(bps, 1, 5000), slashed, left);
    }

    /// @dev Two bonds, two delegations, a raise, an unbonding of Alice's, a slash, a cut to nothing.
    function _story(
        uint256[4] memory stakes,
        uint256[5] memory waits,
        uint256 bps,
        uint256 slashed,
        uint256 left
    ) private {
        bond(WORKER, stakes[0]);
        bond(OTHER, stakes[1]);
        delegate(ALICE, WORKER, stakes[2]);
        (book.worker, book.other, book.alice) = (stakes[0], stakes[1], stakes[2]);
        _pass(waits[0]);
        delegate(BOB, WORKER, stakes[3]);
        book.bob = stakes[3];
        setCommission(WORKER, bps);
        _pass(waits[2]);
        staking.applyCommission(WORKER);
        book.commissionBps = bps;
        _pass(waits[1]);
        left = bound(left, 1, book.alice);
        undelegate(ALICE, WORKER, left);
        book.alice -= left;
        _pass(waits[3]);
        _slash(bound(slashed, 0, (book.worker + left + book.alice + book.bob) / 2), left);
        _pass(waits[4]);
        setCommission(WORKER, 0);
        book.commissionBps = 0;
        _pass(waits[0]);
    }

    /// @dev Takes the sides' parts off the book by the rule, in exact proportion; the index's own roundings are far below.
    function _slash(uint256 amount, uint256 unbonding) private {
        uint256 pool = unbonding + book.alice + book.bob;
        uint256 bearing = pool < book.worker ? pool : book.worker;
        uint256 fromPool = (amount * bearing) / (book.worker + bearing);
        if (amount - fromPool > book.worker) fromPool = amount - book.worker;
        locker.slash(WORKER, amount, 0);
        book.worker -= amount - fromPool;
        // Stakes in whole base units, up to one too low each; `grain` holds what that can mean.
        book.fractions = true;
        book.alice = (book.alice * (pool - fromPool)) / pool;
        book.bob = (book.bob * (pool - fromPool)) / pool;
    }

    /// @dev Adds a stretch of time to the book, and compares.
    function _pass(uint256 duration) private {
        time += duration;
        vm.warp(time);
        uint256 stream = ((emission.stakersEmittedBy(time) >> 45) << 45) - book.streamed;
        book.streamed += stream;
        uint256 total = book.worker + book.other + book.alice + book.bob;
        // Until a slash all stakes are whole; without commission no weight is rounded.
        if (book.commissionBps > 0 || book.fractions) book.grain += stream / total + 1;
        uint256 kept = 10_000 - book.commissionBps;
        uint256 alice = (stream * book.alice * kept) / total;
        uint256 bob = (stream * book.bob * kept) / total;
        book.earnedAlice += (alice * FRACTION) / 10_000;
        book.earnedBob += (bob * FRACTION) / 10_000;
        uint256 commission = (stream * (book.alice + book.bob) * book.commissionBps) / total;
        book.earnedWorker += (((stream * book.worker * 10_000) / total + commission) * FRACTION) / 10_000;
        book.earnedOther += (stream * book.other * FRACTION) / total;
        _compare();
    }

    function _compare() private view {
        _assertNear(rewardsOf(ALICE, WORKER), book.earnedAlice / FRACTION, "Alice");
        _assertNear(rewardsOf(BOB, WORKER), book.earnedBob / FRACTION, "Bob");
        _assertNear(staking.rewardsOf(WORKER), book.earnedWorker / FRACTION, "the worker");
        _assertNear(staking.rewardsOf(OTHER), book.earnedOther / FRACTION, "the other");
    }

    /// @dev Few changes of its own each; the book's stakes are whole base units, up to two of them from the true ones.
    function _assertNear(uint256 have, uint256 want, string memory what) private view {
        uint256 slack = 10 + 3 * book.grain;
        assertBetween(have, want < slack ? 0 : want - slack, want + slack, what);
    }
}
