// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICrediter} from "../emission/ICrediter.sol";
import {ILocker} from "../staking/ILocker.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {Running, TokenRule, WorkerAccount} from "./EscrowState.sol";
import {IJobEscrow} from "./IJobEscrow.sol";

/// @notice The ledger of requesters, workers and challengers, and the epoch's burn.
/// @dev Invariant J1: per token, balance >= ledger credits + escrowed; for QRN + burnable.
/// @dev Invariant E3: a job's burn is counted once, at its finalize.
abstract contract EscrowLedger is EscrowBase {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @inheritdoc IJobEscrow
    function deposit(address token, address account, uint256 amount) external payable nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (account == address(0)) revert ZeroAddress();
        _requireToken(token);
        uint256 expected = token == address(0) ? amount : 0;
        if (msg.value != expected) revert ValueMismatch(msg.value, expected);

        _ledger[token][account] += amount;
        emit Deposited(token, account, msg.sender, amount);

        if (token != address(0)) _pull(IERC20(token), amount);
    }

    /// @inheritdoc IJobEscrow
    function withdraw(address token, address to, uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (to == address(0)) revert ZeroAddress();

        _debit(token, msg.sender, amount);
        emit Withdrawn(token, msg.sender, to, amount);

        if (token == address(0)) _send(to, amount);
        else IERC20(token).safeTransfer(to, amount);
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
        return _ledger[token][account];
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

    /// @dev Reverts unless `token` may enter new deposits and jobs; returns its price cap.
    function _requireToken(address token) internal view returns (uint96 maxPrice) {
        TokenRule memory rule = _tokens[token];
        if (!rule.allowed) revert TokenNotAllowed(token);
        if (rule.paused) revert TokenPaused(token);
        return rule.maxPrice;
    }

    /// @dev Counts a finalized job's burn for its worker, its epoch and the next flush.
    /// Reports what belongs to earlier epochs first: the sum, then the worker.
    function _countBurn(address worker, uint96 burn) internal {
        uint24 epoch = _epoch();
        _rollRunning(epoch);
        _rollWorker(worker, epoch);
        _workers[worker].burned += burn;
        Running storage r = _running;
        (r.burned, r.burnable) = (r.burned + burn, r.burnable + burn);
    }

    /// @dev Takes exactly `amount`, or reverts.
    function _pull(IERC20 token, uint256 amount) private {
        // QRN moves exactly what it is asked to, or reverts: it is immutable and takes no fee.
        if (address(token) == QRN) {
            token.safeTransferFrom(msg.sender, address(this), amount);
            return;
        }
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert TransferMismatch(address(token), received, amount);
    }

    function _send(address to, uint256 amount) private {
        (bool ok, ) = to.call{value: amount}("");
        if (!ok) revert SendFailed(to, amount);
    }

    function _rollRunning(uint24 epoch) private {
        uint24 last = _running.epoch;
        if (last >= epoch) return;
        uint112 burned = _running.burned;
        _running.epoch = epoch;
        _running.burned = 0;
        if (burned != 0) EMISSION.closeEpoch(last, burned);
    }

    /// @dev The sum of the worker's epoch is reported already: an epoch ends for both at the same time.
    function _rollWorker(address worker, uint24 epoch) private {
        WorkerAccount storage account = _workers[worker];
        uint24 last = account.epoch;
        if (last >= epoch) return;
        uint96 burned = account.burned;
        account.epoch = epoch;
        account.burned = 0;
        if (burned != 0) EMISSION.credit(worker, last, burned);
    }

    function _epoch() private view returns (uint24) {
        return ((block.timestamp - EPOCH_START) / EPOCH_LENGTH).toUint24();
    }
}
