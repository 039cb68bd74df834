// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Draw} from "../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request, Terms} from "../../../contracts/jobs/Request.sol";
import {TestDisputer} from "../utils/TestDisputer.sol";
import {DrawRule} from "./DrawRule.sol";
import {JobBook} from "./JobBook.sol";

/// @notice How workers, challengers and the disputer answer within a deadline, and how anybody ends a job after it. Each
/// says whether the protocol let it.
abstract contract Answers is JobBook {
    bytes32 private constant NONCE = "n";
    uint256 private constant MOST_GAS = 20_000_000;

    TestDisputer internal disputer;

    function setUpDisputer() internal {
        disputer = new TestDisputer(escrow);
        escrow.setDisputer(address(disputer));
    }

    /// @dev Whatever burns all gas burns no more than this.
    function callAs(address actor, bytes memory data) internal returns (bool ok) {
        vm.prank(actor);
        (ok, ) = address(escrow).call{gas: MOST_GAS}(data);
    }

    function commitAs(address actor, Track storage t, bool bad) internal returns (bool) {
        bytes32 seal = sealBy(t.request, t.shard, t.worker, bad);
        Terms memory terms = t.request.terms;
        return callAs(actor, abi.encodeCall(escrow.commit, (terms, t.workHash, one(t.shard), oneWord(seal))));
    }

    /// @dev Opens a seal as a draw of `seed` wants it, or as one that is not drawn.
    function revealAs(address actor, Track storage t, bool shown, bool drawn) internal returns (bool) {
        bytes32 root = rootOf[t.shard][shown];
        Request memory r = t.request;
        if (!drawn) {
            return callAs(actor, abi.encodeCall(escrow.reveal, (r.terms, t.workHash, openings(t.shard, root), "")));
        }
        bytes[] memory proofs = new bytes[](r.terms.samples);
        for (uint8 i; i < proofs.length; ++i) {
            proofs[i] = proofOf[t.shard][shown][DrawRule.elementOf(t.seed, i, COLUMNS)];
        }
        IEscrowBase.Reveal memory open = opening(t.shard, root);
        return callAs(actor, abi.encodeCall(escrow.revealSampled, (r, open, inputsOf(MATMUL8), proofs, "")));
    }

    function submitAs(address actor, Track storage t, bool bad) internal returns (bool) {
        Request memory r = t.request;
        bytes32[] memory roots = inputsOf(r.terms.kernelId);
        return callAs(actor, abi.encodeCall(escrow.submitWitness, (r, t.shard, roots, outputOf[t.shard][bad])));
    }

    /// @dev Shows the element that a bad result has wrong; a challenger in haste does not wait for the next block.
    function prove(Track storage t, bool haste) internal returns (bool) {
        Request memory r = t.request;
        bytes memory proof = proofOf[t.shard][t.bad][BAD_ELEMENT];
        escrow.registerChallenge(challengeOf(t));
        if (!haste) vm.roll(block.number + 1);
        bytes32[] memory roots = inputsOf(r.terms.kernelId);
        return callAs(CHALLENGER, abi.encodeCall(escrow.proveFraud, (r, t.shard, BAD_ELEMENT, NONCE, roots, proof)));
    }

    /// @dev What `prove` registers; it stays registered where the proof is refused.
    function challengeOf(Track storage t) internal view returns (bytes32) {
        bytes32 hash = keccak256(proofOf[t.shard][t.bad][BAD_ELEMENT]);
        return Draw.challengeOf(attemptOf(t.request, t.shard, t.worker), CHALLENGER, BAD_ELEMENT, hash, NONCE);
    }

    function slashByDispute(Track storage t) internal returns (bool ok) {
        Terms memory terms = t.request.terms;
        bytes memory data = abi.encodeCall(disputer.slash, (terms, t.workHash, t.shard, CHALLENGER));
        (ok, ) = address(disputer).call(data);
    }

    /// @dev The call by which anybody ends a live job that is late.
    function endCall(Track storage t) internal view returns (bytes memory) {
        Terms memory terms = t.request.terms;
        uint32[] memory shards = one(t.shard);
        if (t.state == State.Assigned) return abi.encodeCall(escrow.noShow, (terms, t.workHash, shards));
        if (t.state == State.Committed) return abi.encodeCall(escrow.slashTimeout, (terms, t.workHash, shards));
        return abi.encodeCall(escrow.finalize, (terms, t.workHash, shards));
    }

    function sealBy(Request memory r, uint32 shard, address worker, bool bad) internal view returns (bytes32) {
        return Draw.sealOf(attemptOf(r, shard, worker), rootOf[shard][bad], SALT);
    }

    /// @dev Whether the result makes the seal of a committed job; whoever meddled sealed nothing that can be shown.
    function opensSeal(Track storage t, bool shown) internal view returns (bool) {
        return t.stored == sealBy(t.request, t.shard, t.worker, shown);
    }

    /// @dev The owner or its operator.
    function actorOf(address worker, uint256 which) internal pure returns (address) {
        return which % 2 == 0 ? worker : OPERATOR;
    }

    function isDrawn(Track storage t) internal view returns (bool) {
        return DrawRule.isSampled(t.seed, t.request.terms.sampleBps);
    }

    /// @dev Whether a worker can show all samples that its draw asks for.
    function canSample(Track storage t) internal view returns (bool) {
        for (uint8 i; i < t.request.terms.samples; ++i) {
            if (t.bad && DrawRule.elementOf(t.seed, i, COLUMNS) == BAD_ELEMENT) return false;
        }
        return true;
    }
}
