// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEmission} from "../../../../contracts/emission/IEmission.sol";
import {EmissionFixture} from "./EmissionFixture.sol";
import {TestCrediter} from "./TestCrediter.sol";

contract EmissionCreditTest is EmissionFixture {
    function test_currentEpoch_beginsOnTheSecond() external {
        vm.warp(BEGIN + EPOCH - 1);
        assertEq(emission.currentEpoch(), 0, "a second before");
        vm.warp(BEGIN + EPOCH);
        assertEq(emission.currentEpoch(), 1, "on the second");
    }

    function test_closeEpoch_storesTheFirstReport() external {
        vm.warp(BEGIN + EPOCH);
        vm.expectEmit(address(emission));
        emit IEmission.EpochClosed(address(crediter), 0, 50);
        crediter.closeEpoch(0, 50);
        crediter.closeEpoch(0, 60);

        assertEq(emission.burnedIn(address(crediter), 0), 50, "the first report stands");
    }

    /// @dev Nobody can burn more than there is.
    function test_closeEpoch_takesAWrongReportForTheCap() external {
        vm.warp(BEGIN + EPOCH);
        vm.expectEmit(address(emission));
        emit IEmission.EpochClosed(address(crediter), 0, 1e27);
        crediter.closeEpoch(0, 1e27 + 1);
        assertEq(emission.burnedIn(address(crediter), 0), 1e27, "the cap");
    }

    function test_closeEpoch_lastsEvenAtZero() external {
        vm.warp(BEGIN + EPOCH);
        crediter.closeEpoch(0, 0);
        crediter.closeEpoch(0, 60);

        assertEq(emission.burnedIn(address(crediter), 0), 0, "nothing was burned");
    }

    function test_closeEpoch_ignoresEpochsThatRun() external {
        vm.warp(BEGIN + EPOCH - 1);
        crediter.closeEpoch(0, 50);
        crediter.closeEpoch(type(uint256).max, 50);
        assertEq(emission.burnedIn(address(crediter), 0), 0, "running");

        vm.warp(BEGIN + EPOCH);
        crediter.closeEpoch(0, 40);
        assertEq(emission.burnedIn(address(crediter), 0), 40, "closed");
    }

    /// @dev An escrow that is no crediter yet must still be able to pay its workers.
    function test_closeEpoch_changesNothingForOthers() external {
        vm.warp(BEGIN + EPOCH);
        emission.closeEpoch(0, 1);
        emission.credit(WORKER, 0, 1);
        assertEq(emission.burnedIn(address(this), 0), 0, "not reported");
        assertEq(emission.owedTo(WORKER), 0, "not credited");
    }

    function test_credit_paysTheShareOfALargeBurn() external {
        vm.warp(BEGIN + EPOCH);
        uint256 stream = emission.workOf(address(crediter), 0);
        uint256 sum = 4 * stream;
        crediter.closeEpoch(0, sum);
        vm.expectEmit(address(emission));
        emit IEmission.WorkCredited(address(crediter), WORKER, 0, sum / 4, stream / 4, stream / 4);
        crediter.credit(WORKER, 0, sum / 4);

        assertEq(emission.owedTo(WORKER), stream / 4, "a quarter of the stream");
    }

    function test_credit_paysGammaOfASmallBurn() external {
        vm.warp(BEGIN + EPOCH);
        crediter.closeEpoch(0, 1000 ether);
        crediter.credit(WORKER, 0, 600 ether);
        crediter.credit(OTHER, 0, 400 ether);

        assertEq(emission.owedTo(WORKER), 540 ether, "nine tenths");
        assertEq(emission.owedTo(OTHER), 360 ether, "nine tenths");
    }

    function test_credit_addsUpOverEpochs() external {
        vm.warp(BEGIN + 2 * EPOCH);
        crediter.closeEpoch(0, 10 ether);
        crediter.closeEpoch(1, 20 ether);
        crediter.credit(WORKER, 1, 20 ether);
        crediter.credit(WORKER, 0, 10 ether);

        assertEq(emission.owedTo(WORKER), 27 ether, "both");
    }

    function test_credit_emitsWhatItAddsAndTheSum() external {
        vm.warp(BEGIN + 2 * EPOCH);
        crediter.closeEpoch(0, 10 ether);
        crediter.closeEpoch(1, 20 ether);
        crediter.credit(WORKER, 0, 10 ether);
        vm.expectEmit(address(emission));
        emit IEmission.WorkCredited(address(crediter), WORKER, 1, 20 ether, 18 ether, 27 ether);
        crediter.credit(WORKER, 1, 20 ether);
    }

    function test_credit_givesNothingWithoutAClosedReport() external {
        crediter.credit(WORKER, 0, 1 ether);
        vm.warp(BEGIN + EPOCH);
        crediter.credit(WORKER, 0, 1 ether);
        crediter.credit(WORKER, 1, 1 ether);
        crediter.credit(WORKER, type(uint256).max, 1 ether);
        crediter.closeEpoch(0, 0);
        crediter.credit(WORKER, 0, 1 ether);

        assertEq(emission.owedTo(WORKER), 0, "nothing");
    }

    function test_credit_keepsCreditersApart() external {
        TestCrediter second = new TestCrediter(emission);
        emission.addCrediter(address(second), shares(5000, 5000));
        vm.warp(BEGIN + 2 * EPOCH);
        crediter.closeEpoch(1, 8 ether);
        second.credit(WORKER, 1, 8 ether);

        assertEq(emission.owedTo(WORKER), 0, "the first's report is not the second's");
        assertEq(emission.burnedIn(address(second), 1), 0, "not reported");
    }

    /// @dev E2: a crediter that credits the same burn again and again gets no more than it reported.
    function test_credit_E2_creditsNoMoreThanWasReported() external {
        vm.warp(BEGIN + EPOCH);
        crediter.closeEpoch(0, 10 ether);
        crediter.credit(WORKER, 0, 6 ether);
        crediter.credit(WORKER, 0, 6 ether);
        crediter.credit(WORKER, 0, 6 ether);
        assertEq(emission.owedTo(WORKER), 9 ether, "gamma of the ten reported");
    }

    /// @dev E2: the credits of an epoch stay within its stream and within gamma of what was burned.
    function testFuzz_credit_E2_staysWithinStreamAndGamma(uint256[4] memory burns, uint256 epoch) external {
        epoch = bound(epoch, 0, 20 * 365);
        vm.warp(BEGIN + (epoch + 1) * EPOCH);
        uint256 sum = 0;
        for (uint256 i = 0; i < 4; ++i) {
            burns[i] = bound(burns[i], 0, 1e26);
            sum += burns[i];
        }
        crediter.closeEpoch(epoch, sum);
        uint256 owed = 0;
        for (uint160 i = 0; i < 4; ++i) {
            crediter.credit(address(0x100 + i), epoch, burns[i]);
            uint256 own = emission.owedTo(address(0x100 + i));
            assertTrue(own <= (burns[i] * 9000) / 10_000, "gamma of the own burn");
            owed += own;
        }
        assertTrue(owed <= emission.workOf(address(crediter), epoch), "the stream");
    }

    /// @dev The bound of docs/specs/emission.md: the exact value of the formula, less than one base unit more.
    function testFuzz_credit_losesLessThanOneBaseUnit(uint256 burned, uint256 others, uint256 epoch) external {
        epoch = bound(epoch, 0, 60 * 365);
        (burned, others) = (bound(burned, 1, 1e26), bound(others, 0, 1e27 - 1e26));
        uint256 sum = burned + others;
        vm.warp(BEGIN + (epoch + 1) * EPOCH);
        crediter.closeEpoch(epoch, sum);
        crediter.credit(WORKER, epoch, burned);

        uint256 amount = emission.owedTo(WORKER);
        uint256 byShare = emission.workOf(address(crediter), epoch) * burned;
        uint256 byBurn = burned * 9000;
        assertTrue(amount * sum <= byShare && amount * 10_000 <= byBurn, "never more than the formula");
        assertTrue((amount + 1) * sum > byShare || (amount + 1) * 10_000 > byBurn, "less than one base unit below it");
    }

    function testFuzz_credit_neverReverts(uint256 epoch, uint256 sum, uint256 burned, uint256 time) external {
        vm.warp(BEGIN + bound(time, 0, type(uint40).max));
        uint256 last = emission.currentEpoch();
        epoch = last == 0 || epoch % 3 == 0 ? epoch : epoch % last;
        crediter.closeEpoch(epoch, sum);
        crediter.credit(WORKER, epoch, burned);

        if (epoch < last) assertTrue(emission.owedTo(WORKER) <= emission.workOf(address(crediter), epoch), "stream");
        else assertEq(emission.owedTo(WORKER), 0, "an epoch that runs");
    }
}
