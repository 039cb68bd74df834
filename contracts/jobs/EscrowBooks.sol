// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Bps} from "../shared/Bps.sol";
import {Deadline} from "./Deadline.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {Account, Running, TokenRule, WorkerAccount} from "./EscrowState.sol";
import {JobWord, State} from "./Job.sol";
import {Price} from "./Price.sol";
import {Terms} from "./Request.sol";

/// @notice The books: credits of accounts, locks of workers, the epoch's burn, and how a job that ends is entered in them.
/// @dev Invariant J1: per token, balance >= ledger credits + set aside + escrowed; for QRN + burnable.
/// @dev Invariant J2: every escrowed amount leaves exactly once, when its job leaves Revealed, Committed or Assigned.
/// @dev Invariant E3: a job's burn is counted once, when it is paid.
abstract contract EscrowBooks is EscrowBase {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev What deposits may raise an account to. No number of payments brings it near the end of its 152 bits then, so
    /// none can ever be refused (invariant J12).
    uint256 private constant MOST_DEPOSITED = type(uint128).max;

    function _credit(address token, address account, uint256 amount) internal {
        if (amount == 0) return;
        Account storage entry = _ledger[token][account];
        entry.amount = (entry.amount + amount).toUint152();
    }

    function _debit(address token, address account, uint256 amount) internal {
        if (amount == 0) return;
        Account storage entry = _ledger[token][account];
        uint256 have = entry.amount;
        if (have < amount) revert LedgerTooLow(token, account, have, amount);
        // Cannot wrap: the line above.
        unchecked {
            entry.amount = uint152(have - amount);
        }
    }

    /// @dev Price and burn of shards; one debit of the sum when both are QRN.
    function _charge(Terms calldata t, uint256 prices, uint256 burns) internal {
        if (t.payToken == QRN) {
            _debit(QRN, t.requester, prices + burns);
            return;
        }
        _debit(t.payToken, t.requester, prices);
        _debit(QRN, t.requester, burns);
    }

    /// @dev Credits a deposit whose money comes right after.
    function _enter(address token, address account, uint256 amount) internal {
        if (amount == 0) revert ZeroAmount();
        if (account == address(0)) revert ZeroAddress();
        TokenRule memory rule = _tokens[token];
        if (!rule.allowed) revert TokenNotAllowed(token);
        if (rule.paused) revert TokenPaused(token);

        uint256 have = _ledger[token][account].amount + amount;
        if (have > MOST_DEPOSITED) revert LedgerFull(token, account, have, MOST_DEPOSITED);
        _credit(token, account, amount);
        emit Deposited(token, account, msg.sender, amount);
    }

    /// @dev Takes exactly `amount`, or reverts.
    function _pull(IERC20 token, uint256 amount) internal {
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

    /// @dev Sends exactly `amount`, or reverts: a token that moved nothing, whatever it says, would cost the receiver its
    /// credit, and one that takes more would pay itself from the credit of others (invariant J1).
    function _push(IERC20 token, address to, uint256 amount) internal {
        if (address(token) == QRN) {
            token.safeTransfer(to, amount);
            return;
        }
        uint256 before = token.balanceOf(address(this));
        token.safeTransfer(to, amount);
        uint256 sent = Math.saturatingSub(before, token.balanceOf(address(this)));
        if (sent != amount) revert TransferMismatch(address(token), sent, amount);
    }

    /// @dev Pays a revealed or witnessed job: the author by rounding down, the worker the rest.
    function _pay(Terms calldata terms, bytes32 jobId, JobWord word) internal {
        uint96 price = Price.at(terms, word.step());
        uint96 royalty = word.royalty() ? _payAuthor(terms, price) : 0;
        uint96 paid = price - royalty;
        _end(terms, jobId, word, State.Finalized);
        _credit(terms.payToken, word.worker(), paid);
        if (terms.burn != 0) _countBurn(word.worker(), terms.burn);
        emit JobFinalized(jobId, word.worker(), paid, royalty, terms.burn);
    }

    /// @dev Ends the job and gives price and burn back to the requester.
    function _refund(Terms calldata terms, bytes32 jobId, JobWord word, State state) internal returns (uint96 price) {
        price = Price.at(terms, word.step());
        _end(terms, jobId, word, state);
        _credit(terms.payToken, terms.requester, price);
        _credit(QRN, terms.requester, terms.burn);
    }

    /// @dev The revealed job, if no dispute about it is open; else reverts `DisputeOpen`.
    function _undisputed(bytes32 jobId) internal view returns (JobWord word) {
        word = _jobIn(jobId, State.Revealed);
        if (word.aux() != 0) revert DisputeOpen(jobId, word.aux());
    }

    /// @dev Until when a revealed job can be ended against its worker: a dispute that is open has both sides' clocks.
    function _windowEnd(JobWord word) internal view returns (uint256) {
        return Deadline.windowEnd(word.deadline(), word.aux(), DISPUTE_CLOCK);
    }

    function _unlock(address worker, uint96 lock) internal {
        _workers[worker].locked -= lock;
    }

    function _rollRunning(uint24 epoch) internal {
        uint24 last = _running.epoch;
        if (last >= epoch) return;
        uint112 burned = _running.burned;
        _running.epoch = epoch;
        _running.burned = 0;
        if (burned != 0) EMISSION.closeEpoch(last, burned);
    }

    /// @dev The sum of the worker's epoch is reported already: an epoch ends for both at the same time.
    function _rollWorker(address worker, uint24 epoch) internal {
        WorkerAccount storage account = _workers[worker];
        uint24 last = account.epoch;
        if (last >= epoch) return;
        uint96 burned = account.burned;
        account.epoch = epoch;
        account.burned = 0;
        if (burned != 0) EMISSION.credit(worker, last, burned);
    }

    function _epoch() internal view returns (uint24) {
        return ((block.timestamp - EPOCH_START) / EPOCH_LENGTH).toUint24();
    }

    /// @dev Counts a paid job's burn for its worker, its epoch and the next flush.
    /// Reports what belongs to earlier epochs first: the sum, then the worker.
    function _countBurn(address worker, uint96 burn) internal {
        uint24 epoch = _epoch();
        _rollRunning(epoch);
        _rollWorker(worker, epoch);
        _workers[worker].burned += burn;
        Running storage r = _running;
        (r.burned, r.burnable) = (r.burned + burn, r.burnable + burn);
    }

    function _payAuthor(Terms calldata terms, uint96 price) private returns (uint96 royalty) {
        (address author, uint16 royaltyBps) = REGISTRY.royaltyOf(terms.kernelId);
        // At most the price: royaltyBps <= 1000.
        royalty = uint96(Bps.bpsDown(price, royaltyBps));
        _credit(terms.payToken, author, royalty);
    }

    /// @dev A final state; the whole lock is released, whatever is slashed afterwards.
    function _end(Terms calldata terms, bytes32 jobId, JobWord word, State state) private {
        _jobs[jobId].word = word.withState(state);
        _unlock(word.worker(), terms.lock);
    }
}
