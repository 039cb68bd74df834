// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Request} from "../../../contracts/jobs/Request.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {TestDisputer} from "../utils/TestDisputer.sol";
import {Undoing} from "../utils/Undoing.sol";
import {Affairs} from "./Affairs.sol";

/// @notice Every time that a contract compares with the clock, a second before it, at it, and a second after it. What must be
/// done in time works until its last second, what replaces it from the next one on; what has to wait works from its second on.
/// @dev The deadline of witnesses: `JobEscrow.witness.t.sol`. The furthest times that may be named: `JobEscrow.bounds.t.sol`,
/// `JobEscrow.credit.t.sol`. Both ends of the price ramp: `Price.t.sol`. Epochs of emission: `JobEscrow.epochs.t.sol`.
contract EveryDeadlineTest is Affairs, Undoing {
    using MatmulFixture for MatmulFixture.Product;

    address private constant DELEGATOR = address(0xDE1);

    TestDisputer private _disputer;
    uint256 private _acceptBy;

    function setUp() external {
        setUpMarket();
        _disputer = new TestDisputer(escrow);
        escrow.setDisputer(address(_disputer));
        bond(WORKER, OPERATOR, 500 ether);
        beginAffairs(address(0), requester);
        _acceptBy = taken.terms.acceptBy;
    }

    function test_acceptBy_isTheLastSecondToTakeAndToPost() external {
        bytes32[] memory seals = oneWord("seal");
        Request memory fresh = taken;
        fresh.terms.nonce = 9;
        bytes32 hash = workHash(posted);
        _until(OPERATOR, abi.encodeCall(escrow.acceptSigned, (taken, one(5), WORKER, sign(taken))), _acceptBy);
        bytes memory call = abi.encodeCall(escrow.acceptAndCommit, (taken, one(5), WORKER, sign(taken), seals));
        _until(OPERATOR, call, _acceptBy);
        _until(OPERATOR, abi.encodeCall(escrow.accept, (posted.terms, hash, one(0), WORKER)), _acceptBy);
        _until(OPERATOR, abi.encodeCall(escrow.acceptAndCommit, (posted, one(0), WORKER, "", seals)), _acceptBy);
        _until(requester, abi.encodeCall(escrow.post, (fresh)), _acceptBy);
        _from(STRANGER, abi.encodeCall(escrow.expire, (posted)), _acceptBy + 1);
    }

    function test_duration_isTheTimeToCommit() external {
        bytes32 hash = workHash(taken);
        uint256 deadline = _deadlineOf(MISSED);
        bytes memory call = abi.encodeCall(escrow.commit, (taken.terms, hash, one(MISSED), oneWord("seal")));
        _until(OPERATOR, call, deadline);
        _from(STRANGER, abi.encodeCall(escrow.noShow, (taken.terms, hash, one(MISSED))), deadline + 1);
    }

    function test_revealWindow_isTheTimeToRevealDrawnOrNot() external {
        bytes32 hash = workHash(taken);
        uint256 deadline = _deadlineOf(LATE);
        bytes32 root = rootOf(LATE);
        bytes memory late = abi.encodeCall(escrow.slashTimeout, (taken.terms, hash, one(LATE)));
        draw(taken, LATE, false);
        _until(OPERATOR, abi.encodeCall(escrow.reveal, (taken.terms, hash, openings(LATE, root), "")), deadline);
        _from(STRANGER, late, deadline + 1);

        MatmulFixture.Product memory p = product(taken, LATE);
        bytes[] memory proofs = samplesOf(taken, p, draw(taken, LATE, true));
        bytes32[] memory inputs = p.inputRoots();
        bytes memory call = abi.encodeCall(escrow.revealSampled, (taken, opening(LATE, root), inputs, proofs, ""));
        _until(OPERATOR, call, deadline);
        _from(STRANGER, late, deadline + 1);
    }

    function test_challengeWindow_isTheTimeToProveAndToDispute() external {
        bytes32 hash = workHash(taken);
        uint256 deadline = _deadlineOf(WRONG);
        MatmulFixture.Product memory p = product(taken, WRONG);
        p.corrupt(BAD);
        escrow.registerChallenge(challenge(taken, WRONG, BAD, p.proof(BAD), NONCE));
        vm.roll(block.number + 1);
        bytes32[] memory inputs = p.inputRoots();
        bytes memory call = abi.encodeCall(escrow.proveFraud, (taken, WRONG, BAD, NONCE, inputs, p.proof(BAD)));
        _until(CHALLENGER, call, deadline);
        _from(STRANGER, abi.encodeCall(escrow.finalize, (taken.terms, hash, one(WRONG))), deadline + 1);
        bytes memory open = abi.encodeCall(_disputer.open, (jobId(taken, WRONG)));
        _assertEdge(address(_disputer), STRANGER, open, [deadline, 1]);
    }

    function test_disputeClocks_areTheTimeToSlash() external {
        uint256 last = _deadlineOf(WRONG) + 2 * DISPUTE_CLOCK;
        bytes32 hash = workHash(taken);
        _disputer.open(jobId(taken, WRONG));
        bytes memory slash = abi.encodeCall(_disputer.slash, (taken.terms, hash, WRONG, CHALLENGER));
        _assertEdge(address(_disputer), STRANGER, slash, [last, 1]);
        _from(STRANGER, abi.encodeCall(escrow.finalize, (taken.terms, hash, one(WRONG))), last + 1);
    }

    function test_lockedUntil_isTheFirstSecondToWithdraw() external {
        uint256 until = block.timestamp + 500;
        vm.prank(requester);
        escrow.lockBalance(address(0), until);
        _from(requester, abi.encodeCall(escrow.withdraw, (address(0), SINK, 1 ether)), until);
    }

    function test_unbonding_endsInItsSecondForOwnersAndDelegators() external {
        giveQrn(DELEGATOR, 10 ether);
        vm.startPrank(DELEGATOR);
        qrn.approve(address(staking), 10 ether);
        staking.delegate(WORKER, 10 ether);
        staking.undelegate(WORKER, 5 ether);
        vm.stopPrank();
        vm.prank(WORKER);
        staking.unbond(5 ether);
        uint256 end = block.timestamp + UNBONDING;
        bytes memory call = abi.encodeCall(staking.withdraw, (0, SINK));
        _assertEdge(address(staking), WORKER, call, [end, 0]);
        call = abi.encodeCall(staking.withdrawDelegation, (WORKER, 0, SINK));
        _assertEdge(address(staking), DELEGATOR, call, [end, 0]);
    }

    function test_commissionNotice_endsInItsSecond() external {
        vm.prank(WORKER);
        staking.setCommission(2_000);
        uint256 from = block.timestamp + UNBONDING;
        _assertEdge(address(staking), STRANGER, abi.encodeCall(staking.applyCommission, (WORKER)), [from, 0]);
    }

    /// @dev A burn belongs to the epoch of its payment: it is reported from the first second of the next.
    function test_epoch_isReportedFromItsEnd() external {
        bytes32 hash = workHash(taken);
        vm.prank(requester);
        escrow.approve(taken.terms, hash, one(APPROVED));
        uint256 end = emission.START() + (emission.currentEpoch() + 1) * EPOCH;
        bytes memory call = abi.encodeCall(emission.claimWork, (WORKER));
        _assertEdge(address(emission), STRANGER, call, [end, 0]);
    }

    /// @notice Makes a call as somebody; says whether it worked.
    function callAs(address target, address sender, bytes calldata data) external returns (bool ok) {
        vm.prank(sender);
        (ok, ) = target.call(data);
    }

    /// @dev In time until `last`, that second included.
    function _until(address sender, bytes memory data, uint256 last) private {
        _assertEdge(address(escrow), sender, data, [last, 1]);
    }

    /// @dev Too early before `first`.
    function _from(address sender, bytes memory data, uint256 first) private {
        _assertEdge(address(escrow), sender, data, [first, 0]);
    }

    /// @dev Works until the second `edge[0]`, if `edge[1]` is 1; else from it on.
    function _assertEdge(address target, address sender, bytes memory data, uint256[2] memory edge) private {
        uint256 time = block.timestamp;
        for (uint256 at = edge[0] - 1; at <= edge[0] + 1; ++at) {
            vm.warp(at);
            bool ok = abi.decode(tried(abi.encodeCall(this.callAs, (target, sender, data))), (bool));
            assertTrue(ok == (edge[1] == 1 ? at <= edge[0] : at >= edge[0]), "works on its side of the second alone");
        }
        vm.warp(time);
    }

    function _deadlineOf(uint32 shard) private view returns (uint256) {
        return escrow.jobOf(jobId(taken, shard)).deadline;
    }
}
