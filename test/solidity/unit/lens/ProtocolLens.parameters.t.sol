// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Request} from "../../../../contracts/jobs/Request.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {IProtocolLens} from "../../../../contracts/lens/IProtocolLens.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {Market} from "../../utils/Market.sol";

/// @notice What holds for everybody, as deployed; and that the bounds shown are those that bind.
contract ProtocolLensParametersTest is Market {
    bytes32 private constant ROOT = keccak256("root");

    function setUp() external {
        setUpMarket();
    }

    function test_parameters_nameTheContracts() external {
        IProtocolLens.Contracts memory c = _all().contracts;
        assertEq(c.escrow, address(escrow), "escrow");
        assertEq(c.extension, escrow.EXTENSION(), "extension");
        assertEq(c.proofRunner, escrow.PROOF_RUNNER(), "proof runner");
        assertEq(c.staking, address(staking), "staking");
        assertEq(c.emission, address(emission), "emission");
        assertEq(c.registry, address(registry), "registry");
        assertEq(c.beacon, address(beacon), "beacon");
        assertEq(c.token, address(qrn), "token");
        assertEq(c.authority, address(manager), "authority");
        assertEq(c.disputer, address(0), "nobody yet");
        escrow.setDisputer(STRANGER);
        assertEq(_all().contracts.disputer, STRANGER, "disputer");
    }

    function test_parameters_nameTheTimes() external view {
        IProtocolLens.Times memory t = _all().times;
        assertEq(t.beaconDelay, BEACON_DELAY, "beacon");
        assertEq(t.revealWindow, REVEAL_WINDOW, "reveal");
        assertEq(t.minChallengeWindow, MIN_WINDOW, "least window");
        assertEq(t.maxChallengeWindow, MAX_WINDOW, "most window");
        assertEq(t.minDuration, 60, "least duration");
        assertEq(t.maxDuration, MAX_DURATION, "most duration");
        assertEq(t.maxOpen, 30 days, "open");
        assertEq(t.longestLock, 7 days, "bound credit");
        assertEq(t.disputeClock, DISPUTE_CLOCK, "clock");
        assertEq(t.unbonding, UNBONDING, "unbonding");
        assertEq(t.commissionNotice, UNBONDING, "notice");
    }

    function test_parameters_nameBoundsAndPenalties() external view {
        IProtocolLens.Most memory m = _all().most;
        assertEq(m.shards, 65_535, "shards");
        assertEq(m.paramsBytes, 4096, "params");
        assertEq(m.uriBytes, 256, "uri");
        assertEq(m.attempts, 15, "attempts");
        assertEq(m.unbondings, 8, "unbondings");
        assertEq(m.lockers, 4, "lockers");
        assertEq(m.commissionBps, 5000, "commission");
        assertEq(m.leastBond, 1 ether, "bond");
        IProtocolLens.Penalties memory p = _all().penalties;
        assertEq(p.noShowBps, 500, "no-show");
        assertEq(p.noShowPayoutBps, 5000, "its payout");
        assertEq(p.timeoutPayoutBps, 500, "timeout");
        assertEq(p.fraudPayoutBps, 5000, "fraud");
        assertEq(p.fraudRequesterBps, 4000, "the requester's part");
    }

    /// @dev A commission of the most is taken, one more refused with the same figure.
    function test_parameters_showTheBoundsThatBind() external {
        uint256 most = _all().most.commissionBps;
        vm.startPrank(WORKER);
        staking.setCommission(most);
        vm.expectRevert(abi.encodeWithSelector(IStaking.CommissionTooHigh.selector, most + 1, most));
        staking.setCommission(most + 1);
        vm.stopPrank();
        uint256 until = block.timestamp + _all().times.longestLock;
        vm.startPrank(requester);
        escrow.lockBalance(address(0), until);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, bytes32("until"), until + 1, until, until)
        );
        escrow.lockBalance(address(0), until + 1);
        vm.stopPrank();
    }

    function test_parameters_nameTheCurveAndWhereItIs() external {
        vm.warp(emission.START() + 7 * EPOCH + 13);
        IProtocolLens.Parameters memory all = _all();
        assertEq(all.curve.start, emission.START(), "start");
        assertEq(all.curve.epochLength, EPOCH, "epoch");
        assertEq(all.curve.budget, 600_000_000 ether, "budget");
        assertEq(all.curve.cap, 1_000_000_000 ether, "cap");
        assertEq(all.curve.stakersBps, 4000, "stakers");
        assertEq(all.curve.gammaBps, 9000, "gamma");
        assertEq(all.running.epoch, 7, "epoch");
        assertEq(all.running.epochEndsAt, emission.START() + 8 * EPOCH, "end");
        assertEq(all.running.work, emission.workOf(address(escrow), 7), "work");
        assertTrue(all.running.work != 0, "some work");
        assertEq(all.running.supply, 400_000_000 ether, "genesis");
        assertEq(all.running.minted, 400_000_000 ether, "genesis");
        assertEq(all.running.totalActive, 500 ether, "bonded");
    }

    function test_parameters_countTheBurnOfTheRunningEpochOnly() external {
        Request memory r = requestOf(1);
        runTo(r, 0, ROOT);
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        assertEq(_all().running.burned, BURN, "in this epoch");
        assertEq(_all().running.burnable, BURN, "not flushed");
        vm.warp(block.timestamp + EPOCH);
        assertEq(_all().running.burned, 0, "none in the next");
        assertEq(_all().running.burnable, BURN, "still not flushed");
        escrow.flushBurn();
        assertEq(_all().running.burnable, 0, "flushed");
        assertEq(_all().running.supply, 400_000_000 ether - BURN, "burned");
        assertEq(_all().running.minted, 400_000_000 ether, "a burn mints nothing");
    }

    function test_parameters_showTheRulesOfTokensAndKernels() external {
        escrow.setToken(address(qrn), false, 3 ether);
        escrow.setTokenPaused(address(qrn), true);
        address[] memory tokens = new address[](3);
        (tokens[1], tokens[2]) = (address(qrn), STRANGER);
        uint32[] memory kernels = one(MATMUL8);
        IProtocolLens.Parameters memory all = lens.parameters(tokens, kernels);
        assertEq(all.tokens.length, 3, "tokens");
        for (uint256 i; i < 3; ++i) {
            assertEq(all.tokens[i].token, tokens[i], "token");
            bytes32 rule = keccak256(abi.encode(escrow.tokenOf(tokens[i])));
            assertEq(keccak256(abi.encode(all.tokens[i].rule)), rule, "rule");
        }
        assertTrue(all.tokens[0].rule.allowed && !all.tokens[0].rule.paused, "coin");
        assertTrue(all.tokens[1].rule.paused && all.tokens[1].rule.maxPrice == 3 ether, "QRN");
        assertEq(all.kernels.length, 1, "kernels");
        assertEq(all.kernels[0].kernelId, MATMUL8, "id");
        assertEq(all.kernels[0].kernel.kernel, address(matmul), "kernel");
        assertEq(all.kernels[0].kernel.royaltyBps, ROYALTY_BPS, "royalty");
        assertEq(keccak256(abi.encode(all.kernels[0].limits)), keccak256(abi.encode(limits())), "limits");
    }

    function test_parameters_revertsWhen_aKernelIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.KernelUnknown.selector, 9));
        lens.parameters(new address[](0), one(9));
    }

    function _all() private view returns (IProtocolLens.Parameters memory) {
        return lens.parameters(new address[](0), new uint32[](0));
    }
}
