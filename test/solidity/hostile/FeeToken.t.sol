// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A token that keeps a part of each transfer: of what arrives, or on top of what is sent.
contract FeeToken is ERC20("Fee", "FEE") {
    uint256 private constant BPS = 10_000;

    uint256 public feeBps;
    bool public onTop;

    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }

    function charge(uint256 bps, bool top) external {
        (feeBps, onTop) = (bps, top);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from == address(0) || to == address(0) || feeBps == 0) return;
        super._update(onTop ? from : to, address(0xFEE), (amount * feeBps) / BPS);
    }
}

/// @notice Pay tokens that take fees: what they take is the receiver's, and never another account's.
contract FeeTokenTest is Affairs {
    FeeToken private _token;

    function setUp() external {
        setUpMarket();
        _token = new FeeToken(1_000 ether);
        escrow.setToken(address(_token), true, MAX_PRICE);
        _token.approve(address(escrow), type(uint256).max);
    }

    function test_deposit_creditsNothingWhen_aFeeIsTakenOfIt() external {
        _token.charge(100, false);
        uint256 before = _token.balanceOf(address(this));
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.TransferMismatch.selector, address(_token), 9.9 ether, 10 ether)
        );
        escrow.deposit(address(_token), requester, 10 ether);
        assertEq(_token.balanceOf(address(this)), before, "the depositor keeps it");
        assertEq(_token.balanceOf(address(escrow)), 0, "nothing came");
        assertEq(escrow.ledgerOf(address(_token), requester), 0, "and nothing is credited");
    }

    /// @dev What a depositor pays on top is its own matter.
    function test_deposit_creditsWhatCameWhen_theFeeIsOnTop() external {
        _token.charge(100, true);
        escrow.deposit(address(_token), requester, 10 ether);
        assertEq(_token.balanceOf(address(escrow)), 10 ether, "came");
        assertEq(escrow.ledgerOf(address(_token), requester), 10 ether, "credited");
    }

    function test_fee_thatBeginsLaterIsTheReceiversAlone() external {
        escrow.deposit(address(_token), requester, 10 ether);
        beginAffairs(address(_token), requester);
        _token.charge(1000, false);
        endAffairs();
        assertEnded(10 ether);
        _withdraw(WORKER, 2 * PAID, 1.755 ether);
        _withdraw(AUTHOR, 2 * (PRICE - PAID), 0.045 ether);
        _withdraw(requester, 8 ether, 7.2 ether);
        assertEq(_token.balanceOf(address(escrow)), 0, "each has all of its own");
        assertQrnLeaves(100 ether);
        assertCoinLeaves(requester, 100 ether);
    }

    /// @dev A fee on top would be paid by all who have credit in the token, or by the last of them alone.
    function test_fee_onTopIsNeverPaidFromOthersCredit() external {
        escrow.deposit(address(_token), requester, 10 ether);
        beginAffairs(address(_token), requester);
        _token.charge(1000, true);
        endAffairs();
        assertEnded(10 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.TransferMismatch.selector, address(_token), 8.8 ether, 8 ether)
        );
        vm.prank(requester);
        escrow.withdraw(address(_token), SINK, 8 ether);
        assertEq(_token.balanceOf(address(escrow)), 10 ether, "all of it is there");
        assertQrnLeaves(100 ether);
        assertCoinLeaves(requester, 100 ether);

        _token.charge(0, false);
        _withdraw(requester, 8 ether, 8 ether);
        _withdraw(WORKER, 2 * PAID, 2 * PAID);
        _withdraw(AUTHOR, 2 * (PRICE - PAID), 2 * (PRICE - PAID));
        assertEq(_token.balanceOf(address(escrow)), 0, "once the fee is gone");
    }

    function _withdraw(address account, uint256 amount, uint256 arrives) private {
        uint256 before = _token.balanceOf(SINK);
        vm.prank(account);
        escrow.withdraw(address(_token), SINK, amount);
        assertEq(_token.balanceOf(SINK) - before, arrives, "arrives");
        assertEq(escrow.ledgerOf(address(_token), account), 0, "credit");
    }
}
