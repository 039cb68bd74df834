// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Request} from "../../../../contracts/jobs/Request.sol";
import {IProtocolLens} from "../../../../contracts/lens/IProtocolLens.sol";
import {Market} from "../../utils/Market.sol";
import {TestLocker} from "../staking/TestLocker.sol";

/// @notice The page of a worker: its stake as staking shows it, and what this escrow and the emission know of it.
contract ProtocolLensWorkerPageTest is Market {
    bytes32 private constant ROOT = keccak256("root");

    Request private _r;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(3);
        (_r.terms, _r.work) = (r.terms, r.work);
    }

    function test_workerPage_ofAStrangerIsEmpty() external view {
        IProtocolLens.WorkerPage memory page = lens.workerPage(STRANGER);
        assertTrue(page.worksHere, "the first locker is on from the start");
        assertEq(page.free + page.lockedHere + page.burned + page.uncredited + page.owed + page.owedHere, 0, "nothing");
        assertEq(page.stake.operator, address(0), "no operator");
    }

    function test_workerPage_showsStakeAndLocks() external {
        accept(_r, 0);
        accept(_r, 1);
        IProtocolLens.WorkerPage memory page = lens.workerPage(WORKER);
        assertEq(
            keccak256(abi.encode(page.stake)),
            keccak256(abi.encode(staking.workerView(WORKER))),
            "as staking says"
        );
        assertEq(page.stake.operator, OPERATOR, "operator");
        assertEq(page.stake.selfActive, 500 ether, "bond");
        assertEq(page.lockedHere, 200 ether, "two locks");
        assertEq(page.free, 300 ether, "the rest");
    }

    function test_workerPage_leavesNothingFreeBelowTheLocks() external {
        accept(_r, 0);
        accept(_r, 1);
        vm.startPrank(WORKER);
        staking.setLockCap(250 ether);
        assertEq(lens.workerPage(WORKER).free, 50 ether, "within the cap");
        staking.setLockCap(200 ether);
        assertEq(lens.workerPage(WORKER).free, 0, "at the cap");
        staking.setLockCap(1 ether);
        assertEq(lens.workerPage(WORKER).free, 0, "above it");
        vm.stopPrank();
    }

    function test_workerPage_countsWhatOtherLockersHold() external {
        TestLocker other = new TestLocker(staking);
        staking.addLocker(address(other));
        vm.prank(WORKER);
        staking.setLocker(address(other), true);
        other.setLocked(WORKER, 120 ether);
        accept(_r, 0);
        IProtocolLens.WorkerPage memory page = lens.workerPage(WORKER);
        assertEq(page.stake.locked, 220 ether, "by both");
        assertEq(page.lockedHere, 100 ether, "here");
        assertEq(page.free, 280 ether, "what is left for both");
    }

    function test_workerPage_showsThatTheEscrowIsOff() external {
        TestLocker other = new TestLocker(staking);
        staking.addLocker(address(other));
        vm.startPrank(WORKER);
        staking.setLocker(address(other), true);
        assertTrue(lens.workerPage(WORKER).worksHere, "on beside another");
        staking.setLocker(address(escrow), false);
        vm.stopPrank();
        IProtocolLens.WorkerPage memory page = lens.workerPage(WORKER);
        assertTrue(!page.worksHere, "off");
        assertEq(page.free, 0, "locks nothing");
        assertEq(page.stake.capacity, 500 ether, "whatever the capacity");
    }

    function test_workerPage_followsTheBurnToItsReward() external {
        runTo(_r, 0, ROOT);
        bytes32 hash = workHash(_r);
        vm.prank(requester);
        escrow.approve(_r.terms, hash, one(0));
        IProtocolLens.WorkerPage memory page = lens.workerPage(WORKER);
        uint256 epoch = emission.currentEpoch();
        assertEq(page.epoch, epoch, "epoch");
        assertEq(page.burned, BURN, "burned in it");
        assertEq(page.uncredited + page.owed + page.owedHere, 0, "the epoch is open");

        vm.warp(block.timestamp + EPOCH);
        page = lens.workerPage(WORKER);
        assertEq(page.epoch, epoch + 1, "the next epoch");
        assertEq(page.burned, 0, "nothing in this one");
        assertEq(page.uncredited, BURN, "waits for roll");
        address[] memory workers = new address[](1);
        workers[0] = WORKER;
        escrow.roll(workers);
        page = lens.workerPage(WORKER);
        assertEq(page.uncredited + page.burned, 0, "rolled");
        assertEq(page.owed, (BURN * 9) / 10, "gamma of the burn");
        assertEq(page.owedHere, page.owed, "all by this escrow");
        emission.claimWork(WORKER);
        assertEq(lens.workerPage(WORKER).owed, 0, "claimed");
    }
}
