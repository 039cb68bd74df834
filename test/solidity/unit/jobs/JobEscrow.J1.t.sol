// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {RequestHash} from "../../../../contracts/jobs/RequestHash.sol";
import {Market} from "../../utils/Market.sol";

/// @notice The books of one request whatever happens to it in whatever order: its coins and its QRN are in a ledger, set
/// aside or held by a live job, each exactly once (invariants J1, J2), and every call works exactly when it should.
contract JobEscrowJ1Test is Market {
    uint32 private constant SHARDS = 3;
    uint256 private constant STEPS = 32;
    /// @dev What each of 16 numbers does: post, accept, accept signed, no show, commit, reveal, finalize, time out, expire,
    /// quit (cancel), and often go on with what the shard's job waits for, or few jobs would come to their end.
    bytes16 private constant ACTIONS = "ppasncrfteqggggg";
    bytes32 private constant ROOT = keccak256("root");

    Request private _r;
    bytes32 private _id;
    bytes32 private _hash;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(SHARDS);
        (r.terms.acceptBy, r.terms.challengeWindow) = (uint40(block.timestamp + 200), 20);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_id, _hash) = (escrow.requestIdOf(r), workHash(r));
    }

    function testFuzz_books_holdInAnyOrder(uint256 seed) external {
        bytes32 actions = keccak256(abi.encode(seed, "actions"));
        bytes32 shards = keccak256(abi.encode(seed, "shards"));
        bytes32 waits = keccak256(abi.encode(seed, "waits"));
        Request memory r = _r;
        for (uint256 i; i < STEPS; ++i) {
            // Mostly within a deadline, sometimes past it.
            uint256 wait = uint8(waits[i]);
            vm.warp(block.timestamp + (wait < 230 ? wait % 8 : wait - 170));
            uint32 shard = uint32(uint8(shards[i]) % SHARDS);
            bytes1 action = ACTIONS[uint8(actions[i]) % 16];
            if (action == "g") action = _next(shard);
            _act(r, action, shard, uint8(shards[i]) > 127);
            _assertBooks(r);
        }
        _endAll(r);
    }

    function doTake(uint32 shard, bool two) external {
        take(_r, _list(shard, two));
    }

    function doAccept(uint32 shard) external {
        accept(_r, shard);
    }

    function doCommit(uint32 shard) external {
        commit(_r, shard, ROOT);
    }

    function doReveal(uint32 shard) external {
        draw(_r, shard, false);
        reveal(_r, shard, ROOT);
    }

    function doPost() external {
        post(_r);
    }

    function doCancel() external {
        vm.prank(requester);
        escrow.cancel(_r);
    }

    /// @dev What comes next for the job of `shard`.
    function _next(uint32 shard) private view returns (bytes1) {
        IEscrowBase.JobView memory job = escrow.jobOf(RequestHash.jobId(_id, shard));
        bool late = block.timestamp > job.deadline;
        if (job.state == State.Assigned) return late ? bytes1("n") : bytes1("c");
        if (job.state == State.Committed) return late ? bytes1("t") : bytes1("r");
        if (job.state == State.Revealed) return "f";
        return escrow.requestOf(_id).posted ? bytes1("a") : bytes1("s");
    }

    /// @dev Does one thing, and requires that it works exactly when the rules of §3 and §4 allow it.
    function _act(Request memory r, bytes1 action, uint32 shard, bool two) private {
        IEscrowBase.RequestView memory q = escrow.requestOf(_id);
        bool open = !q.cancelled && block.timestamp <= r.terms.acceptBy;
        if (action == "p") return _try(abi.encodeCall(this.doPost, ()), open && !q.posted);
        if (action == "q") return _try(abi.encodeCall(this.doCancel, ()), !q.cancelled);
        if (action == "e") return _expire(r, block.timestamp > r.terms.acceptBy && q.openShards != 0);

        bool free = _in(shard, State.Open);
        if (action == "s") return _try(abi.encodeCall(this.doAccept, (shard)), open && !q.posted && free);
        if (action != "a") return _actOnJob(r, action, shard);
        free = free && (!two || _in((shard + 1) % SHARDS, State.Open));
        _try(abi.encodeCall(this.doTake, (shard, two)), open && q.posted && free);
    }

    function _actOnJob(Request memory r, bytes1 action, uint32 shard) private {
        bool late = block.timestamp > escrow.jobOf(RequestHash.jobId(_id, shard)).deadline;
        if (action == "c") return _try(abi.encodeCall(this.doCommit, (shard)), !late && _in(shard, State.Assigned));
        if (action == "r") return _try(abi.encodeCall(this.doReveal, (shard)), !late && _in(shard, State.Committed));
        bytes4 call = escrow.noShow.selector;
        State need = State.Assigned;
        if (action == "f") (call, need) = (escrow.finalize.selector, State.Revealed);
        if (action == "t") (call, need) = (escrow.slashTimeout.selector, State.Committed);
        _send(address(escrow), abi.encodeWithSelector(call, r.terms, _hash, one(shard)), late && _in(shard, need));
    }

    function _expire(Request memory r, bool may) private {
        _send(address(escrow), abi.encodeCall(escrow.expire, (r)), may);
    }

    function _try(bytes memory call, bool may) private {
        _send(address(this), call, may);
    }

    function _send(address to, bytes memory call, bool may) private {
        (bool ok, ) = to.call(call);
        assertTrue(ok == may, may ? "it was allowed" : "it was not allowed");
    }

    /// @dev Past every deadline everything can be ended, and then all of it belongs to somebody.
    function _endAll(Request memory r) private {
        vm.warp(block.timestamp + 401);
        for (uint32 i; i < SHARDS; ++i) {
            if (_in(i, State.Assigned)) _actOnJob(r, "n", i);
            if (_in(i, State.Committed)) _actOnJob(r, "t", i);
            if (_in(i, State.Revealed)) _actOnJob(r, "f", i);
        }
        _act(r, "e", 0, false);
        _assertBooks(r);
        (, , uint256 burnable) = escrow.running();
        assertEq(address(escrow).balance, _credits(address(0)), "every coin is in a ledger");
        assertEq(qrn.balanceOf(address(escrow)), _credits(address(qrn)) + burnable, "every QRN is in a ledger");
        assertEq(escrow.lockedOf(WORKER), 0, "no stake is locked");
    }

    function _assertBooks(Request memory r) private view {
        uint256 open = escrow.requestOf(_id).openShards;
        (, , uint256 burnable) = escrow.running();
        uint256 coin = _credits(address(0)) + open * r.terms.maxPrice;
        uint256 tokens = _credits(address(qrn)) + open * r.terms.burn + burnable;
        uint256 live;
        for (uint32 i; i < SHARDS; ++i) {
            IEscrowBase.JobView memory job = escrow.jobOf(RequestHash.jobId(_id, i));
            if (job.state == State.Open || job.state == State.Finalized || job.state == State.Slashed) continue;
            ++live;
            coin += r.terms.minPrice + (uint256(r.terms.maxPrice - r.terms.minPrice) * job.step) / 65_535;
        }
        assertEq(address(escrow).balance, coin, "coin");
        assertEq(qrn.balanceOf(address(escrow)), tokens + live * r.terms.burn, "QRN");
        assertEq(escrow.lockedOf(WORKER), live * LOCK, "locks");
    }

    function _credits(address token) private view returns (uint256) {
        uint256 sum = escrow.ledgerOf(token, requester) + escrow.ledgerOf(token, WORKER);
        return sum + escrow.ledgerOf(token, AUTHOR);
    }

    function _in(uint32 shard, State state) private view returns (bool) {
        return escrow.jobOf(RequestHash.jobId(_id, shard)).state == state;
    }

    function _list(uint32 shard, bool two) private pure returns (uint32[] memory list) {
        list = new uint32[](two ? 2 : 1);
        list[0] = shard;
        if (two) list[1] = (shard + 1) % SHARDS;
    }
}
