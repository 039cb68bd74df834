// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Delegation, DelegationSlot} from "../../../../contracts/staking/Delegation.sol";
import {Test} from "../../utils/Test.sol";

contract DelegationTest is Test {
    /// @dev The most shares there can be, and the highest rate.
    uint256 private constant MOST_SHARES = 1 << 100;
    uint256 private constant MOST_RATE = 1 << 121;
    int256 private constant MOST_DEBT = type(int144).max;
    int256 private constant LEAST_DEBT = type(int144).min;

    function testFuzz_packed_keepsEveryField(uint104 shares, uint256 place, int144 debt) external pure {
        _assertKept(shares, bound(place, 0, 7), debt);
    }

    function test_packed_keepsTheExtremes() external pure {
        _assertKept(type(uint104).max, 7, MOST_DEBT);
        _assertKept(type(uint104).max, 0, LEAST_DEBT);
        _assertKept(0, 7, -1);
        _assertKept(0, 0, 0);
        assertEq(DelegationSlot.unwrap(Delegation(0, 0, 0).packed()), 0, "nothing is zero");
    }

    function test_packed_revertsWhen_aFieldDoesNotFit() external {
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 104, 1 << 104));
        this.pack(1 << 104, 0);
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedIntDowncast.selector, 144, MOST_DEBT + 1));
        this.pack(0, MOST_DEBT + 1);
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedIntDowncast.selector, 144, LEAST_DEBT - 1));
        this.pack(0, LEAST_DEBT - 1);
    }

    /// @dev Joining brings no rewards, and costs those that are pending at most a base unit.
    function testFuzz_raise_neverAddsRewards(uint256 shares, uint256 more, uint256 rate) external pure {
        rate = bound(rate, 0, MOST_RATE);
        Delegation memory delegation = _fromTheStart(bound(shares, 0, MOST_SHARES));
        uint256 before = delegation.pending(rate);
        delegation.raise(bound(more, 0, MOST_SHARES), rate);
        assertBetween(delegation.pending(rate), before == 0 ? 0 : before - 1, before, "pending");
        delegation.packed();
    }

    function testFuzz_lower_keepsRewards(uint256 shares, uint256 less, uint256 rate) external pure {
        rate = bound(rate, 0, MOST_RATE);
        Delegation memory delegation = _fromTheStart(bound(shares, 0, MOST_SHARES));
        uint256 before = delegation.pending(rate);
        delegation.lower(bound(less, 0, delegation.shares), rate);
        assertBetween(delegation.pending(rate), before == 0 ? 0 : before - 1, before, "pending");
        delegation.packed();
    }

    function testFuzz_settle_takesExactlyWhatIsPaid(uint256 shares, uint256 rate, uint256 later) external pure {
        rate = bound(rate, 0, MOST_RATE);
        later = bound(later, rate, MOST_RATE);
        Delegation memory delegation = _fromTheStart(bound(shares, 0, MOST_SHARES));
        uint256 all = delegation.pending(later);
        uint256 first = delegation.pending(rate);
        delegation.settle(first);
        assertEq(delegation.pending(rate), 0, "nothing is left");
        assertEq(first + delegation.pending(later), all, "and nothing is lost");
    }

    /// @dev The difference can fall just below zero; it is not owed then.
    function test_pending_isNeverNegative() external pure {
        Delegation memory delegation = Delegation(1, 0, 5);
        assertEq(delegation.pending(1e27), 0, "below zero");
        assertEq(delegation.pending(5e27), 0, "zero");
        assertEq(delegation.pending(6e27), 1, "above");
    }

    function pack(uint256 shares, int256 debt) external pure returns (DelegationSlot) {
        return Delegation(shares, 0, debt).packed();
    }

    function _fromTheStart(uint256 shares) private pure returns (Delegation memory delegation) {
        delegation = DelegationSlot.wrap(0).unpacked();
        delegation.raise(shares, 0);
    }

    function _assertKept(uint256 shares, uint256 place, int256 debt) private pure {
        Delegation memory have = Delegation(shares, place, debt).packed().unpacked();
        assertEq(have.shares, shares, "shares");
        assertEq(have.nextPlace, place, "place");
        assertEq(have.debt, debt, "debt");
    }
}
