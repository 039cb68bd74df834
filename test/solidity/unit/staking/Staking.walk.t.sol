// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {StakeWalk} from "./StakeWalk.sol";

/// @dev What holds after any sequence of steps of two workers and three delegators.
contract StakingWalkTest is StakeWalk {
    /// @dev S1 and S5: the tokens are there, and what delegators can take out is never more than their pool has.
    function testFuzz_anySteps_S1_S5_coverEverybody(uint256[24] memory seeds) external {
        for (uint256 i = 0; i < 24; ++i) {
            step(seeds[i]);
            _assertCovered();
        }
    }

    /// @dev S6: what was minted and what is owed, past eras included, stays within the stream.
    function testFuzz_anySteps_S6_stayWithinTheStream(uint256[24] memory seeds) external {
        for (uint256 i = 0; i < 24; ++i) {
            step(seeds[i]);
            uint256 owed = owedAt(WORKER) + owedAt(OTHER);
            assertTrue(emission.stakersMinted() + owed <= emission.stakersEmittedBy(time), "S6");
        }
    }

    /// @dev The base of the rewards is what is active, each pool rounded up.
    function testFuzz_anySteps_keepTheTotal(uint256[24] memory seeds) external {
        for (uint256 i = 0; i < 24; ++i) {
            step(seeds[i]);
            (uint256 a, ) = staking.assetsOf(WORKER);
            (uint256 b, ) = staking.assetsOf(OTHER);
            (uint256 c, ) = staking.poolAssetsOf(WORKER);
            (uint256 d, ) = staking.poolAssetsOf(OTHER);
            assertBetween(staking.totalActive(), a + b + c + d, a + b + c + d + 2, "total active");
        }
    }

    /// @dev After any steps everybody can leave with everything and claim. What stays in the contract is less than one base
    /// unit for each delegation made, for each delegator's withdrawal, and for a last fraction of each of three accounts at
    /// two workers.
    function testFuzz_exitAll_leavesFractionsOnly(uint256[16] memory seeds) external {
        for (uint256 i = 0; i < 16; ++i) step(seeds[i]);
        exitAll();
        (uint256 self, ) = sidesOf(WORKER);
        assertEq(self, 0, "the first worker is out");
        (self, ) = sidesOf(OTHER);
        assertEq(self, 0, "the second worker is out");
        assertEq(takeable(WORKER) + takeable(OTHER), 0, "nobody can take more");
        assertTrue(token.balanceOf(address(staking)) <= roundings + 6, "dust");
        uint256 owed = owedAt(WORKER) + owedAt(OTHER);
        assertEq(owed, 0, "all rewards are claimed");
        assertTrue(emission.stakersMinted() <= emission.stakersEmittedBy(time), "S6");
    }

    function _assertCovered() private view {
        (uint256 self, uint256 pool) = sidesOf(WORKER);
        (uint256 otherSelf, uint256 otherPool) = sidesOf(OTHER);
        assertTrue(takeable(WORKER) <= pool, "S5");
        assertTrue(takeable(OTHER) <= otherPool, "S5");
        assertTrue(token.balanceOf(address(staking)) >= self + pool + otherSelf + otherPool, "S1");
    }
}
