// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICrediter} from "../../../../contracts/emission/ICrediter.sol";
import {IEmission} from "../../../../contracts/emission/IEmission.sol";
import {Vm} from "../../utils/Vm.sol";
import {ClaimingCrediter} from "./ClaimingCrediter.sol";
import {EmissionFixture} from "./EmissionFixture.sol";
import {GasBurner} from "./GasBurner.sol";
import {LongAnswerer} from "./LongAnswerer.sol";
import {TestCrediter} from "./TestCrediter.sol";

/// @notice Two crediters with a share each: whatever one does or leaves undone, the other's workers claim the same.
contract EmissionCreditersTest is EmissionFixture {
    /// @dev The most that one transaction may use (EIP-7825).
    uint256 private constant TRANSACTION_GAS = 1 << 24;

    TestCrediter private _second;

    function setUp() public override {
        super.setUp();
        _second = new TestCrediter(emission);
        emission.addCrediter(address(_second), shares(4000, 6000));
    }

    function test_claimWork_paysEachCreditersPart() external {
        vm.warp(BEGIN + 2 * EPOCH);
        _burnAndReport(crediter, WORKER, 10 ether);
        _burnAndReport(_second, WORKER, 20 ether);
        assertEq(emission.owedTo(WORKER), 27 ether, "both");
        assertEq(emission.owedBy(address(crediter), WORKER), 9 ether, "the first's");
        assertEq(emission.owedBy(address(_second), WORKER), 18 ether, "the second's");

        vm.expectEmit(address(emission));
        emit IEmission.WorkClaimed(address(crediter), WORKER, 9 ether);
        vm.expectEmit(address(emission));
        emit IEmission.WorkClaimed(address(_second), WORKER, 18 ether);
        assertEq(emission.claimWork(WORKER), 27 ether, "both at once");
        assertEq(token.balanceOf(WORKER), 27 ether, "minted");
        _assertAccount(crediter, 10 ether, 9 ether);
        _assertAccount(_second, 20 ether, 18 ether);
        assertEq(emission.burnedTotal(), 30 ether, "burned by both");
        assertEq(emission.workMinted(), 27 ether, "minted for both");
    }

    /// @dev The share of the first is too small for what was burned with it; the second's report is late by a year.
    function test_claimWork_isTheSameHoweverLateTheOtherIs() external {
        vm.warp(BEGIN + 2 * EPOCH);
        uint256 stream = emission.workOf(address(crediter), 1);
        _burnAndReport(crediter, WORKER, 4 * stream);
        assertEq(emission.claimWork(WORKER), stream, "while the second has not reported");

        vm.warp(BEGIN + 367 * EPOCH);
        uint256 other = emission.workOf(address(_second), 1);
        _burnAndReport(_second, OTHER, 4 * other);
        assertEq(emission.claimWork(OTHER), other, "the second's stream is untouched");
    }

    /// @dev The first credits work whose burn it never hands over; the second's workers are paid from their own burns.
    function test_claimWork_leavesTheRoomOfOtherCreditersAlone() external {
        vm.warp(BEGIN + 2 * EPOCH);
        _report(crediter, WORKER, 10 ether);
        _burnAndReport(_second, OTHER, 10 ether);
        crediter.breakDown();

        vm.expectRevert(abi.encodeWithSelector(IEmission.NothingToClaim.selector, WORKER));
        emission.claimWork(WORKER);
        assertEq(emission.claimWork(OTHER), 9 ether, "the second's worker");
        assertEq(emission.owedTo(WORKER), 9 ether, "the first's worker waits for its burn");
    }

    /// @dev E2, of each crediter: whatever both report and burn, each one's workers are minted at most gamma of its burns.
    function testFuzz_claimWork_E2_keepsEachWithinItsOwnBurns(
        uint256[2] memory burned,
        uint256[2] memory sums
    ) external {
        vm.warp(BEGIN + 2 * EPOCH);
        uint256 minted;
        for (uint256 i; i < 2; ++i) {
            TestCrediter from = i == 0 ? crediter : _second;
            burned[i] = bound(burned[i], 0, 1e26);
            burnAs(from, burned[i]);
            _report(from, WORKER, bound(sums[i], 0, 1e26));
            minted += _least(emission.owedBy(address(from), WORKER), (burned[i] * 9) / 10);
        }
        if (minted == 0) vm.expectRevert(abi.encodeWithSelector(IEmission.NothingToClaim.selector, WORKER));
        emission.claimWork(WORKER);

        assertEq(token.balanceOf(WORKER), minted, "each by its own burns");
        assertEq(emission.workMinted(), minted, "counted");
    }

    function test_burn_countsForItsCrediterOnly() external {
        vm.prank(TREASURY);
        token.transfer(address(_second), 3 ether);
        vm.expectEmit(address(emission));
        emit IEmission.WorkBurned(address(_second), 3 ether, 3 ether);
        _second.flushBurn();
        _assertAccount(crediter, 0, 0);
        _assertAccount(_second, 3 ether, 0);
    }

    function test_claimWork_survivesABrokenCrediter() external {
        _prepareClaim();
        _second.breakDown();
        vm.expectEmit(address(emission));
        emit IEmission.CrediterFailed(address(_second), ICrediter.roll.selector);
        vm.expectEmit(address(emission));
        emit IEmission.CrediterFailed(address(_second), ICrediter.flushBurn.selector);
        assertEq(emission.claimWork(WORKER), 9 ether, "the first's credit");
    }

    function test_claimWork_complainsOfNoCrediterThatAnswers() external {
        _prepareClaim();
        vm.recordLogs();
        emission.claimWork(WORKER);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            assertTrue(logs[i].topics[0] != IEmission.CrediterFailed.selector, "none failed");
        }
    }

    /// @dev Nobody claims while a claim runs: not a crediter either, when it is rolled.
    function test_claimWork_letsNoCrediterClaimAgain() external {
        _prepareClaim();
        vm.etch(address(_second), address(new ClaimingCrediter()).code);
        vm.expectEmit(address(_second));
        emit ClaimingCrediter.Refused(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(emission.claimWork(WORKER), 9 ether, "the first's credit");
    }

    function test_claimWork_survivesCreditersThatBurnTheirGas() external {
        vm.etch(address(_second), address(new GasBurner()).code);
        _addTwoMore(address(new GasBurner()), address(new GasBurner()));
        _claimWithin(TRANSACTION_GAS);
    }

    function test_claimWork_survivesCreditersWithLongAnswers() external {
        vm.etch(address(_second), address(new LongAnswerer()).code);
        _addTwoMore(address(new LongAnswerer()), address(new LongAnswerer()));
        _claimWithin(TRANSACTION_GAS);
    }

    /// @dev As an account that took its code back (EIP-7702) would be.
    function test_claimWork_survivesCreditersWithoutCode() external {
        _addTwoMore(address(0xc3), address(0xc4));
        _claimWithin(TRANSACTION_GAS);
    }

    /// @dev A sixty-fourth of the gas that a crediter ran out of never suffices for the rest of the claim.
    function test_claimWork_paysAllOrReverts_whateverGasItGets() external {
        vm.warp(BEGIN + 2 * EPOCH);
        crediter.plan(1, 10 ether, 10 ether);
        _second.plan(1, 20 ether, 20 ether);
        burnAs(crediter, 10 ether);
        burnAs(_second, 20 ether);
        uint256 paid;
        uint256 snapshot = vm.snapshotState();
        for (uint256 gas = 50_000; gas < 450_000; gas += 1_000) {
            try emission.claimWork{gas: gas}(WORKER) returns (uint256 amount) {
                assertEq(amount, 27 ether, "all");
                ++paid;
            } catch {}
            vm.revertToState(snapshot);
        }
        assertBetween(paid, 1, 399, "some paid, some reverted");
    }

    function _claimWithin(uint256 gas) private {
        _prepareClaim();
        assertEq(emission.claimWork{gas: gas}(WORKER), 9 ether, "the first's credit");
    }

    function _prepareClaim() private {
        vm.warp(BEGIN + EPOCH);
        crediter.plan(0, 10 ether, 10 ether);
        vm.prank(TREASURY);
        token.transfer(address(crediter), 10 ether);
    }

    function _addTwoMore(address third, address fourth) private {
        uint16[] memory list = new uint16[](3);
        (list[0], list[1], list[2]) = (4000, 3000, 3000);
        emission.addCrediter(third, list);
        list = new uint16[](4);
        (list[0], list[1], list[2], list[3]) = (1000, 2000, 3000, 4000);
        emission.addCrediter(fourth, list);
    }

    function _burnAndReport(TestCrediter from, address worker, uint256 burned) private {
        burnAs(from, burned);
        _report(from, worker, burned);
    }

    /// @dev Of epoch 1, the first in which both have a share.
    function _report(TestCrediter from, address worker, uint256 burned) private {
        from.closeEpoch(1, burned);
        from.credit(worker, 1, burned);
    }

    function _assertAccount(TestCrediter of_, uint256 burned, uint256 minted) private view {
        (uint256 haveBurned, uint256 haveMinted) = emission.accountOf(address(of_));
        assertEq(haveBurned, burned, "burned");
        assertEq(haveMinted, minted, "minted");
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
