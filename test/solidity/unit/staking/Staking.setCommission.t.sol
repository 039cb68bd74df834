// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingSetCommissionTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_setCommission_announcesARaise() external {
        vm.expectEmit(address(staking));
        emit IStaking.CommissionAnnounced(WORKER, 1000, BEGIN + NOTICE);
        setCommission(WORKER, 1000);
        _assertTerms(0, 1000, BEGIN + NOTICE);
    }

    function test_setCommission_cutsAtOnce() external {
        raiseCommission(WORKER, 2000);
        vm.expectEmit(address(staking));
        emit IStaking.CommissionSet(WORKER, 1500);
        setCommission(WORKER, 1500);
        _assertTerms(1500, 0, 0);
        setCommission(WORKER, 0);
        _assertTerms(0, 0, 0);
    }

    function test_setCommission_byACutDropsAnAnnouncedRaise() external {
        raiseCommission(WORKER, 2000);
        setCommission(WORKER, 3000);
        setCommission(WORKER, 1999);
        _assertTerms(1999, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingAnnounced.selector, WORKER));
        staking.applyCommission(WORKER);
    }

    function test_setCommission_toWhatItIsDropsAnAnnouncedRaise() external {
        setCommission(WORKER, 3000);
        vm.expectEmit(address(staking));
        emit IStaking.CommissionSet(WORKER, 0);
        setCommission(WORKER, 0);
        _assertTerms(0, 0, 0);
    }

    /// @dev The notice of the second raise begins anew, also when it is the lower one.
    function test_setCommission_replacesAnAnnouncedRaise() external {
        setCommission(WORKER, 3000);
        vm.warp(BEGIN + NOTICE - 1);
        vm.expectEmit(address(staking));
        emit IStaking.CommissionAnnounced(WORKER, 500, BEGIN + 2 * NOTICE - 1);
        setCommission(WORKER, 500);
        _assertTerms(0, 500, BEGIN + 2 * NOTICE - 1);
        vm.warp(BEGIN + NOTICE);
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.CommissionNotDue.selector, WORKER, BEGIN + 2 * NOTICE - 1, BEGIN + NOTICE)
        );
        staking.applyCommission(WORKER);
        vm.warp(BEGIN + 2 * NOTICE - 1);
        staking.applyCommission(WORKER);
        _assertTerms(500, 0, 0);
    }

    function test_setCommission_goesUpToAHalf() external {
        raiseCommission(WORKER, 5000);
        _assertTerms(5000, 0, 0);
    }

    function test_setCommission_revertsWhen_itIsTooHigh() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.CommissionTooHigh.selector, 5001, 5000));
        setCommission(WORKER, 5001);
        vm.expectRevert(abi.encodeWithSelector(IStaking.CommissionTooHigh.selector, type(uint256).max, 5000));
        setCommission(WORKER, type(uint256).max);
    }

    /// @dev A cut works backwards no more than a raise does.
    function test_setCommission_isNeverRetroactive() external {
        raiseCommission(WORKER, 5000);
        delegate(ALICE, WORKER, 100 ether);
        vm.warp(BEGIN + NOTICE + 2 days);
        uint256 earned = rewardsOf(ALICE, WORKER);
        uint256 worker = staking.rewardsOf(WORKER);
        setCommission(WORKER, 0);

        assertBetween(rewardsOf(ALICE, WORKER), earned - 1, earned, "Alice, until the cut");
        assertBetween(staking.rewardsOf(WORKER), worker - 1, worker, "the worker, until the cut");
        vm.warp(BEGIN + NOTICE + 3 days);
        uint256 day = emission.stakersEmittedBy(block.timestamp) - emission.stakersEmittedBy(block.timestamp - 1 days);
        assertBetween(rewardsOf(ALICE, WORKER) - earned, day / 2 - UNIT, day / 2 + UNIT, "all of her half since");
        assertBetween(staking.rewardsOf(WORKER) - worker, day / 2 - UNIT, day / 2 + UNIT, "the worker's half since");
    }

    function test_setCommission_holdsInANewEra() external {
        raiseCommission(WORKER, 2500);
        delegate(ALICE, WORKER, 100 ether);
        locker.slash(WORKER, 200 ether, 0);
        _assertTerms(2500, 0, 0);
        assertEq(staking.poolView(WORKER).era, 1, "a new era");
    }

    /// @dev Before anybody delegates, and for an account that never bonded.
    function test_setCommission_needsNoPool() external {
        vm.expectEmit(address(staking));
        emit IStaking.CommissionSet(OTHER, 0);
        setCommission(OTHER, 0);
        setCommission(OTHER, 1);
        assertEq(staking.poolView(OTHER).announcedBps, 1, "announced");
        assertEq(staking.rewardsOf(OTHER), 0, "and earns nothing");
    }

    function testFuzz_setCommission_sharesAsSaid(uint256 bps, uint256 self, uint256 pool) external {
        bps = bound(bps, 0, 5000);
        self = bound(self, 1 ether, 100_000 ether);
        pool = bound(pool, 1 ether, 100_000 ether);
        bond(WORKER, self - 1 ether + 1);
        (self, ) = staking.assetsOf(WORKER);
        if (bps > 0) raiseCommission(WORKER, bps);
        vm.warp(BEGIN + NOTICE);
        delegate(ALICE, WORKER, pool);
        uint256 worker = staking.rewardsOf(WORKER);
        uint256 from = emission.stakersEmittedBy(BEGIN + NOTICE) >> 45;
        vm.warp(BEGIN + NOTICE + 40 days);
        uint256 stream = ((emission.stakersEmittedBy(BEGIN + NOTICE + 40 days) >> 45) - from) << 45;

        uint256 total = self + pool;
        uint256 want = (((stream * pool) / total) * (10_000 - bps)) / 10_000;
        // A base unit for the accumulator's last digit, two for the divisions here, one for joining.
        assertBetween(rewardsOf(ALICE, WORKER), want - 3, want + 2, "Alice");
        // The commission is that of whole base units of stake: less than one of them earns nothing.
        uint256 least = stream - want - stream / total - 5;
        assertBetween(staking.rewardsOf(WORKER) - worker, least, stream - want, "the worker, all the rest");
    }

    function _assertTerms(uint256 bps, uint256 announcedBps, uint256 from) private view {
        IStaking.PoolView memory pool = staking.poolView(WORKER);
        assertEq(pool.commissionBps, bps, "commission");
        assertEq(pool.announcedBps, announcedBps, "announced");
        assertEq(pool.announcedFrom, from, "announced from");
    }
}
