// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";

/// @notice The boundary minute: at each deadline exactly one of action and timeout works (invariant J9).
contract JobEscrowDeadlinesTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;
    bytes32 private _root;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(1);
        _r.terms = r.terms;
        _r.work = r.work;
        _hash = workHash(r);
        _id = jobId(r, 0);
        MatmulFixture.Product memory p = product(r, 0);
        p.corrupt(3);
        _root = p.outputRoot();
    }

    function test_commit_worksUntilTheDeadlineAndNoShowAfterIt() external {
        accept(_r, 0);
        _assertBoundary(this.doCommit, this.doNoShow);
    }

    function test_reveal_worksUntilTheDeadlineAndSlashTimeoutAfterIt() external {
        accept(_r, 0);
        commit(_r, 0, _root);
        draw(_r, 0, false);
        _assertBoundary(this.doReveal, this.doSlashTimeout);
    }

    function test_proveFraud_worksUntilTheDeadlineAndFinalizeAfterIt() external {
        runTo(_r, 0, _root);
        MatmulFixture.Product memory p = product(_r, 0);
        p.corrupt(3);
        vm.prank(CHALLENGER);
        escrow.registerChallenge(challenge(_r, 0, 3, p.proof(3), "n"));
        vm.roll(block.number + 1);
        _assertBoundary(this.doProveFraud, this.doFinalize);
    }

    function test_timeouts_revertBeforeTheDeadlineWithFacts() external {
        accept(_r, 0);
        uint256 deadline = escrow.jobOf(_id).deadline;
        vm.warp(deadline);
        _expectNotPassed(deadline);
        escrow.noShow(_r.terms, _hash, one(0));
        commit(_r, 0, _root);
        deadline = escrow.jobOf(_id).deadline;
        vm.warp(deadline);
        _expectNotPassed(deadline);
        escrow.slashTimeout(_r.terms, _hash, one(0));
        draw(_r, 0, false);
        reveal(_r, 0, _root);
        vm.warp(escrow.jobOf(_id).deadline);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        escrow.finalize(_r.terms, _hash, one(0));
    }

    function test_actions_revertAfterTheDeadlineWithFacts() external {
        accept(_r, 0);
        _expectPassed();
        this.doCommit();
        vm.warp(block.timestamp - 1);
        commit(_r, 0, _root);
        draw(_r, 0, false);
        _expectPassed();
        this.doReveal();
        vm.warp(block.timestamp - 1);
        reveal(_r, 0, _root);
        _expectPassed();
        this.doProveFraud();
    }

    function doCommit() external {
        commit(_r, 0, _root);
    }

    function doNoShow() external {
        escrow.noShow(_r.terms, _hash, one(0));
    }

    function doReveal() external {
        reveal(_r, 0, _root);
    }

    function doSlashTimeout() external {
        escrow.slashTimeout(_r.terms, _hash, one(0));
    }

    function doProveFraud() external {
        MatmulFixture.Product memory p = product(_r, 0);
        p.corrupt(3);
        bytes memory proof = p.proof(3);
        bytes32[] memory roots = p.inputRoots();
        vm.prank(CHALLENGER);
        escrow.proveFraud(_r, 0, 3, "n", roots, proof);
    }

    function doFinalize() external {
        escrow.finalize(_r.terms, _hash, one(0));
    }

    function _assertBoundary(function() external action, function() external timeout) private {
        uint256 deadline = escrow.jobOf(_id).deadline;
        for (uint256 at = deadline - 1; at <= deadline + 1; ++at) {
            assertTrue(_works(action, at) == (at <= deadline), "the action is in time until the deadline");
            assertTrue(_works(timeout, at) == (at > deadline), "the timeout works after the deadline");
        }
    }

    function _works(function() external call, uint256 at) private returns (bool ok) {
        uint256 snapshot = vm.snapshotState();
        vm.warp(at);
        (ok, ) = address(this).call(abi.encodeWithSelector(call.selector));
        vm.revertToState(snapshot);
    }

    /// @dev Goes to one second past the job's deadline.
    function _expectPassed() private {
        uint256 deadline = escrow.jobOf(_id).deadline;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DeadlinePassed.selector, _id, deadline, deadline + 1));
    }

    function _expectNotPassed(uint256 deadline) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DeadlineNotPassed.selector, _id, deadline, deadline));
    }
}
