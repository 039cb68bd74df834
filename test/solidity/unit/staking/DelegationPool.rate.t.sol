// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegationPool, INDEX_ONE} from "../../../../contracts/staking/DelegationPool.sol";
import {Test} from "../../utils/Test.sol";

/// @dev What a share earns, beside its exact value: the sum of `index * (10000 - commission) * step of acc`, which is below
/// `2^112 * 10^4 * 2^120 < 2^246` and needs no rounding.
contract DelegationPoolRateTest is Test {
    uint256 private constant MOST_ACC = 1e36;
    uint256 private constant EXACT = 10_000 << 112;

    /// @dev Over any slashes and changes of the commission the rate never falls and never passes the exact value. It stays
    /// below it by less than two digits a change and what `net`, rounded down to a 2^-112th, loses of the accumulator: a
    /// 2^-112th of it.
    function testFuzz_rateDown_staysJustBelowTheExactValue(uint256[8] memory changes, uint256 shares) external pure {
        DelegationPool memory pool;
        pool.index = INDEX_ONE;
        pool.active = bound(shares, 1 ether, 1 << 100);
        (uint256 acc, uint256 exact, uint256 last) = (0, 0, 0);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 step = bound(changes[i] >> 64, 0, MOST_ACC / 8);
            exact += step * pool.index * (10_000 - pool.commissionBps);
            acc += step;
            uint256 rate = pool.rateDown(acc);
            assertTrue(rate >= last, "monotone");
            assertTrue(rate * EXACT <= exact, "never above the exact value");
            // The changes before, the rounding now, and a 2^-112th of the accumulator.
            assertTrue((rate + 2 * i + 1 + (acc >> 112) + 1) * EXACT >= exact, "and just below");
            last = _change(pool, changes[i], acc);
            assertBetween(last, rate == 0 ? 0 : rate - 1, rate, "a change costs at most a digit");
        }
    }

    function testFuzz_rateUp_isAtMostADigitAbove(uint256 change, uint256 from, uint256 acc) external pure {
        DelegationPool memory pool;
        pool.index = INDEX_ONE;
        pool.active = 100 ether;
        acc = bound(acc, 0, MOST_ACC);
        _change(pool, change, bound(from, 0, acc));
        assertBetween(pool.rateUp(acc) - pool.rateDown(acc), 0, 1, "up and down");
    }

    /// @dev Right after a change at any accumulator, nobody who joins has earned anything.
    function testFuzz_rateUp_givesNewcomersNothing(uint256 change, uint256 acc, uint256 later) external pure {
        DelegationPool memory pool;
        pool.index = INDEX_ONE;
        pool.active = 100 ether;
        acc = bound(acc, 0, MOST_ACC);
        _change(pool, change, acc);
        uint256 joined = pool.rateUp(acc);
        later = bound(later, acc, MOST_ACC);
        uint256 exact = (later - acc) * pool.index * (10_000 - pool.commissionBps);
        uint256 rate = pool.rateDown(later);
        if (rate > joined) assertTrue((rate - joined) * EXACT <= exact, "no more than since it joined");
    }

    function test_restart_beginsAtZero() external pure {
        DelegationPool memory pool = DelegationPool(5, 7, 3, 1 << 90, 1234, true, 99);
        pool.restart(MOST_ACC);
        assertEq(pool.active + pool.unbonding, 0, "no shares");
        assertEq(pool.era, 4, "era");
        assertEq(pool.index, INDEX_ONE, "index");
        assertEq(pool.commissionBps, 1234, "the commission stays");
        assertTrue(pool.announced, "and so does what was announced");
        assertEq(pool.rateDown(MOST_ACC), 0, "no rewards yet");
        assertBetween(pool.rateUp(MOST_ACC), 0, 1, "rounded up");
    }

    /// @dev A slash of any part, or another commission; returns the rate afterwards.
    function _change(DelegationPool memory pool, uint256 change, uint256 acc) private pure returns (uint256) {
        if (change & 1 == 0) pool.setCommission((change >> 1) % 5001, acc);
        else pool.cut((change >> 1) % (pool.assets() + 1), acc);
        return pool.rateDown(acc);
    }
}
