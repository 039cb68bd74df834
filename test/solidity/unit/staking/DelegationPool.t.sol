// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {
    DelegationPool,
    DelegationPoolSlots,
    INDEX_ONE,
    LEAST_INDEX
} from "../../../../contracts/staking/DelegationPool.sol";
import {Test} from "../../utils/Test.sol";

contract DelegationPoolTest is Test {
    uint256 private constant MOST_SHARES = 1 << 100;
    /// @dev The most that the accumulator can reach.
    uint256 private constant MOST_ACC = 1e36;
    uint256 private constant CAP = 1e27;

    DelegationPoolSlots private slots;

    // ---- storage

    function testFuzz_store_keepsEveryField(DelegationPool memory pool) external {
        pool.active = bound(pool.active, 0, type(uint104).max);
        pool.unbonding = bound(pool.unbonding, 0, type(uint104).max);
        pool.era = bound(pool.era, 0, type(uint48).max);
        pool.index = bound(pool.index, 0, INDEX_ONE);
        pool.commissionBps = bound(pool.commissionBps, 0, (1 << 14) - 1);
        pool.offset = int128(pool.offset);
        _assertKept(pool);
    }

    function test_store_keepsTheExtremes() external {
        (uint256 most, uint256 eras) = (type(uint104).max, type(uint48).max);
        _assertKept(DelegationPool(most, most, eras, 0, (1 << 14) - 1, true, type(int128).min));
        _assertKept(DelegationPool(most, 0, 0, INDEX_ONE, 0, true, type(int128).max));
        _assertKept(DelegationPool(0, most, eras, 1, (1 << 14) - 1, false, -1));
        _assertKept(DelegationPool(0, 0, 0, INDEX_ONE, 0, false, 0));
        assertEq(slots.shares, 0, "a pool that nobody used is zeros");
        assertEq(slots.terms, 0, "in both slots");
    }

    function test_store_revertsWhen_aFieldDoesNotFit() external {
        _expectOverflow(104, 1 << 104);
        this.storeShares(DelegationPool(1 << 104, 0, 0, INDEX_ONE, 0, false, 0));
        _expectOverflow(104, 1 << 104);
        this.storeShares(DelegationPool(0, 1 << 104, 0, INDEX_ONE, 0, false, 0));
        _expectOverflow(48, 1 << 48);
        this.storeShares(DelegationPool(0, 0, 1 << 48, INDEX_ONE, 0, false, 0));
        int256 offset = int256(type(int128).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedIntDowncast.selector, 128, offset));
        this.storeTerms(DelegationPool(0, 0, 0, INDEX_ONE, 0, false, offset));
    }

    // ---- worth

    /// @dev A cut of any part takes exactly that off what all shares are worth, and no share is ever worth more afterwards.
    function testFuzz_cut_takesExactlyThePart(
        uint256 active,
        uint256 unbonding,
        uint256[4] memory parts,
        uint256 some
    ) external pure {
        DelegationPool memory pool = _poolOf(active, unbonding);
        some = bound(some, 0, pool.active + pool.unbonding);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 assets = pool.assets();
            (uint256 one, uint256 rest) = (pool.worth(some), pool.worth(pool.active + pool.unbonding - some));
            assertTrue(one + rest <= assets, "S5: parts never sum to more");
            uint256 part = _partOf(parts[i], assets);
            pool.cut(part, 0);
            assertEq(pool.assets(), assets - part, "exactly the part");
            assertTrue(pool.worth(some) <= one, "no worth rises");
            assertTrue(pool.worth(pool.active + pool.unbonding - some) <= rest, "nor that of the rest");
            assertTrue(pool.index > 0 || pool.assets() == 0, "gone only when nothing is left");
        }
    }

    function test_cut_isExactAtTheExtremes() external pure {
        _assertCut(MOST_SHARES, 0, INDEX_ONE, 1);
        _assertCut(MOST_SHARES, 0, INDEX_ONE, MOST_SHARES - 1);
        _assertCut(MOST_SHARES, 0, INDEX_ONE, MOST_SHARES);
        _assertCut(MOST_SHARES - 1, 1, LEAST_INDEX, 1);
        _assertCut(1, MOST_SHARES - 1, LEAST_INDEX, (1 << 90) - 1);
        _assertCut(MOST_SHARES, 0, (1 << 12), 0);
        _assertCut(MOST_SHARES, 0, (1 << 12), 1);
        _assertCut(MOST_SHARES, 0, (1 << 13) - 1, 1);
        _assertCut(1, 0, INDEX_ONE, 1);
        _assertCut(1, 0, INDEX_ONE - 1, 0);
        _assertCut(0, 1, INDEX_ONE, 0);
    }

    /// @dev The shares that an amount buys are worth it but a base unit; one share more would be worth more than was paid.
    function testFuzz_sharesDown_isTight(uint256 amount, uint256 index) external pure {
        DelegationPool memory pool = _at(bound(index, LEAST_INDEX, INDEX_ONE));
        amount = bound(amount, 0, CAP);
        uint256 shares = pool.sharesDown(amount);
        assertTrue(shares < MOST_SHARES, "fits");
        assertTrue(shares * pool.index <= amount << 112, "not more than was paid");
        assertTrue((shares + 1) * pool.index > amount << 112, "the most of those");
        assertBetween(pool.worth(shares), amount == 0 ? 0 : amount - 1, amount, "worth");
    }

    function testFuzz_sharesUp_isTight(uint256 shares, uint256 index, uint256 amount) external pure {
        DelegationPool memory pool = _at(bound(index, 1, INDEX_ONE));
        shares = bound(shares, 0, MOST_SHARES);
        amount = bound(amount, 0, pool.worth(shares));
        uint256 needed = pool.sharesUp(amount);
        assertTrue(needed <= shares, "whoever has the worth has the shares");
        assertEq(pool.worth(needed), amount, "worth exactly the amount");
        if (amount > 0) assertTrue(pool.worth(needed - 1) < amount, "the fewest of those");
    }

    /// @dev Active assets down, weight up: a base unit apart at most; the commission's weight leaves room for the others.
    function testFuzz_activeUp_boundsAllThatEarns(
        uint256 active,
        uint256 some,
        uint256 index,
        uint256 bps
    ) external pure {
        DelegationPool memory pool = _at(bound(index, 1, INDEX_ONE));
        pool.active = bound(active, 0, MOST_SHARES);
        pool.commissionBps = bound(bps, 0, 5000);
        some = bound(some, 0, pool.active);
        assertBetween(pool.activeUp() - pool.activeAssets(), 0, 1, "up and down");
        uint256 rate = pool.rateDown(MOST_ACC);
        uint256 delegators = (some * rate) / 1e27 + ((pool.active - some) * rate) / 1e27;
        uint256 worker = (pool.commissionWeight() * MOST_ACC) / 1e27;
        // A weight of 2^91 and an accumulator of 2^120 are below 2^211.
        if (pool.activeUp() < 1 << 91)
            assertTrue(delegators + worker <= (pool.activeUp() * MOST_ACC) / 1e27, "S6: the parts fit the weight");
    }

    // ---- internal

    function storeShares(DelegationPool memory pool) external {
        slots.storeShares(pool);
    }

    function storeTerms(DelegationPool memory pool) external {
        slots.storeTerms(pool);
    }

    function _assertKept(DelegationPool memory pool) private {
        slots.storeShares(pool);
        slots.storeTerms(pool);
        DelegationPool memory have = slots.unpacked();
        assertEq(have.active, pool.active, "active");
        assertEq(have.unbonding, pool.unbonding, "unbonding");
        assertEq(have.era, pool.era, "era");
        assertEq(have.index, pool.index, "index");
        assertEq(have.commissionBps, pool.commissionBps, "commission");
        assertTrue(have.announced == pool.announced, "announced");
        assertEq(have.offset, pool.offset, "offset");
    }

    function _expectOverflow(uint256 bits, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, bits, value));
    }

    function _assertCut(uint256 active, uint256 unbonding, uint256 index, uint256 part) private pure {
        DelegationPool memory pool = _at(index);
        (pool.active, pool.unbonding) = (active, unbonding);
        uint256 assets = pool.assets();
        pool.cut(part, MOST_ACC);
        assertEq(pool.assets(), assets - part, "exactly the part");
        assertTrue(pool.index <= index, "the index never rises");
    }

    /// @dev Any sizes, small and large, up to the most shares there can be.
    function _poolOf(uint256 active, uint256 unbonding) private pure returns (DelegationPool memory pool) {
        pool = _at(INDEX_ONE);
        pool.active = bound(active >> (active & 127), 1, MOST_SHARES - 1);
        pool.unbonding = bound(unbonding >> (unbonding & 127), 0, MOST_SHARES - pool.active);
    }

    function _partOf(uint256 seed, uint256 assets) private pure returns (uint256) {
        if (seed % 8 == 0) return 0;
        if (seed % 8 == 1) return assets;
        if (seed % 8 == 2) return assets == 0 ? 0 : 1;
        if (seed % 8 == 3) return assets == 0 ? 0 : assets - 1;
        return bound(seed, 0, assets);
    }

    function _at(uint256 index) private pure returns (DelegationPool memory pool) {
        pool.index = index;
    }
}
