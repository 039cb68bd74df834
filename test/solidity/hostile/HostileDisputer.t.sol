// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {State} from "../../../contracts/jobs/Job.sol";
import {TestDisputer} from "../utils/TestDisputer.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A disputer that means ill. It can delay the payment of a revealed job by two clocks, or slash it within them; it
/// reaches no other job, no price, no credit and no stake beyond a job's lock, and nothing after that time.
contract HostileDisputerTest is Affairs {
    TestDisputer private _disputer;
    /// Unix time after which the disputer can do nothing more to the revealed jobs.
    uint256 private _last;
    uint256 private _slashed;

    function setUp() external {
        setUpMarket();
        _disputer = new TestDisputer(escrow);
        escrow.setDisputer(address(_disputer));
        beginAffairs(address(0), requester);
        _last = escrow.jobOf(jobId(taken, DUE)).deadline + 2 * DISPUTE_CLOCK;
    }

    /// @dev Any number of disputes opened in the last second, and left open: paid a second after both clocks.
    function test_disputes_leftOpenDelayAPaymentByTwoClocksAndNoLonger() external {
        vm.warp(_last - 2 * DISPUTE_CLOCK);
        for (uint256 i; i < 50; ++i) _disputer.open(jobId(taken, DUE));
        bytes memory call = abi.encodeCall(escrow.finalize, (taken.terms, workHash(taken), one(DUE)));
        vm.warp(_last);
        (bool ok, ) = address(escrow).call(call);
        assertTrue(!ok, "not yet");
        vm.warp(_last + 1);
        _assertPowerless();
        (ok, ) = address(escrow).call(call);
        assertTrue(ok, "now");
        assertEq(escrow.ledgerOf(address(0), WORKER), PAID, "paid");
    }

    /// @dev Whatever it does, and whenever: each job ends for anybody, and the books add up.
    function testFuzz_disputer_harmsRevealedJobsAlone(uint256 seed) external {
        for (uint256 i; i < 40; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _act(uint32((seed >> 8) % 6), seed % 4);
            if ((seed >> 16) % 4 == 0) vm.warp(block.timestamp + ((seed >> 24) % 40));
        }
        if (block.timestamp <= _last) vm.warp(_last + 1);
        _assertPowerless();
        endLate();
        bytes32 hash = workHash(taken);
        for (uint32 shard = WRONG; shard <= APPROVED; ++shard) {
            if (escrow.jobOf(jobId(taken, shard)).state == State.Revealed) {
                escrow.finalize(taken.terms, hash, one(shard));
            }
        }
        _assertBooks();
    }

    function _act(uint32 shard, uint256 what) private {
        bytes memory call = abi.encodeCall(_disputer.open, (jobId(taken, shard)));
        if (what == 2) call = abi.encodeCall(_disputer.close, (jobId(taken, shard)));
        if (what == 3) call = abi.encodeCall(_disputer.slash, (taken.terms, workHash(taken), shard, CHALLENGER));
        State before = escrow.jobOf(jobId(taken, shard)).state;
        (bool ok, ) = address(_disputer).call(call);
        if (!ok) return;
        assertTrue(before == State.Revealed, "revealed jobs alone");
        if (what < 2) assertTrue(block.timestamp <= _last - 2 * DISPUTE_CLOCK, "opened within the window");
        if (what != 3) return;
        assertTrue(block.timestamp <= _last, "slashed within both clocks");
        ++_slashed;
    }

    function _assertPowerless() private {
        for (uint32 shard; shard <= APPROVED; ++shard) {
            bytes32 id = jobId(taken, shard);
            (bool ok, ) = address(_disputer).call(abi.encodeCall(_disputer.open, (id)));
            assertTrue(!ok, "no dispute is opened");
            bytes memory call = abi.encodeCall(_disputer.slash, (taken.terms, workHash(taken), shard, CHALLENGER));
            (ok, ) = address(_disputer).call(call);
            assertTrue(!ok, "nothing is slashed");
        }
    }

    /// @dev What is not slashed is paid; a missed and a late job cost what they always do.
    function _assertBooks() private view {
        uint256 paid = 3 - _slashed;
        assertEq(escrow.ledgerOf(address(0), WORKER), paid * PAID, "worker");
        assertEq(escrow.ledgerOf(address(0), AUTHOR), paid * (PRICE - PAID), "author");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether - paid * PRICE, "every other price returned");
        uint256 burned = paid * BURN;
        assertEq(
            escrow.ledgerOf(address(qrn), requester),
            100 ether - burned + 7.5 ether + _slashed * 20 ether,
            "every other burn, and the requester's part"
        );
        assertEq(escrow.ledgerOf(address(qrn), CHALLENGER), _slashed * 30 ether, "the challenger's part");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 395 ether - _slashed * LOCK, "a lock each");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        assertEq(escrow.ledgerOf(address(0), address(_disputer)), 0, "nothing for the disputer");
    }
}
