// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IEmission} from "../../../../contracts/emission/IEmission.sol";
import {EmissionFixture} from "./EmissionFixture.sol";

contract EmissionClaimTest is EmissionFixture {
    function test_burn_burnsAndCounts() external {
        vm.prank(TREASURY);
        token.transfer(address(crediter), 7 ether);
        vm.expectEmit(address(emission));
        emit IEmission.WorkBurned(address(crediter), 7 ether, 7 ether);
        crediter.flushBurn();

        assertEq(emission.burnedTotal(), 7 ether, "total");
        assertEq(token.totalSupply(), GENESIS - 7 ether, "supply");
        assertEq(token.balanceOf(address(emission)), 0, "nothing stays");
    }

    function test_burn_revertsWhen_nothingWasSent() external {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, emission, 0, 1));
        vm.prank(address(crediter));
        emission.burn(1);
    }

    function test_burn_revertsWhen_callerIsNoCrediter() external {
        vm.expectRevert(abi.encodeWithSelector(IEmission.NotCrediter.selector, address(this)));
        emission.burn(0);
    }

    function test_claimWork_rollsFlushesAndMints() external {
        vm.warp(BEGIN + EPOCH);
        crediter.plan(0, 10 ether, 10 ether);
        vm.prank(TREASURY);
        token.transfer(address(crediter), 10 ether);
        vm.expectEmit(address(emission));
        emit IEmission.WorkClaimed(address(crediter), WORKER, 9 ether);
        uint256 amount = emission.claimWork(WORKER);

        assertEq(amount, 9 ether, "amount");
        assertEq(token.balanceOf(WORKER), 9 ether, "worker");
        assertEq(emission.workMinted(), 9 ether, "minted");
        assertEq(emission.burnedTotal(), 10 ether, "flushed");
        assertEq(emission.owedTo(WORKER), 0, "nothing is left");
    }

    function test_claimWork_mintsAtMostGammaOfWhatWasBurned() external {
        vm.warp(BEGIN + EPOCH);
        crediter.plan(0, 10 ether, 10 ether);
        burnAs(crediter, 4 ether);
        assertEq(emission.claimWork(WORKER), 3.6 ether, "the room");
        assertEq(emission.owedTo(WORKER), 5.4 ether, "the rest stays owed");

        vm.expectRevert(abi.encodeWithSelector(IEmission.NothingToClaim.selector, WORKER));
        emission.claimWork(WORKER);
        burnAs(crediter, 6 ether);
        assertEq(emission.claimWork(WORKER), 5.4 ether, "the rest");
    }

    /// @dev E1, whatever a crediter reports: two workers of one sum, each credited with all of it.
    function test_claimWork_E1_mintsAtMostTheStreamOfClosedEpochs() external {
        vm.warp(BEGIN + EPOCH);
        uint256 stream = emission.workOf(address(crediter), 0);
        burnAs(crediter, 4 * stream);
        crediter.closeEpoch(0, 2 * stream);
        crediter.credit(WORKER, 0, 2 * stream);
        crediter.credit(OTHER, 0, 2 * stream);
        vm.warp(BEGIN + 2 * EPOCH - 1);

        assertEq(emission.claimWork(WORKER), stream, "all of the stream");
        vm.warp(BEGIN + 3 * EPOCH);
        vm.expectRevert(abi.encodeWithSelector(IEmission.NothingToClaim.selector, OTHER));
        emission.claimWork(OTHER);
    }

    function test_claimWork_revertsWhen_nothingIsOwed() external {
        vm.expectRevert(abi.encodeWithSelector(IEmission.NothingToClaim.selector, WORKER));
        emission.claimWork(WORKER);
    }

    function testFuzz_claimWork_neverPassesGammaOfTheBurn(
        uint256[5] memory burned,
        uint256[5] memory flushed
    ) external {
        for (uint256 i = 0; i < 5; ++i) {
            vm.warp(BEGIN + (i + 1) * EPOCH);
            burned[i] = bound(burned[i], 1 ether, 1e24);
            crediter.plan(i, burned[i], burned[i]);
            burnAs(crediter, bound(flushed[i], 1 ether, 1e24));
            emission.claimWork(WORKER);
            assertTrue(emission.workMinted() <= (emission.burnedTotal() * 9000) / 10_000, "gamma of the burn");
            assertEq(token.balanceOf(WORKER), emission.workMinted(), "minted to the worker");
        }
    }

    function test_mintToStaker_mints() external {
        vm.warp(BEGIN + 1 days);
        vm.expectEmit(address(emission));
        emit IEmission.StakersMinted(WORKER, 5 ether);
        vm.prank(STAKING);
        emission.mintToStaker(WORKER, 5 ether);

        assertEq(token.balanceOf(WORKER), 5 ether, "worker");
        assertEq(emission.stakersMinted(), 5 ether, "minted");
    }

    function testFuzz_mintToStaker_E1_reachesTheStreamAndNoMore(uint256 time) external {
        time = BEGIN + bound(time, 0, 60 * 365 days);
        vm.warp(time);
        uint256 emitted = emission.stakersEmittedBy(time);
        vm.startPrank(STAKING);
        emission.mintToStaker(WORKER, emitted);
        vm.expectRevert(abi.encodeWithSelector(IEmission.StakersStreamExceeded.selector, emitted + 1, emitted));
        emission.mintToStaker(WORKER, 1);
    }

    function test_mintToStaker_revertsWhen_callerIsNotStaking() external {
        vm.expectRevert(abi.encodeWithSelector(IEmission.NotStaking.selector, address(this)));
        emission.mintToStaker(WORKER, 0);
    }

    function test_emittedBy_isZeroUntilTheStart() external view {
        assertEq(emission.emittedBy(0), 0, "long before");
        assertEq(emission.emittedBy(BEGIN), 0, "at the start");
        assertTrue(emission.emittedBy(BEGIN + 1) > 0, "a second later");
        assertEq(emission.stakersEmittedBy(BEGIN - 1), 0, "stakers");
    }
}
