// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ICrediter} from "../emission/ICrediter.sol";
import {ILocker} from "../staking/ILocker.sol";
import {EscrowBooks} from "./EscrowBooks.sol";
import {Account, Running, TokenRule, WorkerAccount} from "./EscrowState.sol";
import {IJobEscrow} from "./IJobEscrow.sol";

/// @notice How money comes in and goes out, and how the epoch's burn is handed on.
abstract contract EscrowLedger is EscrowBooks, IJobEscrow {
    using SafeERC20 for IERC20;

    /// @inheritdoc IJobEscrow
    function deposit(address token, address account, uint256 amount) external payable nonReentrant {
        uint256 expected = token == address(0) ? amount : 0;
        if (msg.value != expected) revert ValueMismatch(msg.value, expected);

        _enter(token, account, amount);

        if (token != address(0)) _pull(IERC20(token), amount);
    }

    /// @inheritdoc IJobEscrow
    function withdraw(address token, address to, uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (to == address(0)) revert ZeroAddress();
        uint256 until = _ledger[token][msg.sender].lockedUntil;
        if (block.timestamp < until) revert BalanceBound(token, msg.sender, until, block.timestamp);

        _debit(token, msg.sender, amount);
        emit Withdrawn(token, msg.sender, to, amount);

        if (token == address(0)) _send(to, amount);
        else _push(IERC20(token), to, amount);
    }

    /// @inheritdoc ICrediter
    function flushBurn() external nonReentrant {
        uint256 amount = _running.burnable;
        if (amount == 0) return;

        _running.burnable = 0;
        emit BurnFlushed(amount);

        IERC20(QRN).safeTransfer(address(EMISSION), amount);
        EMISSION.burn(amount);
    }

    /// @inheritdoc ICrediter
    function roll(address[] calldata workers) external {
        uint24 epoch = _epoch();
        _rollRunning(epoch);
        for (uint256 i; i < workers.length; ++i) _rollWorker(workers[i], epoch);
    }

    /// @inheritdoc IJobEscrow
    function setToken(address token, bool allowed, uint96 maxPrice) external restricted {
        TokenRule storage rule = _tokens[token];
        rule.allowed = allowed;
        rule.maxPrice = maxPrice;
        emit TokenSet(token, allowed, maxPrice);
    }

    /// @inheritdoc IJobEscrow
    function setTokenPaused(address token, bool paused) external restricted {
        _tokens[token].paused = paused;
        emit TokenPausedSet(token, paused);
    }

    /// @inheritdoc IJobEscrow
    function ledgerOf(address token, address account) external view returns (uint256) {
        return _ledger[token][account].amount;
    }

    /// @inheritdoc IJobEscrow
    function accountOf(address token, address account) external view returns (AccountView memory) {
        Account memory a = _ledger[token][account];
        return AccountView({amount: a.amount, lockedUntil: a.lockedUntil, minNonce: a.minNonce});
    }

    /// @inheritdoc ILocker
    function lockedOf(address worker) external view returns (uint256) {
        return _workers[worker].locked;
    }

    /// @inheritdoc IJobEscrow
    function runningOf(address worker) external view returns (uint256 epoch, uint256 burned) {
        WorkerAccount storage account = _workers[worker];
        return (account.epoch, account.burned);
    }

    /// @inheritdoc IJobEscrow
    function running() external view returns (uint256 epoch, uint256 burned, uint256 burnable) {
        Running storage r = _running;
        return (r.epoch, r.burned, r.burnable);
    }

    /// @inheritdoc IJobEscrow
    function tokenOf(address token) external view returns (TokenView memory) {
        TokenRule storage rule = _tokens[token];
        return TokenView({allowed: rule.allowed, paused: rule.paused, maxPrice: rule.maxPrice});
    }

    function _send(address to, uint256 amount) private {
        (bool ok, ) = to.call{value: amount}("");
        if (!ok) revert SendFailed(to, amount);
    }
}
