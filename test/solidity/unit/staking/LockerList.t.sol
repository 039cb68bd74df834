// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {LockerList, MOST_LOCKERS} from "../../../../contracts/staking/LockerList.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {Test} from "../../utils/Test.sol";
import {TestLocker} from "./TestLocker.sol";

contract LockerListTest is Test {
    address private constant WORKER = address(0x3031);

    LockerList private list;

    function test_add_appendsUpToFour() external {
        assertEq(list.indexOf(address(1)), MOST_LOCKERS, "none at first");
        for (uint256 i = 0; i < MOST_LOCKERS; ++i) {
            address locker = address(uint160(100 + i));
            assertEq(list.indexOf(locker), MOST_LOCKERS, "not yet");
            list.add(locker);
            assertEq(list.count, i + 1, "count");
            for (uint256 j = 0; j <= i; ++j) {
                assertEq(list.at(j), address(uint160(100 + j)), "at");
                assertEq(list.indexOf(address(uint160(100 + j))), j, "indexOf");
            }
        }
        assertEq(list.indexOf(address(1)), MOST_LOCKERS, "nobody else");
    }

    /// @dev An empty place is no locker, although it reads as the zero address.
    function test_indexOf_knowsNoZeroAddress() external {
        assertEq(list.indexOf(address(0)), MOST_LOCKERS, "empty");
        list.add(address(1));
        assertEq(list.indexOf(address(0)), MOST_LOCKERS, "one");
    }

    function testFuzz_lockedBesides_addsThoseOfTheMask(uint256 mask, uint256 except, uint64[4] memory locked) external {
        (mask, except) = (bound(mask, 0, 15), bound(except, 0, MOST_LOCKERS));
        uint256 want = 0;
        for (uint256 i = 0; i < MOST_LOCKERS; ++i) {
            TestLocker locker = new TestLocker(IStaking(address(1)));
            locker.setLocked(WORKER, locked[i]);
            list.add(address(locker));
            if ((mask >> i) & 1 != 0 && i != except) want += locked[i];
        }
        assertEq(list.lockedBesides(mask, except, WORKER), want, "sum");
    }

    /// @dev Bits beyond the lockers there are ask nobody.
    function test_lockedBesides_endsWithTheList() external {
        assertEq(list.lockedBesides(15, MOST_LOCKERS, WORKER), 0, "nobody");
        TestLocker locker = new TestLocker(IStaking(address(1)));
        locker.setLocked(WORKER, 7);
        list.add(address(locker));
        assertEq(list.lockedBesides(15, MOST_LOCKERS, WORKER), 7, "the one");
        assertEq(list.lockedBesides(15, 0, WORKER), 0, "but the caller");
    }
}
