// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Emission, EmissionParams} from "../../../../contracts/emission/Emission.sol";
import {Staking} from "../../../../contracts/staking/Staking.sol";
import {StakingParams} from "../../../../contracts/staking/StakingState.sol";
import {IQuernToken} from "../../../../contracts/token/IQuernToken.sol";
import {Test} from "../../utils/Test.sol";
import {TestLocker} from "./TestLocker.sol";

/// @notice A staking contract with one locker, and two workers with 1,000,000 QRN each, approved.
abstract contract StakingFixture is Test {
    address internal constant TREASURY = address(0x7ea5);
    address internal constant WORKER = address(0x3031);
    address internal constant OTHER = address(0x3032);
    address internal constant OPERATOR = address(0x09e4);
    address internal constant PAYOUT = address(0x9a10);
    uint256 internal constant FUNDS = 1_000_000 ether;
    uint256 internal constant UNBONDING = 7 days;
    uint256 internal constant NOTICE = 7 days;
    uint256 internal constant BEGIN = 1_800_000_000;
    /// @dev The stakers' stream is shared out in whole units of 2^45.
    uint256 internal constant UNIT = 1 << 45;

    AccessManager internal authority;
    Emission internal emission;
    IQuernToken internal token;
    Staking internal staking;
    TestLocker internal locker;

    function setUp() public virtual {
        vm.warp(BEGIN);
        authority = new AccessManager(address(this));
        EmissionParams memory emissionParams = EmissionParams({
            authority: address(authority),
            treasury: TREASURY,
            genesis: 4e26,
            epoch: 1 days,
            stakersBps: 4000,
            gammaBps: 9000
        });
        emission = Emission(deploy("contracts/emission/Emission.sol:Emission", abi.encode(emissionParams)));
        token = emission.TOKEN();
        staking = Staking(deploy("contracts/staking/Staking.sol:Staking", abi.encode(stakingParams())));
        emission.setStaking(address(staking));
        locker = new TestLocker(staking);
        staking.addLocker(address(locker));
        fund(WORKER);
        fund(OTHER);
    }

    function stakingParams() internal view returns (StakingParams memory) {
        return
            StakingParams({
                authority: address(authority),
                emission: emission,
                unbonding: UNBONDING,
                commissionNotice: NOTICE
            });
    }

    function bond(address worker, uint256 amount) internal {
        vm.prank(worker);
        staking.bond(amount);
    }

    function unbond(address worker, uint256 amount) internal returns (uint256 index) {
        vm.prank(worker);
        return staking.unbond(amount);
    }

    function assertAssets(address worker, uint256 active, uint256 unbonding) internal view {
        (uint256 haveActive, uint256 haveUnbonding) = staking.assetsOf(worker);
        assertEq(haveActive, active, "active");
        assertEq(haveUnbonding, unbonding, "unbonding");
    }

    /// @dev S1, with nobody but the two workers bonded.
    function assertSolvent() internal view {
        (uint256 a, uint256 b) = staking.assetsOf(WORKER);
        (uint256 c, uint256 d) = staking.assetsOf(OTHER);
        assertEq(token.balanceOf(address(staking)), a + b + c + d, "S1: the balance is the sum of all assets");
        assertEq(staking.totalActive(), a + c, "total active");
    }

    function fund(address account) internal {
        vm.prank(TREASURY);
        token.transfer(account, FUNDS);
        vm.prank(account);
        token.approve(address(staking), type(uint256).max);
    }
}
