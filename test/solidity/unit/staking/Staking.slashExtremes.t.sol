// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev A slash never reverts for a locker: with nearly all tokens there are in one pool, as many shares as there can be, full
/// rings, a worn index, no own side, and after centuries.
contract StakingSlashExtremesTest is DelegationFixture {
    uint256 private constant WHALE_FUNDS = 3e26;

    function setUp() public override {
        super.setUp();
        vm.prank(TREASURY);
        token.transfer(CAROL, WHALE_FUNDS);
        bond(WORKER, 1 ether);
    }

    /// @dev A share at a 1024th and nearly everything delegated then: more than 2^97 shares.
    function testFuzz_slash_worksWithTheMostShares(uint256[4] memory amounts, uint256 leaving) external {
        _wearToTheLeast();
        uint256 shares = delegate(CAROL, WORKER, WHALE_FUNDS - 2000 ether);
        assertTrue(shares > 1 << 97, "shares");
        undelegate(CAROL, WORKER, bound(leaving, 1, delegatedBy(CAROL, WORKER)));
        for (uint256 i = 0; i < 4; ++i) {
            vm.warp(BEGIN + (i + 1) * 100 * 365 days);
            _slash(amounts[i]);
        }
        uint256 minted = emission.stakersMinted();
        if (rewardsOf(CAROL, WORKER) > 0) minted += claimDelegation(CAROL, WORKER);
        assertEq(emission.stakersMinted(), minted, "and claims work");
    }

    /// @dev Down to single base units, with an index of some bits.
    function testFuzz_slash_worksDownToTheLastBaseUnit(uint256[6] memory amounts) external {
        delegate(CAROL, WORKER, WHALE_FUNDS);
        locker.slash(WORKER, WHALE_FUNDS + 1 ether - bound(amounts[0], 1, 1000), 5000);
        assertTrue(staking.poolView(WORKER).shareWorth == 0, "worth nothing to speak of");
        for (uint256 i = 0; i < 6; ++i) _slash(amounts[i]);
        _slash(type(uint256).max);
        assertSides(WORKER, 0, 0);
    }

    function testFuzz_slash_worksWithFullRings(uint256[8] memory parts, uint256[4] memory amounts) external {
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
        for (uint256 i = 0; i < 8; ++i) {
            unbond(WORKER, bound(parts[i], 1, 12 ether));
            undelegate(ALICE, WORKER, bound(parts[7 - i], 1, 12 ether));
        }
        for (uint256 i = 0; i < 4; ++i) _slash(amounts[i]);
    }

    /// @dev A worker nobody knows, and one that is gone.
    function test_slash_takesNothingWhereNothingIs() external {
        _slash(type(uint256).max);
        _slash(type(uint256).max);
        (uint256 taken, uint256 payout) = locker.slash(address(0), type(uint256).max, type(uint256).max);
        assertEq(taken + payout, 0, "nothing");
    }

    function _wearToTheLeast() private {
        bond(WORKER, 1023 ether);
        delegate(CAROL, WORKER, 1024 ether);
        locker.slash(WORKER, 2046 ether, 0);
    }

    function _slash(uint256 seed) private {
        (uint256 self, uint256 pool) = sidesOf(WORKER);
        uint256 amount = seed % 4 == 3 ? seed : bound(seed, 0, self + pool);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, amount, seed);
        assertEq(taken, amount < self + pool ? amount : self + pool, "taken");
        (uint256 selfLeft, uint256 poolLeft) = sidesOf(WORKER);
        assertEq(selfLeft + poolLeft + taken, self + pool, "exactly");
        assertTrue(payout * 2 <= self - selfLeft, "S7");
    }
}
