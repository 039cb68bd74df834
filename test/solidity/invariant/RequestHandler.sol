// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {MoneyHandler} from "./MoneyHandler.sol";

/// @notice Requesters post and close requests; workers take shards of signed and of posted ones, for the first time and again.
abstract contract RequestHandler is MoneyHandler {
    /// @dev Posted requests that are still acted on.
    uint256 private constant LATEST = 4;

    // ---- requesters

    /// @dev Half of the times, a request that was taken by its signature before.
    function post(uint256 shape, uint256 which) external act("post") {
        bool used = which % 2 == 0 && tracks.length != 0;
        Request memory r = used ? watchedAt(which >> 1).request : freshRequest(shape);
        vm.recordLogs();
        vm.prank(r.terms.requester);
        escrow.post(r);
        _notePosted(published(r));
        if (used) ++calls["postUsed"];
    }

    function postAndCancel(uint256 shape) external act("postAndCancel") {
        Request memory r = freshRequest(shape);
        bytes[] memory list = new bytes[](2);
        list[0] = abi.encodeCall(escrow.post, (r));
        list[1] = abi.encodeCall(escrow.cancel, (r));
        vm.prank(r.terms.requester);
        escrow.multicall(list);
        offerOf[escrow.requestIdOf(r)].cancelled = true;
    }

    /// @dev Half of the times a posted request, otherwise that of any job.
    function cancel(uint256 which) external act("cancel") {
        Request memory r = which % 2 == 0 ? _postingAt(which >> 1) : watchedAt(which >> 1).request;
        Offer storage offer = offerOf[escrow.requestIdOf(r)];
        vm.prank(r.terms.requester);
        escrow.cancel(r);
        offer.cancelled = true;
        _noteClosed(r, offer);
    }

    /// @dev One in four times, nearly all requests of the time.
    function cancelBefore(uint256 who, uint256 nonce) external act("cancelBefore") {
        address requester_ = accounts[WORKERS + (who % REQUESTERS)];
        address token = tokens[(who >> 8) % 3];
        uint64 age = nonce % 4 == 0 ? 4 : 40;
        uint64 least = uint64((nonce >> 2) % 6) + (lastNonce > age ? lastNonce - age : 0);
        vm.prank(requester_);
        escrow.cancelBefore(token, least);
        if (least <= minNonceOf[token][requester_]) breaks("J4: a cancelled nonce was opened again");
        minNonceOf[token][requester_] = least;
    }

    function expire(uint256 which, uint256 when) external act("expire") {
        Request memory r = _postingAt(which);
        Offer storage offer = offerOf[escrow.requestIdOf(r)];
        moveToEdge(r.terms.acceptBy, when);
        bool late = block.timestamp > r.terms.acceptBy;
        bool ok = callAs(STRANGER, abi.encodeCall(escrow.expire, (r)));
        if (ok && !late) breaks("J9: expired while it can be accepted");
        if (!ok && late && offer.open != 0) breaks("J10: what is set aside does not return");
        if (!ok) return notDone();
        _noteClosed(r, offer);
    }

    // ---- workers

    function acceptSigned(uint256 who, uint256 shape, bool both) external act("accept") {
        Request memory r = freshRequest(shape);
        bytes memory signature = signFor(r);
        address worker = workerAt(who);
        uint32[] memory shards = both ? allShards() : one(uint32(shape % SHARDS));
        vm.recordLogs();
        vm.prank(actorOf(worker, who));
        escrow.acceptSigned(r, shards, worker, signature);
        r = published(r);
        for (uint256 i; i < shards.length; ++i) taken(r, shards[i], worker);
    }

    /// @dev A shard that came back: the ledger pays for it, whether its request was posted or not.
    function acceptAgain(uint256 which, uint256 who) external act("acceptAgain") {
        Track storage t = pickWhere(which >> 1, which % 2 == 0 ? isOpen : isOpenAndPosted);
        Request memory r = t.request;
        bytes memory signature = signFor(r);
        address worker = workerAt(who);
        bool posted = offerOf[t.requestId].posted;
        vm.prank(actorOf(worker, who));
        if (posted) escrow.accept(r.terms, t.workHash, one(t.shard), worker);
        else escrow.acceptSigned(r, one(t.shard), worker, signature);
        taken(r, t.shard, worker);
    }

    function acceptAndCommit(uint256 who, uint256 shape, bool bad) external act("acceptAndCommit") {
        Request memory r = freshRequest(shape);
        bytes memory signature = signFor(r);
        address worker = workerAt(who);
        uint32 shard = uint32(shape % SHARDS);
        bytes32[] memory seals = oneWord(sealBy(r, shard, worker, bad));
        vm.recordLogs();
        vm.prank(actorOf(worker, who));
        escrow.acceptAndCommit(r, one(shard), worker, signature, seals);
        taken(published(r), shard, worker).bad = bad;
    }

    /// @dev One or both shards of a posted request, taken before or not.
    function acceptPosted(uint256 which, uint256 who, bool both) external act("acceptPosted") {
        Request memory r = _postingAt(which);
        uint32[] memory shards = both ? allShards() : one(uint32((which >> 8) % SHARDS));
        for (uint256 i; i < shards.length; ++i) requireWatched(jobId(r, shards[i]));
        address worker = workerAt(who);
        moveToEdge(r.terms.acceptBy, who >> 8);
        bytes32 hash = workHash(r);
        vm.prank(actorOf(worker, who));
        escrow.accept(r.terms, hash, shards, worker);
        for (uint256 i; i < shards.length; ++i) taken(r, shards[i], worker);
    }

    function commitPosted(uint256 which, uint256 who, bool bad) external act("commitPosted") {
        Request memory r = _postingAt(which);
        uint32 shard = uint32((which >> 8) % SHARDS);
        requireWatched(jobId(r, shard));
        address worker = workerAt(who);
        bytes32[] memory seals = oneWord(sealBy(r, shard, worker, bad));
        vm.prank(actorOf(worker, who));
        escrow.acceptAndCommit(r, one(shard), worker, "", seals);
        taken(r, shard, worker).bad = bad;
    }

    function isOpen(Track storage t) internal view returns (bool) {
        return t.state == State.Open && block.timestamp <= t.request.terms.acceptBy;
    }

    function isOpenAndPosted(Track storage t) internal view returns (bool) {
        return isOpen(t) && offerOf[t.requestId].posted;
    }

    function _postingAt(uint256 which) private view returns (Request memory) {
        uint256 count = postings.length;
        uint256 from = count > LATEST ? count - LATEST : 0;
        return postings[from + (which % (count - from))];
    }

    function _notePosted(Request memory r) private {
        Offer storage offer = offerOf[escrow.requestIdOf(r)];
        if (offer.cancelled || offer.posted) breaks("J4: a request was posted twice, or after its end");
        (offer.posted, offer.open) = (true, SHARDS);
        noteSetAside(r.terms, SHARDS);
        Request storage kept = postings.push();
        (kept.terms, kept.work) = (r.terms, r.work);
    }

    function _noteClosed(Request memory r, Offer storage offer) private {
        noteReturned(r.terms, offer.open);
        offer.open = 0;
    }
}
