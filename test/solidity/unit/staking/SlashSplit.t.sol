// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {splitSlash} from "../../../../contracts/staking/SlashSplit.sol";
import {Test} from "../../utils/Test.sol";

contract SlashSplitTest is Test {
    function test_splitSlash_sharesBySelfToTheLesser() external pure {
        _assertSplit(30, 100, 50, 20, 10);
        _assertSplit(30, 100, 100, 15, 15);
        _assertSplit(30, 100, 1000, 15, 15);
        _assertSplit(31, 100, 1000, 16, 15);
        _assertSplit(1, 1, 1, 1, 0);
        _assertSplit(2, 1, 1, 1, 1);
    }

    function test_splitSlash_takesWhatOneSideLacksFromTheOther() external pure {
        _assertSplit(300, 100, 1000, 100, 200);
        _assertSplit(200, 100, 1000, 100, 100);
        _assertSplit(199, 100, 1000, 100, 99);
        _assertSplit(30, 0, 50, 0, 30);
        _assertSplit(30, 50, 0, 30, 0);
    }

    function test_splitSlash_takesNoMoreThanThereIs() external pure {
        _assertSplit(type(uint256).max, 100, 1000, 100, 1000);
        _assertSplit(type(uint256).max, 0, 0, 0, 0);
        _assertSplit(0, 100, 1000, 0, 0);
        _assertSplit(type(uint256).max, 1e27, 0, 1e27, 0);
    }

    /// @dev Up to the token's cap on either side: sums, bounds, and the self side's half.
    function testFuzz_splitSlash_isExactAndSparesThePool(uint256 amount, uint256 self, uint256 pool) external pure {
        (self, pool) = (bound(self, 0, 1e27), bound(pool, 0, 1e27));
        if (amount % 3 != 0) amount = bound(amount, 0, self + pool);
        (uint256 fromSelf, uint256 fromPool) = splitSlash(amount, self, pool);
        assertEq(fromSelf + fromPool, amount < self + pool ? amount : self + pool, "the whole");
        assertTrue(fromSelf <= self && fromPool <= pool, "no more than each has");
        if (fromSelf < self) assertTrue(fromSelf >= fromPool, "the self side bears half as long as it can");
        // Nor does a small pool bear more than its part: fromPool / fromSelf <= pool / self.
        if (pool <= self) assertTrue(fromPool * self <= fromSelf * pool, "in proportion");
    }

    /// @dev More asked is never less taken, from either side.
    function testFuzz_splitSlash_growsWithTheAmount(uint256 amount, uint256 self, uint256 pool) external pure {
        (self, pool) = (bound(self, 0, 1e27), bound(pool, 0, 1e27));
        amount = bound(amount, 0, self + pool);
        (uint256 fromSelf, uint256 fromPool) = splitSlash(amount, self, pool);
        (uint256 moreSelf, uint256 morePool) = splitSlash(amount + 1, self, pool);
        assertTrue(moreSelf >= fromSelf && morePool >= fromPool, "monotone");
    }

    function _assertSplit(uint256 amount, uint256 self, uint256 pool, uint256 wantSelf, uint256 wantPool) private pure {
        (uint256 fromSelf, uint256 fromPool) = splitSlash(amount, self, pool);
        assertEq(fromSelf, wantSelf, "from self");
        assertEq(fromPool, wantPool, "from the pool");
    }
}
