// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEmission} from "../../../../contracts/emission/IEmission.sol";
import {Draw} from "../../../../contracts/jobs/Draw.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";
import {Vm} from "../../utils/Vm.sol";

/// @notice What the escrow keeps of the running epoch, and what it reports to the emission when.
contract JobEscrowEpochsTest is Market {
    address private constant SECOND = address(0x3035);

    uint64 private _nonce;

    function setUp() external {
        setUpMarket();
        bond(SECOND, SECOND, 500 ether);
        giveQrn(address(this), 100_000 ether);
        escrow.deposit(address(qrn), requester, 100_000 ether);
        vm.warp(emission.START() + 10 * EPOCH);
    }

    /// @dev The boundary minute of an epoch: its last second, the first of the next, and one more.
    function test_approve_countsInTheEpochOfItsSecond() external {
        Request[3] memory requests = [
            _revealed(WORKER, 1 ether),
            _revealed(WORKER, 2 ether),
            _revealed(WORKER, 4 ether)
        ];
        uint256 epoch = emission.currentEpoch();
        for (uint256 i; i < 3; ++i) {
            vm.warp(emission.START() + (epoch + 1) * EPOCH - 1 + i);
            _approve(requests[i]);
            _assertRunning(
                i == 0 ? epoch : epoch + 1,
                i == 0
                    ? 1 ether
                    : i == 1
                        ? 2 ether
                        : 6 ether
            );
        }
        assertEq(emission.burnedIn(address(escrow), epoch), 1 ether, "the last second's alone");
        assertEq(emission.owedTo(WORKER), 0.9 ether, "credited with it");
        vm.warp(block.timestamp + EPOCH);
        _roll(WORKER);
        assertEq(emission.burnedIn(address(escrow), epoch + 1), 6 ether, "the rest");
        assertEq(emission.owedTo(WORKER), 6.3 ether, "all of it");
    }

    function test_settlement_reportsTheSumThenTheWorker() external {
        _settle(WORKER, 1 ether);
        _settle(SECOND, 2 ether);
        Request memory later = _revealed(WORKER, 1 ether);
        _next(1);
        vm.recordLogs();
        _approve(later);
        _assertReports(vm.getRecordedLogs(), WORKER);

        vm.recordLogs();
        _roll(SECOND);
        _assertReportsOnly(vm.getRecordedLogs(), SECOND);
    }

    function test_roll_reportsTheSumThenTheWorker() external {
        _settle(WORKER, 1 ether);
        _next(1);
        vm.recordLogs();
        _roll(WORKER);
        _assertReports(vm.getRecordedLogs(), WORKER);
    }

    function test_roll_ofNobodyClosesTheEpoch() external {
        _settle(WORKER, 1 ether);
        uint256 epoch = emission.currentEpoch();
        _next(1);
        vm.expectEmit(address(emission));
        emit IEmission.EpochClosed(address(escrow), epoch, 1 ether);
        escrow.roll(new address[](0));
        assertEq(emission.owedTo(WORKER), 0, "nobody is credited yet");
        _assertRunning(epoch + 1, 0);
    }

    function test_roll_creditsOnceHoweverOftenNamed() external {
        _settle(WORKER, 1 ether);
        _next(1);
        address[] memory list = new address[](3);
        (list[0], list[1], list[2]) = (WORKER, WORKER, SECOND);
        vm.startPrank(STRANGER);
        escrow.roll(list);
        escrow.roll(list);
        vm.stopPrank();
        assertEq(emission.owedTo(WORKER), 0.9 ether, "once");
        assertEq(emission.owedTo(SECOND), 0, "burned nothing");
    }

    /// @dev The sum of an epoch in which nothing was burned is not even reported.
    function test_claimWork_mintsNothingForEpochsWithoutBurns() external {
        _settle(WORKER, 1 ether);
        uint256 epoch = emission.currentEpoch();
        _next(1);
        assertEq(emission.claimWork(WORKER), 0.9 ether, "the epoch with a burn");
        uint256 supply = qrn.totalSupply();
        for (uint256 i = 1; i < 4; ++i) {
            _next(1);
            vm.recordLogs();
            _roll(WORKER);
            assertEq(vm.getRecordedLogs().length, 0, "nothing to report");
            vm.expectRevert(abi.encodeWithSelector(IEmission.NothingToClaim.selector, WORKER));
            emission.claimWork(WORKER);
            assertEq(emission.burnedIn(address(escrow), epoch + i), 0, "no sum");
        }
        assertEq(qrn.totalSupply(), supply, "nothing was minted");
    }

    /// @dev Whoever stopped is paid for its last epoch as if it had claimed at once, whatever the others did since.
    function testFuzz_claimWork_isTheSameAfterAnyAbsence(uint256 absent, uint256 own, uint256 others) external {
        absent = bound(absent, 1, 20_000);
        (own, others) = (bound(own, UNIT_BURN, 30_000 ether), bound(others, UNIT_BURN, 30_000 ether));
        _settle(WORKER, uint96(own));
        _settle(SECOND, uint96(others));
        uint256 epoch = emission.currentEpoch();
        _next(absent);
        _settle(SECOND, 1 ether);
        _next(absent % 3);

        uint256 byShare = (emission.workOf(address(escrow), epoch) * own) / (own + others);
        uint256 byBurn = (own * 9) / 10;
        assertEq(emission.claimWork(WORKER), byShare < byBurn ? byShare : byBurn, "min(E * B / sum, gamma * B)");
    }

    /// @dev Before it is a crediter, an escrow pays its workers as ever; what it burns then earns nothing, and is burned later.
    function test_secondEscrow_earnsFromTheEpochAfterItsAdding() external {
        JobEscrow first = escrow;
        escrow = _anotherEscrow();
        _settle(WORKER, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IEmission.NotCrediter.selector, address(escrow)));
        escrow.flushBurn();
        _next(1);
        uint16[] memory shares = new uint16[](2);
        (shares[0], shares[1]) = (2500, 7500);
        emission.addCrediter(address(escrow), shares);
        _settle(WORKER, 2 ether);
        assertEq(emission.owedTo(WORKER), 0, "nothing for the time before");
        _next(1);
        _settle(WORKER, 4 ether);
        assertEq(emission.owedTo(WORKER), 0, "nothing for the epoch of its adding");
        _next(1);

        assertEq(emission.claimWork(WORKER), 3.6 ether, "the first epoch of its own");
        assertEq(emission.burnedTotal(), 7 ether, "all of it was burned");
        uint256 epoch = emission.currentEpoch() - 1;
        uint256 stream = emission.workOf(address(first), epoch) + emission.workOf(address(escrow), epoch);
        assertBetween(emission.workOf(address(escrow), epoch), (stream * 3) / 4 - 1, (stream * 3) / 4 + 1, "its share");
    }

    /// @dev Each reports when it likes; neither changes what the other's worker claims.
    function testFuzz_secondEscrow_latenessChangesNothing(uint256 late, bool firstIsLate) external {
        late = bound(late, 1, 3000);
        JobEscrow[2] memory escrows = [escrow, _anotherEscrow()];
        uint16[] memory shares = new uint16[](2);
        (shares[0], shares[1]) = (5000, 5000);
        emission.addCrediter(address(escrows[1]), shares);
        _next(1);
        uint256 epoch = emission.currentEpoch();
        address[2] memory workers = [WORKER, SECOND];
        uint96[2] memory burned = [uint96(3_000 ether), 5 ether];
        for (uint256 i; i < 2; ++i) {
            escrow = escrows[i];
            _settle(workers[i], burned[i]);
        }
        _next(1);
        uint256[2] memory want = [emission.workOf(address(escrows[0]), epoch), 4.5 ether];
        uint256 punctual = firstIsLate ? 1 : 0;
        assertEq(emission.claimWork(workers[punctual]), want[punctual], "the punctual one's");
        _next(late);
        assertEq(emission.claimWork(workers[1 - punctual]), want[1 - punctual], "the late one's");
    }

    /// @dev A job of `worker` that burns `burn`, revealed; it settles when its requester approves.
    function _revealed(address worker, uint96 burn) private returns (Request memory r) {
        r = requestOf(1);
        r.terms.nonce = ++_nonce;
        r.terms.burn = burn;
        r.terms.payToken = address(qrn);
        (r.terms.minPrice, r.terms.maxPrice, r.terms.lock) = (1, 1, 1 ether);
        (uint256 time, bytes32 root) = (block.timestamp, keccak256("root"));
        bytes memory signature = sign(r);
        bytes32 hash = workHash(r);
        vm.startPrank(worker);
        escrow.acceptSigned(r, one(0), worker, signature);
        escrow.commit(r.terms, hash, one(0), oneWord(_seal(r, worker, root)));
        vm.stopPrank();
        draw(r, 0, false);
        vm.prank(worker);
        escrow.reveal(r.terms, hash, openings(0, root), "");
        assertEq(block.timestamp, time, "in one second");
    }

    function _settle(address worker, uint96 burn) private {
        _approve(_revealed(worker, burn));
    }

    function _approve(Request memory r) private {
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
    }

    function _next(uint256 epochs) private {
        vm.warp(block.timestamp + epochs * EPOCH);
    }

    function _roll(address worker) private {
        address[] memory list = new address[](1);
        list[0] = worker;
        escrow.roll(list);
    }

    function _anotherEscrow() private returns (JobEscrow other) {
        other = newEscrow(escrowConfig());
        staking.addLocker(address(other));
        vm.prank(WORKER);
        staking.setLocker(address(other), true);
        vm.prank(SECOND);
        staking.setLocker(address(other), true);
        other.setToken(address(qrn), true, MAX_PRICE);
        giveQrn(address(this), 100_000 ether);
        qrn.approve(address(other), type(uint256).max);
        other.deposit(address(qrn), requester, 100_000 ether);
    }

    function _seal(Request memory r, address worker, bytes32 root) private view returns (bytes32) {
        return Draw.sealOf(attemptOf(r, 0, worker), root, SALT);
    }

    function _assertRunning(uint256 epoch, uint256 burned) private view {
        (uint256 haveEpoch, uint256 haveBurned, ) = escrow.running();
        assertEq(haveEpoch, epoch, "the running epoch");
        assertEq(haveBurned, burned, "burned in it");
    }

    /// @dev The emission's first two events close the epoch, then credit `worker`.
    function _assertReports(Vm.Log[] memory logs, address worker) private pure {
        uint256 closed = _place(logs, IEmission.EpochClosed.selector, address(0));
        assertTrue(closed < logs.length, "the sum is reported");
        assertTrue(closed < _place(logs, IEmission.WorkCredited.selector, worker), "before the worker");
        assertTrue(_place(logs, IEmission.WorkCredited.selector, worker) < logs.length, "which is credited");
    }

    function _assertReportsOnly(Vm.Log[] memory logs, address worker) private pure {
        assertEq(_place(logs, IEmission.EpochClosed.selector, address(0)), logs.length, "the sum is reported already");
        assertEq(_place(logs, IEmission.WorkCredited.selector, worker), 0, "the worker is credited");
    }

    /// @dev Where `selector` was first emitted (for `worker` unless zero); the number of logs where it was not.
    function _place(Vm.Log[] memory logs, bytes32 selector, address worker) private pure returns (uint256 i) {
        for (; i < logs.length; ++i) {
            if (logs[i].topics[0] != selector) continue;
            if (worker == address(0) || logs[i].topics[2] == bytes32(uint256(uint160(worker)))) return i;
        }
    }
}
