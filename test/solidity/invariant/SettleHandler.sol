// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../../contracts/jobs/Job.sol";
import {Terms} from "../../../contracts/jobs/Request.sol";
import {WorkHandler} from "./WorkHandler.sol";

/// @notice Requesters approve, challengers prove, the disputer disputes, and anybody ends what is late.
abstract contract SettleHandler is WorkHandler {
    bytes32 private constant APPROVAL = keccak256("Approval(bytes32 requestId,uint32[] shards,bytes32[] roots)");

    // ---- requesters

    /// @dev One in four approvals comes from a stranger.
    function approve(uint256 which, uint256 who) external act("approve") {
        Track storage t = pick(which, State.Revealed);
        if (who % 4 != 0) return approveAs(t);
        Terms memory terms = t.request.terms;
        if (!callAs(STRANGER, abi.encodeCall(escrow.approve, (terms, t.workHash, one(t.shard))))) notDone();
    }

    /// @dev One in eight signatures is over another root, one in four another requester's; anybody hands it in.
    function approveSigned(uint256 which, uint256 how) external act("approveSigned") {
        Track storage t = pick(which, State.Revealed);
        address signer = t.request.terms.requester;
        bytes32 root = how % 8 == 0 ? keccak256("other") : t.stored;
        if ((how >> 8) % 4 == 0) signer = signer == accounts[WORKERS] ? accounts[WORKERS + 1] : accounts[WORKERS];
        bytes memory signature = signDigest(signer, _approvalOf(t, root));
        // The contract takes anything for its signature.
        bool own = signer == t.request.terms.requester || t.request.terms.requester == address(moodyRequester);
        if (own && root == t.stored && !isHostile(t.request.terms.requester)) way = Way.Approval;
        Terms memory terms = t.request.terms;
        bytes32[] memory roots = oneWord(root);
        bool ok = callAs(
            STRANGER,
            abi.encodeCall(escrow.approveSigned, (terms, t.workHash, one(t.shard), roots, signature))
        );
        if (ok && way != Way.Approval) breaks("J6: paid by an approval that the requester did not sign");
        if (!ok) notDone();
    }

    // ---- challengers and the disputer

    /// @dev One in four challengers is in haste.
    function proveFraud(uint256 which, uint256 when) external act("proveFraud") {
        Track storage t = pickInTime(which, State.Revealed);
        moveToEdge(t.deadline, when);
        bool haste = (when >> 2) % 4 == 0;
        way = Way.Proof;
        bool ok = prove(t, haste);
        bool fresh = escrow.registeredAt(challengeOf(t)) == block.number;
        if (ok && fresh) breaks("V4: a proof in the block of its challenge");
        if (ok && !t.bad) honestSlashed = true;
        bool may = t.bad && block.timestamp <= t.deadline && !haste && !isHostileKernel(t);
        if (!ok && may) breaks("V3: a wrong element was not proved in time");
        if (!ok) notDone();
    }

    /// @dev The challenger comes too late, as the requester approved or another proof ended the job, but in time.
    function challengeFinal(uint256 which, uint256 haste) external act("challengeFinal") {
        if (!prove(pickWhere(which, isFinalInTime), haste % 4 == 0)) notDone();
    }

    function openDispute(uint256 which, uint256 when) external act("openDispute") {
        Track storage t = pickInTime(which, State.Revealed);
        moveToEdge(t.deadline, when >> 2);
        way = Way.Dispute;
        disputer.open(t.id);
    }

    function closeDispute(uint256 which) external act("closeDispute") {
        Track storage t = pickWhere(which, isDisputed);
        way = Way.Dispute;
        disputer.close(t.id);
    }

    /// @dev In time until both clocks are over.
    function loseDispute(uint256 which, uint256 when) external act("slashByDispute") {
        Track storage t = when % 16 == 0 ? pick(which, State.Revealed) : pickWhere(which, isDisputed);
        moveToEdge(endOf(t), when);
        way = Way.Dispute;
        bool ok = slashByDispute(t);
        if (!ok && t.aux != 0 && block.timestamp <= endOf(t)) breaks("J9: an open dispute was not decided in time");
        if (!ok) notDone();
    }

    // ---- anybody

    function finalize(uint256 which, uint256 when) external act("finalize") {
        _endLate(pick(which, State.Revealed), when);
    }

    function noShow(uint256 which, uint256 when) external act("noShow") {
        _endLate(pick(which, State.Assigned), when);
    }

    function slashTimeout(uint256 which, uint256 when) external act("slashTimeout") {
        _endLate(pick(which, State.Committed), when);
    }

    /// @dev Two live jobs, and the epoch's books, in one call: all or nothing.
    function endTwo(uint256 which, uint256 other) external act("endTwo") {
        (Track storage a, Track storage b) = (watchedAt(which), watchedAt(other));
        if (a.id == b.id || !isLive(a.state) || !isLive(b.state)) revert AssertionFailed("no two live jobs");
        if (a.worker == b.worker && a.state != State.Revealed)
            revert AssertionFailed("one slash of a worker at a time");
        uint256 end = endOf(a) > endOf(b) ? endOf(a) : endOf(b);
        moveToEdge(end, which >> 8);
        bytes[] memory list = new bytes[](3);
        (list[0], list[1]) = (endCall(a), endCall(b));
        list[2] = abi.encodeCall(escrow.roll, (accounts));
        bool late = block.timestamp > end;
        bool ok = callAs(STRANGER, abi.encodeCall(escrow.multicall, (list)));
        if (!ok && late) breaks("J10: two late jobs cannot be ended in one call");
        if (!ok) notDone();
    }

    function approveAs(Track storage t) internal {
        way = Way.Approval;
        Terms memory terms = t.request.terms;
        vm.prank(terms.requester);
        escrow.approve(terms, t.workHash, one(t.shard));
    }

    function _endLate(Track storage t, uint256 when) private {
        moveToEdge(endOf(t), when);
        bool ok = callAs(STRANGER, endCall(t));
        if (!ok && block.timestamp > endOf(t)) breaks(blame(t));
        if (!ok) notDone();
    }

    function isDisputed(Track storage t) internal view returns (bool) {
        return t.state == State.Revealed && t.aux != 0;
    }

    function isFinalInTime(Track storage t) internal view returns (bool) {
        return isFinal(t.state) && block.timestamp <= t.deadline && t.bad;
    }

    function _approvalOf(Track storage t, bytes32 root) private view returns (bytes32) {
        bytes32 hash = keccak256(
            abi.encode(
                APPROVAL,
                t.requestId,
                keccak256(abi.encodePacked(one(t.shard))),
                keccak256(abi.encodePacked(oneWord(root)))
            )
        );
        return keccak256(abi.encodePacked(hex"1901", escrow.domainSeparator(), hash));
    }
}
