// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Attempt, Draw} from "../../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Commits and reveals of several jobs in one call: of one worker, and of several that the caller acts for.
contract JobEscrowListsTest is Market {
    bytes32 private constant ROOT = keccak256("root");
    address private constant SECOND = address(0x3035);
    address private constant THIRD = address(0x3036);

    Request private _r;
    bytes32 private _hash;

    /// @dev Shards 0 and 1 are the worker's, 2 is one that has the same operator, 3 one that has another.
    function setUp() external {
        setUpMarket();
        bond(SECOND, OPERATOR, 500 ether);
        bond(THIRD, THIRD, 500 ether);
        Request memory r = requestOf(1);
        (r.work.shards, r.work.params) = (4, MatmulFixture.paramsOf(8, 5, 40));
        (_r.terms, _r.work) = (r.terms, r.work);
        _hash = workHash(r);
        accept(_r, 0);
        accept(_r, 1);
        _take(2, SECOND, OPERATOR);
        _take(3, THIRD, THIRD);
    }

    function test_commit_takesJobsOfAllWorkersThatTheCallerActsFor() external {
        uint32[] memory shards = firstShards(3);
        bytes32[] memory seals = _seals(3);
        for (uint32 i; i < 3; ++i) {
            uint32 deadline = uint32(block.timestamp + BEACON_DELAY + REVEAL_WINDOW);
            vm.expectEmit(address(escrow));
            emit IEscrowBase.JobCommitted(jobId(_r, i), _workerOf(i), seals[i], block.number + 1, deadline);
        }
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, shards, seals);
        for (uint32 i; i < 3; ++i) {
            IEscrowBase.JobView memory job = escrow.jobOf(jobId(_r, i));
            assertEq(uint256(job.state), uint256(State.Committed), "committed");
            assertEq(job.sealOrRoot, seals[i], "its own seal");
        }
        assertEq(uint256(escrow.jobOf(jobId(_r, 3)).state), uint256(State.Assigned), "not named");
    }

    function test_commit_revertsWhen_oneOfTheWorkersIsNotTheCallers() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotWorker.selector, OPERATOR, THIRD));
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, firstShards(4), new bytes32[](4));
        assertEq(uint256(escrow.jobOf(jobId(_r, 0)).state), uint256(State.Assigned), "none of them");
    }

    function test_reveal_takesJobsOfAllWorkersThatTheCallerActsFor() external {
        _commitAll();
        _setUndrawn(3);
        IEscrowBase.Reveal[] memory list = _openings(3);
        for (uint32 i; i < 3; ++i) {
            uint32 deadline = uint32(block.timestamp + _r.terms.challengeWindow);
            vm.expectEmit(address(escrow));
            emit IEscrowBase.JobRevealed(jobId(_r, i), _workerOf(i), ROOT, "file:///out", deadline);
        }
        vm.prank(OPERATOR);
        escrow.reveal(_r.terms, _hash, list, "");
        for (uint32 i; i < 3; ++i) {
            assertEq(uint256(escrow.jobOf(jobId(_r, i)).state), uint256(State.Revealed), "revealed");
        }
    }

    /// @dev The header is posted once, for the first job; the others were committed in the same block.
    function test_reveal_postsTheHeaderOfTheFirstJob() external {
        _commitAll();
        bytes32 value = _undrawn(2);
        uint256 id = escrow.jobOf(jobId(_r, 0)).aux;
        vm.prank(OPERATOR);
        escrow.reveal(_r.terms, _hash, _openings(2), abi.encode(value));
        assertEq(beacon.value(id), value, "posted");
        assertEq(uint256(escrow.jobOf(jobId(_r, 1)).state), uint256(State.Revealed), "the second, too");
    }

    function test_reveal_revertsWhen_oneOfTheWorkersIsNotTheCallers() external {
        _commitAll();
        _setUndrawn(4);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotWorker.selector, OPERATOR, THIRD));
        vm.prank(OPERATOR);
        escrow.reveal(_r.terms, _hash, _openings(4), "");
        assertEq(uint256(escrow.jobOf(jobId(_r, 0)).state), uint256(State.Committed), "none of them");
    }

    function _take(uint32 shard, address worker, address caller) private {
        bytes memory signature = sign(_r);
        vm.prank(caller);
        escrow.acceptSigned(_r, one(shard), worker, signature);
    }

    function _commitAll() private {
        (bytes32[] memory seals, bytes32 last) = (_seals(3), _sealOf(3));
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, firstShards(3), seals);
        vm.prank(THIRD);
        escrow.commit(_r.terms, _hash, one(3), oneWord(last));
    }

    function _setUndrawn(uint32 count) private {
        beacon.set(escrow.jobOf(jobId(_r, 0)).aux, _undrawn(count));
    }

    /// @dev A beacon value under which none of the first `count` jobs is drawn.
    function _undrawn(uint32 count) private view returns (bytes32 value) {
        bool drawn = true;
        while (drawn) {
            value = keccak256(abi.encode(value));
            drawn = false;
            for (uint32 i; i < count; ++i) {
                bytes32 seed = Draw.seedOf(attemptOf(_r, i, _workerOf(i)), _sealOf(i), value);
                drawn = drawn || Draw.isSampled(seed, _r.terms.sampleBps);
            }
        }
    }

    function _openings(uint32 count) private pure returns (IEscrowBase.Reveal[] memory list) {
        list = new IEscrowBase.Reveal[](count);
        for (uint32 i; i < count; ++i) list[i] = opening(i, ROOT);
    }

    function _seals(uint32 count) private view returns (bytes32[] memory seals) {
        seals = new bytes32[](count);
        for (uint32 i; i < count; ++i) seals[i] = _sealOf(i);
    }

    function _sealOf(uint32 shard) private view returns (bytes32) {
        Attempt memory attempt = attemptOf(_r, shard, _workerOf(shard));
        return Draw.sealOf(attempt, ROOT, SALT);
    }

    function _workerOf(uint32 shard) private pure returns (address) {
        if (shard < 2) return WORKER;
        return shard == 2 ? SECOND : THIRD;
    }
}
