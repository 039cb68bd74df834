// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {HugeToken} from "../../utils/HugeToken.sol";
import {Market} from "../../utils/Market.sol";

/// @notice What binds a requester's credit, and what it still pays; deposits by permit; the most that an account holds.
contract JobEscrowCreditTest is Market {
    struct Permit {
        uint256 amount;
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    uint256 private constant MOST = type(uint128).max;

    function setUp() external {
        setUpMarket();
        giveQrn(requester, 10 ether);
    }

    function test_lockBalance_bindsUntilTheExactSecond() external {
        uint256 until = block.timestamp + 100;
        vm.expectEmit(address(escrow));
        emit IEscrowBase.BalanceLocked(address(0), requester, until);
        _lock(address(0), until);
        _expectBound(until);
        vm.warp(until - 1);
        _expectBound(until);
        vm.warp(until);
        vm.prank(requester);
        escrow.withdraw(address(0), STRANGER, 100 ether);
        assertEq(STRANGER.balance, 100 ether, "free again");
    }

    function test_lockBalance_bindsOneTokenOfOneAccount() external {
        escrow.deposit{value: 1}(address(0), CHALLENGER, 1);
        _lock(address(0), block.timestamp + 100);
        vm.prank(requester);
        escrow.withdraw(address(qrn), STRANGER, 1 ether);
        vm.prank(CHALLENGER);
        escrow.withdraw(address(0), STRANGER, 1);
        assertEq(qrn.balanceOf(STRANGER), 1 ether, "another token");
        assertEq(STRANGER.balance, 1, "another account");
    }

    function test_lockBalance_onlyRises() external {
        uint256 until = block.timestamp + 100;
        _lock(address(0), until);
        _expectLock(until - 1, until);
        _lock(address(0), until);
        _lock(address(0), until + 1);
        assertEq(escrow.accountOf(address(0), requester).lockedUntil, until + 1, "raised");
        vm.warp(until + 50);
        _expectLock(until, until + 1);
    }

    function test_lockBalance_isAtMostSevenDays() external {
        uint256 most = block.timestamp + 7 days;
        _expectLock(most + 1, 0);
        // What would be a short lock if it were cut to the bits that are stored.
        _expectLock((uint256(1) << 40) + block.timestamp + 1, 0);
        _expectLock(type(uint256).max, 0);
        _lock(address(0), most);
        assertEq(escrow.accountOf(address(0), requester).lockedUntil, most, "seven days");
        vm.warp(block.timestamp + 1);
        _lock(address(0), most + 1);
    }

    function test_lockBalance_leavesPaymentsAlone() external {
        _lock(address(0), block.timestamp + 7 days);
        Request memory r = requestOf(1);
        accept(r, 0);
        assertEq(escrow.ledgerOf(address(0), requester), 99 ether, "a signed request is paid");
        r.terms.nonce = 2;
        post(r);
        assertEq(escrow.ledgerOf(address(0), requester), 97 ether, "a posted request is paid");
        vm.prank(requester);
        escrow.cancel(r);
        assertEq(escrow.ledgerOf(address(0), requester), 99 ether, "what comes back is credited");
    }

    function test_lockBalance_leavesDepositsAlone() external {
        uint256 until = block.timestamp + 100;
        _lock(address(0), until);
        escrow.deposit{value: 5 ether}(address(0), requester, 5 ether);
        assertEq(escrow.ledgerOf(address(0), requester), 105 ether, "deposited");
        _expectBound(until);
    }

    function test_cancelBefore_onlyRises() external {
        _expectNotRaised(0, 0);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.NonceRaised(address(0), requester, 5);
        _cancelBefore(address(0), 5);
        _expectNotRaised(5, 5);
        _expectNotRaised(4, 5);
        _cancelBefore(address(0), type(uint64).max);
        assertEq(escrow.accountOf(address(0), requester).minNonce, type(uint64).max, "raised");
    }

    function test_cancelBefore_killsSignedRequestsBelow() external {
        Request memory r = requestOf(3);
        accept(r, 0);
        _cancelBefore(address(0), 1);
        accept(r, 1);
        _cancelBefore(address(0), 2);
        bytes memory signature = sign(r);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.NonceCancelled.selector, 1, 2);
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(2), WORKER, signature);
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(r, one(2), WORKER, signature, new bytes32[](1));
        r.terms.nonce = 2;
        accept(r, 2);
    }

    function test_cancelBefore_leavesOtherTokensAndOtherAccountsAlone() external {
        _cancelBefore(address(qrn), 9);
        vm.prank(STRANGER);
        escrow.cancelBefore(address(0), 9);
        Request memory r = requestOf(2);
        accept(r, 0);
        r.terms.payToken = address(qrn);
        bytes memory signature = sign(r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NonceCancelled.selector, 1, 9));
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(1), WORKER, signature);
    }

    function test_cancelBefore_leavesPostedRequestsAlone() external {
        Request memory r = requestOf(1);
        post(r);
        _cancelBefore(address(0), 9);
        take(r, one(0));
        r.terms.nonce = 2;
        post(r);
        take(r, one(0));
        assertEq(escrow.lockedOf(WORKER), 2 * LOCK, "posted before and after");
    }

    function test_accountOf_keepsItsPartsApart() external {
        _lock(address(0), block.timestamp + 100);
        _cancelBefore(address(0), type(uint64).max);
        escrow.deposit{value: 1 ether}(address(0), requester, 1 ether);
        IEscrowBase.AccountView memory have = escrow.accountOf(address(0), requester);
        assertEq(have.amount, 101 ether, "amount");
        assertEq(have.lockedUntil, block.timestamp + 100, "bound until");
        assertEq(have.minNonce, type(uint64).max, "least nonce");
        have = escrow.accountOf(address(0), STRANGER);
        assertEq(have.amount + have.lockedUntil + have.minNonce, 0, "nobody");
    }

    function test_requestOf_showsWhatHappened() external {
        Request memory r = requestOf(3);
        bytes32 id = escrow.requestIdOf(r);
        _assertRequest(id, false, false, 0, 0);
        accept(r, 2);
        _assertRequest(id, false, false, 0, 0);
        post(r);
        _assertRequest(id, true, false, 3, 3);
        take(r, firstShards(2));
        _assertRequest(id, true, false, 3, 1);
        vm.prank(requester);
        escrow.cancel(r);
        _assertRequest(id, true, true, 3, 0);
    }

    function test_depositWithPermit_credits() external {
        Permit memory p = _permit(7 ether, block.timestamp);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.Deposited(address(qrn), STRANGER, requester, 7 ether);
        _deposit(p);
        assertEq(escrow.ledgerOf(address(qrn), STRANGER), 7 ether, "credit");
        assertEq(qrn.balanceOf(requester), 3 ether, "paid");
        assertEq(qrn.balanceOf(address(escrow)), 107 ether, "arrived");
        assertEq(qrn.allowance(requester, address(escrow)), 0, "no allowance is left");
    }

    /// @dev Whoever sees the permit may use it first; that must not stop the deposit.
    function test_depositWithPermit_worksWhenThePermitWasUsed() external {
        Permit memory p = _permit(7 ether, block.timestamp);
        vm.prank(CHALLENGER);
        qrn.permit(requester, address(escrow), p.amount, p.deadline, p.v, p.r, p.s);
        _deposit(p);
        assertEq(escrow.ledgerOf(address(qrn), STRANGER), 7 ether, "credit");
        _expectSigner(p, requester);
        _deposit(p);
    }

    function test_depositWithPermit_worksByAnAllowanceAlone() external {
        vm.prank(requester);
        qrn.approve(address(escrow), 2 ether);
        _deposit(Permit({amount: 2 ether, deadline: 0, v: 0, r: 0, s: 0}));
        assertEq(escrow.ledgerOf(address(qrn), STRANGER), 2 ether, "credit");
        // A token that has no permit at all.
        HugeToken huge = _huge();
        huge.approve(address(escrow), 3);
        escrow.depositWithPermit(address(huge), STRANGER, 3, 0, 0, 0, 0);
        assertEq(escrow.ledgerOf(address(huge), STRANGER), 3, "credit");
    }

    function test_depositWithPermit_revertsWhen_thePermitIsExpiredOrAnothers() external {
        Permit memory p = _permit(7 ether, block.timestamp - 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, p.deadline));
        _deposit(p);
        p = _permit(7 ether, block.timestamp);
        _expectSigner(p, STRANGER);
        vm.prank(STRANGER);
        escrow.depositWithPermit(address(qrn), STRANGER, p.amount, p.deadline, p.v, p.r, p.s);
        p.amount += 1;
        _expectSigner(p, requester);
        _deposit(p);
        assertEq(escrow.ledgerOf(address(qrn), STRANGER), 0, "no credit");
    }

    function test_depositWithPermit_revertsWhen_argumentsAreWrong() external {
        vm.startPrank(requester);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAmount.selector));
        escrow.depositWithPermit(address(qrn), STRANGER, 0, 0, 0, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAddress.selector));
        escrow.depositWithPermit(address(qrn), address(0), 1, 0, 0, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TokenNotAllowed.selector, address(1)));
        escrow.depositWithPermit(address(1), STRANGER, 1, 0, 0, 0, 0);
        // The native coin has no permit, and is not sent along.
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ValueMismatch.selector, 0, 1));
        escrow.depositWithPermit(address(0), STRANGER, 1, 0, 0, 0, 0);
        vm.stopPrank();
        escrow.setTokenPaused(address(qrn), true);
        Permit memory p = _permit(1, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TokenPaused.selector, address(qrn)));
        _deposit(p);
    }

    function test_deposit_revertsWhen_theLedgerIsFull() external {
        HugeToken huge = _huge();
        _expectFull(huge, MOST + 1);
        escrow.deposit(address(huge), STRANGER, MOST + 1);
        _expectFull(huge, type(uint256).max);
        escrow.deposit(address(huge), STRANGER, type(uint256).max);
        escrow.deposit(address(huge), STRANGER, MOST);
        _expectFull(huge, MOST + 1);
        escrow.deposit(address(huge), STRANGER, 1);
        _expectFull(huge, MOST + 1);
        escrow.depositWithPermit(address(huge), STRANGER, 1, 0, 0, 0, 0);
        escrow.deposit(address(huge), CHALLENGER, MOST);

        vm.prank(STRANGER);
        escrow.withdraw(address(huge), TREASURY, MOST);
        assertEq(huge.balanceOf(TREASURY), MOST, "out");
        escrow.deposit(address(huge), STRANGER, 1);
    }

    /// @dev Filling somebody's ledger cannot stop a payment to it (invariant J12).
    function test_settlement_paysIntoAFullLedger() external {
        HugeToken huge = _huge();
        escrow.deposit(address(huge), WORKER, MOST);
        escrow.deposit(address(huge), AUTHOR, MOST);
        escrow.deposit(address(huge), requester, MOST);
        Request memory r = requestOf(2);
        r.terms.payToken = address(huge);
        post(r);
        escrow.deposit(address(huge), requester, 4 ether);
        take(r, firstShards(2));
        commit(r, 0, "root");
        draw(r, 0, false);
        reveal(r, 0, "root");
        vm.warp(block.timestamp + 61);
        escrow.finalize(r.terms, workHash(r), one(0));
        assertEq(escrow.ledgerOf(address(huge), WORKER), MOST + 0.975 ether, "worker");
        assertEq(escrow.ledgerOf(address(huge), AUTHOR), MOST + 0.025 ether, "author");
        noShow(r, 1);
        assertEq(escrow.ledgerOf(address(huge), requester), MOST + 3 ether, "requester");
    }

    function _huge() private returns (HugeToken huge) {
        huge = new HugeToken();
        huge.approve(address(escrow), type(uint256).max);
        escrow.setToken(address(huge), true, MAX_PRICE);
    }

    function _permit(uint256 amount, uint256 deadline) private view returns (Permit memory p) {
        (p.amount, p.deadline) = (amount, deadline);
        (p.v, p.r, p.s) = vm.sign(REQUESTER_KEY, _permitOf(p, requester));
    }

    /// @dev What `owner` signs to permit it.
    function _permitOf(Permit memory p, address owner) private view returns (bytes32) {
        uint256 nonce = qrn.nonces(owner);
        bytes32 hash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, address(escrow), p.amount, nonce, p.deadline));
        return keccak256(abi.encodePacked(hex"1901", qrn.DOMAIN_SEPARATOR(), hash));
    }

    /// @dev The requester deposits for a stranger.
    function _deposit(Permit memory p) private {
        vm.prank(requester);
        escrow.depositWithPermit(address(qrn), STRANGER, p.amount, p.deadline, p.v, p.r, p.s);
    }

    function _lock(address token, uint256 until) private {
        vm.prank(requester);
        escrow.lockBalance(token, until);
    }

    function _cancelBefore(address token, uint64 nonce) private {
        vm.prank(requester);
        escrow.cancelBefore(token, nonce);
    }

    function _expectLock(uint256 until, uint256 least) private {
        bytes4 selector = IEscrowBase.TermOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, bytes32("until"), until, least, block.timestamp + 7 days));
        _lock(address(0), until);
    }

    function _expectBound(uint256 until) private {
        bytes4 selector = IEscrowBase.BalanceBound.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(0), requester, until, block.timestamp));
        vm.prank(requester);
        escrow.withdraw(address(0), STRANGER, 1);
    }

    function _expectNotRaised(uint64 have, uint64 least) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NonceNotRaised.selector, have, least));
        _cancelBefore(address(0), have);
    }

    /// @dev The permit is not what `owner` would sign now.
    function _expectSigner(Permit memory p, address owner) private {
        address recovered = ecrecover(_permitOf(p, owner), p.v, p.r, p.s);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612InvalidSigner.selector, recovered, owner));
    }

    function _expectFull(HugeToken huge, uint256 have) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.LedgerFull.selector, huge, STRANGER, have, MOST));
    }

    function _assertRequest(bytes32 id, bool posted, bool cancelled, uint256 shards, uint256 open) private view {
        IEscrowBase.RequestView memory have = escrow.requestOf(id);
        assertTrue(have.posted == posted && have.cancelled == cancelled, "posted, cancelled");
        assertEq(have.shards, shards, "shards");
        assertEq(have.openShards, open, "open shards");
    }
}
