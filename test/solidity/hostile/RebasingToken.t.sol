// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A token whose balances are shares of a supply that somebody else changes.
contract RebasingToken is ERC20("Rebasing", "REB") {
    uint256 private constant WHOLE = 100;

    uint256 public percent = WHOLE;

    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }

    /// @notice Every balance is `next` percent of what was minted from now on.
    function rebase(uint256 next) external {
        percent = next;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return (super.balanceOf(account) * percent) / WHOLE;
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 have = balanceOf(from);
        if (from != address(0) && have < amount) revert ERC20InsufficientBalance(from, have, amount);
        super._update(from, to, (amount * WHOLE) / percent);
    }
}

/// @notice Pay tokens whose balances rise and fall by themselves: credits do not follow, and nothing else is touched.
contract RebasingTokenTest is Affairs {
    RebasingToken private _token;

    function setUp() external {
        setUpMarket();
        _token = new RebasingToken(1_000 ether);
        escrow.setToken(address(_token), true, MAX_PRICE);
        _token.approve(address(escrow), type(uint256).max);
        escrow.deposit(address(_token), requester, 10 ether);
        beginAffairs(address(_token), requester);
    }

    function test_rebase_upBelongsToNobodyAndBlocksNothing() external {
        _token.rebase(200);
        endAffairs();
        assertEnded(10 ether);
        _withdrawAll();
        assertEq(_token.balanceOf(address(escrow)), 10 ether, "the surplus stays");
        assertQrnLeaves(100 ether);
        assertCoinLeaves(requester, 100 ether);
    }

    /// @dev Whoever comes last finds less than its credit, and keeps the credit for what may come back.
    function test_rebase_downIsBorneByWhoWithdrawsLastAndBlocksNothing() external {
        _token.rebase(50);
        endAffairs();
        assertEnded(10 ether);
        _withdraw(WORKER, 2 * PAID);
        _withdraw(AUTHOR, 2 * (PRICE - PAID));
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(escrow), 3 ether, 8 ether)
        );
        vm.prank(requester);
        escrow.withdraw(address(_token), SINK, 8 ether);
        _withdraw(requester, 3 ether);
        assertEq(escrow.ledgerOf(address(_token), requester), 5 ether, "what is missing is still owed");
        assertQrnLeaves(100 ether);
        assertCoinLeaves(requester, 100 ether);
    }

    /// @dev A deposit is judged by what arrived, so a fall before it takes nothing of it.
    function test_rebase_beforeADepositCreditsWhatArrived() external {
        _token.rebase(50);
        escrow.deposit(address(_token), STRANGER, 4 ether);
        assertEq(_token.balanceOf(address(escrow)), 9 ether, "half of ten, and four");
        assertEq(escrow.ledgerOf(address(_token), STRANGER), 4 ether, "credited");
        _withdraw(STRANGER, 4 ether);
    }

    function _withdrawAll() private {
        _withdraw(WORKER, 2 * PAID);
        _withdraw(AUTHOR, 2 * (PRICE - PAID));
        _withdraw(requester, 8 ether);
    }

    function _withdraw(address account, uint256 amount) private {
        uint256 before = _token.balanceOf(SINK);
        vm.prank(account);
        escrow.withdraw(address(_token), SINK, amount);
        assertEq(_token.balanceOf(SINK) - before, amount, "paid out");
    }
}
