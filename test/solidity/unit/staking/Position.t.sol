// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Position, PositionSlot} from "../../../../contracts/staking/Position.sol";
import {RewardPool, RewardSlot} from "../../../../contracts/staking/RewardPool.sol";
import {Test} from "../../utils/Test.sol";

contract PositionTest is Test {
    /// @dev The most that `acc` can reach, see `LEAST_TOTAL`.
    uint256 private constant MOST_ACC = 1e36;

    function testFuzz_raise_neverAddsRewards(uint256 active, uint256 amount, uint256 acc) external pure {
        acc = bound(acc, 0, MOST_ACC);
        Position memory position = _bondedFromTheStart(bound(active, 0, 5e26));
        uint256 before = position.pending(0, acc);
        position.raise(bound(amount, 0, 5e26), acc);
        assertBetween(position.pending(0, acc), before == 0 ? 0 : before - 1, before, "pending");
    }

    function testFuzz_lower_keepsRewards(uint256 active, uint256 amount, uint256 acc) external pure {
        acc = bound(acc, 0, MOST_ACC);
        Position memory position = _bondedFromTheStart(bound(active, 0, 1e27));
        uint256 before = position.pending(0, acc);
        position.lower(bound(amount, 0, position.active), acc);
        assertBetween(position.pending(0, acc), before == 0 ? 0 : before - 1, before, "pending");
    }

    /// @dev Another weight of the commission brings no rewards by itself, and costs those that are pending a base unit at most.
    function testFuzz_reweigh_keepsRewards(uint256 active, uint256 from, uint256 to, uint256 acc) external pure {
        acc = bound(acc, 0, MOST_ACC);
        (from, to) = (bound(from, 0, 5e26), bound(to, 0, 5e26));
        Position memory position = _bondedFromTheStart(bound(active, 0, 5e26));
        position.reweigh(0, from, 0);
        uint256 before = position.pending(from, acc);
        position.reweigh(from, to, acc);
        assertBetween(position.pending(to, acc), before == 0 ? 0 : before - 1, before, "pending");
        position.packed();
    }

    function testFuzz_setLocker_changesOneBit(uint256 mask, uint256 index, bool on) external pure {
        Position memory position = PositionSlot.wrap(0).unpacked();
        assertEq(position.lockerMask, 1, "the first is on from the start");
        position.lockerMask = bound(mask, 0, 15);
        index = bound(index, 0, 3);
        uint256 others = position.lockerMask & ~(1 << index);
        position.setLocker(index, on);
        assertTrue(position.worksFor(index) == on, "as asked");
        assertEq(position.lockerMask & ~(1 << index), others, "the others stay");
    }

    function testFuzz_settle_takesWhatIsPaid(uint256 active, uint256 acc) external pure {
        Position memory position = _bondedFromTheStart(bound(active, 0, 1e27));
        acc = bound(acc, 0, MOST_ACC);
        position.settle(position.pending(0, acc));
        assertEq(position.pending(0, acc), 0, "nothing is left");
    }

    function testFuzz_packed_keepsEveryField(uint256 small, bool pooled, uint96 active, int152 debt) external pure {
        (uint256 rows, uint256 mask) = (bound(small & 255, 0, 4), bound(small >> 8, 0, 15));
        Position memory have = Position(rows, mask, pooled, active, debt).packed().unpacked();
        assertEq(have.rows, rows, "rows");
        assertEq(have.lockerMask, mask, "mask");
        assertTrue(have.pooled == pooled, "pooled");
        assertEq(have.active, active, "active");
        assertEq(have.debt, debt, "debt");
    }

    function testFuzz_packed_keepsEveryFieldOfThePool(
        uint120 acc,
        uint256 total,
        uint256 units,
        bool paused
    ) external pure {
        (total, units) = (bound(total, 0, (1 << 90) - 1), bound(units, 0, (1 << 45) - 1));
        RewardPool memory have = RewardPool(acc, total, units, paused).packed().unpacked();
        assertEq(have.acc, acc, "acc");
        assertEq(have.total, total, "total");
        assertEq(have.units, units, "units");
        assertTrue(have.bondingPaused == paused, "paused");
    }

    function testFuzz_advance_sharesOutNoMoreThanWasEmitted(
        uint256 total,
        uint256 first,
        uint256 second
    ) external pure {
        (first, second) = (bound(first, 0, 1e27), bound(second, 0, 1e27));
        if (first > second) (first, second) = (second, first);
        RewardPool memory pool = RewardPool(0, bound(total, 0, 1e27), 0, false);
        pool.advance(first);
        pool.advance(second);
        uint256 shared = (pool.acc * pool.total) / 1e27;
        assertTrue(shared <= second, "no more than was emitted");
        if (pool.total >= 1e18) assertTrue(shared + (1 << 45) + 2 >= second, "all but a unit");
        else assertEq(shared, 0, "forfeited");
        assertEq(RewardSlot.unwrap(pool.packed()) >> 255, 0, "and still fits");
    }

    function _bondedFromTheStart(uint256 active) private pure returns (Position memory position) {
        position = PositionSlot.wrap(0).unpacked();
        position.raise(active, 0);
    }
}
