// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ShareRing} from "../../../../contracts/staking/ShareRing.sol";
import {RING_PLACES} from "../../../../contracts/staking/UnbondingRing.sol";
import {Test} from "../../utils/Test.sol";

contract ShareRingTest is Test {
    ShareRing private ring;

    /// @dev Eight entries of any size lie side by side; taking one leaves the others.
    function testFuzz_put_keepsEveryField(uint104[8] memory shares, uint40[8] memory ends, uint256 out) external {
        for (uint256 i = 0; i < RING_PLACES; ++i) {
            if (shares[i] == 0) shares[i] = 1;
            ring.put(i, shares[i], ends[i]);
        }
        out = bound(out, 0, 7);
        (uint256 taken, uint256 end) = ring.take(out);
        assertEq(taken, shares[out], "taken");
        assertEq(end, ends[out], "its end");
        for (uint256 i = 0; i < RING_PLACES; ++i) {
            (taken, end) = ring.get(i);
            assertEq(taken, i == out ? 0 : shares[i], "shares");
            assertEq(end, i == out ? 0 : ends[i], "end");
        }
        assertEq(ring.firstFree(0), out, "the only free place");
    }

    function test_take_givesNothingFromAFreePlaceOrNone() external {
        ring.put(3, 7, 9);
        for (uint256 i = 0; i < 10; ++i) {
            (uint256 shares, uint256 end) = ring.take(i);
            assertEq(shares, i == 3 ? 7 : 0, "shares");
            assertEq(end, i == 3 ? 9 : 0, "end");
        }
        (uint256 none, ) = ring.take(type(uint256).max);
        assertEq(none, 0, "far outside");
        (none, ) = ring.take(3);
        assertEq(none, 0, "once");
    }

    /// @dev Every pattern of taken places, from every start: the nearest free one, going up and around.
    function test_firstFree_findsTheNearestGoingRound() external {
        for (uint256 mask = 0; mask < 256; ++mask) {
            for (uint256 i = 0; i < RING_PLACES; ++i) ring.entries[i] = (mask >> i) & 1;
            for (uint256 from = 0; from < RING_PLACES; ++from) {
                uint256 want = RING_PLACES;
                for (uint256 step = RING_PLACES; step > 0; --step) {
                    uint256 place = (from + step - 1) & 7;
                    if ((mask >> place) & 1 == 0) want = place;
                }
                assertEq(ring.firstFree(from), want, "place");
            }
        }
    }
}
