// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";
import {Armed, Reenterer, ReenteringPermit, ReenteringToken} from "../../utils/Reenterer.sol";

/// @notice Several calls as one, and calls from within a call: one guard for both halves of the escrow.
contract JobEscrowMulticallTest is Market {
    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(2);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_hash, _id) = (workHash(r), jobId(r, 0));
    }

    function test_multicall_runsRareAndHotCallsAsTheCaller() external {
        bytes[] memory calls = new bytes[](5);
        calls[0] = abi.encodeCall(escrow.cancelBefore, (address(0), 1));
        calls[1] = abi.encodeCall(escrow.withdraw, (address(0), STRANGER, 3 ether));
        calls[2] = abi.encodeCall(escrow.post, (_r));
        calls[3] = abi.encodeCall(escrow.withdraw, (address(qrn), STRANGER, 4 ether));
        calls[4] = abi.encodeCall(escrow.lockBalance, (address(0), block.timestamp + 1 days));
        bytes32 requestId = escrow.requestIdOf(_r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.NonceRaised(address(0), requester, 1);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.Withdrawn(address(0), requester, STRANGER, 3 ether);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestPosted(requestId, requester, _r);
        vm.prank(requester);
        bytes[] memory answers = escrow.multicall(calls);
        for (uint256 i; i < answers.length; ++i) assertEq(answers[i].length, 0, "nothing to answer");
        assertEq(answers.length, 5, "one answer each");
        assertEq(STRANGER.balance, 3 ether, "coin");
        assertEq(qrn.balanceOf(STRANGER), 4 ether, "tokens");
        assertEq(escrow.ledgerOf(address(0), requester), 93 ether, "and two shards' prices set aside");
        assertEq(escrow.accountOf(address(0), requester).lockedUntil, block.timestamp + 1 days, "bound");
    }

    /// @dev Guarded calls of both halves follow each other: each leaves the guard open.
    function test_multicall_runsGuardedCallsInARow() external {
        accept(_r, 0);
        vm.warp(block.timestamp + 61);
        bytes[] memory calls = new bytes[](5);
        calls[0] = abi.encodeCall(escrow.deposit, (address(qrn), STRANGER, 5));
        calls[1] = abi.encodeCall(escrow.noShow, (_r.terms, _hash, one(0)));
        calls[2] = abi.encodeCall(escrow.depositWithPermit, (address(qrn), STRANGER, 6, 0, 0, 0, 0));
        calls[3] = abi.encodeCall(escrow.flushBurn, ());
        calls[4] = abi.encodeCall(escrow.jobOf, (_id));
        bytes[] memory answers = escrow.multicall(calls);
        assertEq(escrow.ledgerOf(address(qrn), STRANGER), 11, "both deposits, of the caller's tokens");
        IEscrowBase.JobView memory job = abi.decode(answers[4], (IEscrowBase.JobView));
        assertEq(job.attempt, 1, "reads see what was just done");
    }

    function test_multicall_isAllOrNothing() external {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(escrow.cancelBefore, (address(0), 5));
        calls[1] = abi.encodeCall(escrow.cancelBefore, (address(0), 4));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NonceNotRaised.selector, 4, 5));
        vm.prank(requester);
        escrow.multicall(calls);
        assertEq(escrow.accountOf(address(0), requester).minNonce, 0, "nothing stays");
    }

    function test_multicall_takesNoCoin() external {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(escrow.deposit, (address(0), STRANGER, 1));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ValueMismatch.selector, 0, 1));
        escrow.multicall(calls);
        for (uint256 count; count < 3; ++count) {
            calls = new bytes[](count);
            for (uint256 i; i < count; ++i) {
                calls[i] = abi.encodeCall(escrow.deposit, (address(0), STRANGER, 1));
            }
            (bool ok, bytes memory answer) = address(escrow).call{value: 1}(abi.encodeCall(escrow.multicall, (calls)));
            assertTrue(!ok && answer.length == 0, "not payable");
        }
        assertEq(escrow.ledgerOf(address(0), STRANGER), 0, "one coin never counts twice");
    }

    /// @dev A call inside another has the caller's rights and no more.
    function test_multicall_givesNoRights() external {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(escrow.cancel, (_r));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotRequester.selector, STRANGER, requester));
        vm.prank(STRANGER);
        escrow.multicall(calls);
    }

    /// @dev Coin is the native token's matter: there is no permit for it, and nothing is credited.
    function test_depositWithPermit_revertsWhen_theTokenIsTheCoin() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ValueMismatch.selector, 0, 1));
        escrow.depositWithPermit(address(0), address(this), 1, 0, 0, 0, 0);
        assertEq(escrow.ledgerOf(address(0), address(this)), 0, "no credit");
    }

    function test_withdraw_letsNoGuardedRareCallIn() external {
        Reenterer receiver = new Reenterer();
        escrow.deposit{value: 6}(address(0), address(receiver), 6);
        accept(_r, 0);
        vm.warp(block.timestamp + 61);
        bytes[] memory calls = _guardedRareCalls();
        for (uint256 i; i < calls.length; ++i) {
            receiver.arm(address(escrow), calls[i]);
            receiver.withdraw(escrow, 1);
            _assertKeptOut(receiver);
        }
        assertEq(address(receiver).balance, 6, "the withdrawals themselves went well");
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Assigned), "the job is as it was");
        escrow.noShow(_r.terms, _hash, one(0));
    }

    function test_withdraw_letsNoMulticallAroundTheGuard() external {
        Reenterer receiver = new Reenterer();
        escrow.deposit{value: 1}(address(0), address(receiver), 1);
        accept(_r, 0);
        vm.warp(block.timestamp + 61);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(escrow.noShow, (_r.terms, _hash, one(0)));
        receiver.arm(address(escrow), abi.encodeCall(escrow.multicall, (calls)));
        receiver.withdraw(escrow, 1);
        _assertKeptOut(receiver);
    }

    function test_deposit_letsNoGuardedRareCallIn() external {
        ReenteringToken token = new ReenteringToken();
        _list(address(token));
        token.approve(address(escrow), 100);
        bytes[] memory calls = _guardedRareCalls();
        for (uint256 i; i < calls.length; ++i) {
            token.arm(address(escrow), calls[i]);
            escrow.deposit(address(token), STRANGER, 1);
            _assertKeptOut(token);
        }
        assertEq(escrow.ledgerOf(address(token), STRANGER), calls.length, "the deposits themselves went well");
    }

    /// @dev The other way round: a rare call's token enters calls of both halves.
    function test_depositWithPermit_letsNoGuardedCallIn() external {
        ReenteringToken token = new ReenteringToken();
        _list(address(token));
        token.approve(address(escrow), 100);
        bytes[] memory calls = new bytes[](4);
        calls[0] = abi.encodeCall(escrow.deposit, (address(token), STRANGER, 1));
        calls[1] = abi.encodeCall(escrow.withdraw, (address(token), STRANGER, 1));
        calls[2] = abi.encodeCall(escrow.flushBurn, ());
        calls[3] = abi.encodeCall(escrow.depositWithPermit, (address(token), STRANGER, 1, 0, 0, 0, 0));
        for (uint256 i; i < calls.length; ++i) {
            token.arm(address(escrow), calls[i]);
            escrow.depositWithPermit(address(token), address(token), 1, 0, 0, 0, 0);
            _assertKeptOut(token);
        }
        assertEq(token.balanceOf(address(escrow)), calls.length, "each was pulled");
    }

    /// @dev The credit stands before its tokens come: a token that withdraws it from its `permit` would take others' tokens.
    function test_depositWithPermit_paysNothingOutBeforeItPulled() external {
        ReenteringPermit token = new ReenteringPermit();
        _list(address(token));
        token.approve(address(escrow), 10);
        escrow.deposit(address(token), WORKER, 10);
        token.arm(address(escrow), abi.encodeCall(escrow.withdraw, (address(token), STRANGER, 10)));
        escrow.depositWithPermit(address(token), address(token), 10, 0, 0, 0, 0);
        _assertKeptOut(token);
        assertEq(token.balanceOf(STRANGER), 0, "nothing left");
        assertEq(token.balanceOf(address(escrow)), 20, "both deposits are there");
    }

    function _list(address token) private {
        escrow.setToken(token, true, 1 ether);
    }

    function _guardedRareCalls() private view returns (bytes[] memory calls) {
        bytes32[] memory none;
        calls = new bytes[](6);
        calls[0] = abi.encodeCall(escrow.noShow, (_r.terms, _hash, one(0)));
        calls[1] = abi.encodeCall(escrow.slashTimeout, (_r.terms, _hash, one(0)));
        calls[2] = abi.encodeCall(escrow.depositWithPermit, (address(qrn), STRANGER, 1, 0, 0, 0, 0));
        calls[3] = abi.encodeCall(escrow.submitWitness, (_r, 0, none, "output"));
        calls[4] = abi.encodeCall(escrow.proveFraud, (_r, 0, 1, "nonce", none, "proof"));
        calls[5] = abi.encodeCall(escrow.slashByDispute, (_r.terms, _hash, 0, STRANGER));
    }

    function _assertKeptOut(Armed entering) private view {
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertTrue(entering.entered(), "it tried");
        assertTrue(!entering.ok(), "and was kept out");
        assertEq(keccak256(entering.answer()), keccak256(abi.encodeWithSelector(guard)), "by the guard");
    }
}
