// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Terms} from "../../../contracts/jobs/Request.sol";
import {MoodyRequester} from "./MoodyRequester.sol";
import {MoodyToken} from "./MoodyToken.sol";
import {WorkerBook} from "./WorkerBook.sol";

/// @notice The campaign's own account of the money in the escrow, written from what its actors did and from the
/// specification: what entered and left, what is set aside or inside jobs, and what each account may call its own.
abstract contract MoneyBook is WorkerBook {
    /// @notice What the escrow should hold of one token.
    struct Purse {
        uint256 deposited;
        uint256 withdrawn;
        /// Most prices and burns of shards of posted requests that nobody took.
        uint256 setAside;
        /// Prices and burns inside live jobs.
        uint256 escrowed;
    }

    /// @dev The specification's values of noShow, slashTimeout and proveFraud, in bps.
    uint256 private constant NO_SHOW_BPS = 500;
    uint256 private constant NO_SHOW_PAYOUT_BPS = 5000;
    uint256 private constant TIMEOUT_PAYOUT_BPS = 500;
    uint256 private constant FRAUD_PAYOUT_BPS = 5000;
    uint256 private constant FRAUD_REQUESTER_BPS = 4000;
    uint256 internal constant REQUESTERS = 3;

    /// @notice What jobs are paid in: coin, QRN, and another token.
    address[] public tokens;
    MoodyToken internal moodyToken;
    /// @dev The third requester; the others are keys.
    MoodyRequester internal moodyRequester;
    mapping(address token => Purse) public purseOf;
    /// @notice What slashes should have paid into the escrow, in QRN.
    uint256 public payouts;
    mapping(address token => mapping(address account => uint256)) internal creditOf;
    /// @dev Unix time before which a credit cannot be withdrawn.
    mapping(address token => mapping(address account => uint256)) internal boundUntil;

    /// @notice The ledger credits of everybody in `token`.
    function credits(address token) external view returns (uint256 sum) {
        for (uint256 i; i < accounts.length; ++i) sum += escrow.ledgerOf(token, accounts[i]);
    }

    /// @notice Whether every account has the credit in `token` that the specification gives it.
    function hasItsCredits(address token) external view returns (bool) {
        for (uint256 i; i < accounts.length; ++i) {
            if (escrow.ledgerOf(token, accounts[i]) != creditOf[token][accounts[i]]) return false;
        }
        return true;
    }

    /// @notice What the escrow has of `token`.
    function balanceOf(address token) external view returns (uint256) {
        return token == address(0) ? address(escrow).balance : IERC20(token).balanceOf(address(escrow));
    }

    /// @dev The author is a contract that answers nothing.
    function setUpMoney() internal {
        vm.deal(address(this), 1_000_000 ether);
        giveQrn(address(this), 10_000_000 ether);
        moodyToken = new MoodyToken(1_000_000 ether);
        moodyRequester = new MoodyRequester();
        vm.etch(AUTHOR, hex"60006000fd");
        escrow.setToken(address(moodyToken), true, MAX_PRICE);
        qrn.approve(address(escrow), type(uint256).max);
        moodyToken.approve(address(escrow), type(uint256).max);
        (tokens.push(), tokens.push(), tokens.push());
        (tokens[1], tokens[2]) = (address(qrn), address(moodyToken));
        accounts.push(vm.addr(REQUESTER_KEY));
        accounts.push(vm.addr(REQUESTER_KEY + 1));
        accounts.push(address(moodyRequester));
        accounts.push(CHALLENGER);
        accounts.push(AUTHOR);
        for (uint256 i = WORKERS; i < WORKERS + REQUESTERS; ++i) {
            putIn(address(0), accounts[i], 1_000 ether, 1_000 ether);
            putIn(address(qrn), accounts[i], 100_000 ether, 0);
            putIn(address(moodyToken), accounts[i], 1_000 ether, 0);
        }
    }

    /// @dev Deposits `amount`, with `value` of the coin.
    function putIn(address token, address account, uint256 amount, uint256 value) internal {
        escrow.deposit{value: value}(token, account, amount);
        purseOf[token].deposited += amount;
        creditOf[token][account] += amount;
    }

    /// @dev `amount` left the credit of `account`.
    function noteSpent(address token, address account, uint256 amount) internal {
        uint256 have = creditOf[token][account];
        if (have < amount) breaks("J2: a ledger paid what it did not have");
        creditOf[token][account] = have < amount ? 0 : have - amount;
    }

    /// @dev `shards` of a posted request have their money set aside.
    function noteSetAside(Terms memory terms, uint256 shards) internal {
        noteSpent(terms.payToken, terms.requester, shards * terms.maxPrice);
        noteSpent(address(qrn), terms.requester, shards * terms.burn);
        purseOf[terms.payToken].setAside += shards * terms.maxPrice;
        purseOf[address(qrn)].setAside += shards * terms.burn;
    }

    /// @dev What is set aside for `shards` returns.
    function noteReturned(Terms memory terms, uint256 shards) internal {
        purseOf[terms.payToken].setAside -= shards * terms.maxPrice;
        purseOf[address(qrn)].setAside -= shards * terms.burn;
        creditOf[terms.payToken][terms.requester] += shards * terms.maxPrice;
        creditOf[address(qrn)][terms.requester] += shards * terms.burn;
    }

    /// @dev A job of `worker` became live at `price`, which the ledger paid.
    function noteAccepted(Terms memory terms, address worker, uint256 price) internal {
        noteSpent(terms.payToken, terms.requester, price);
        noteSpent(address(qrn), terms.requester, terms.burn);
        purseOf[terms.payToken].escrowed += price;
        purseOf[address(qrn)].escrowed += terms.burn;
        noteLocked(worker, terms.lock);
    }

    /// @dev A live job ended, whatever the way.
    function noteEnded(Terms memory terms, address worker, uint256 price) internal {
        purseOf[terms.payToken].escrowed -= price;
        purseOf[address(qrn)].escrowed -= terms.burn;
        locks[worker] -= terms.lock;
    }

    function notePaid(Terms memory terms, address worker, uint256 price) internal {
        uint256 royalty = (price * ROYALTY_BPS) / 10_000;
        creditOf[terms.payToken][AUTHOR] += royalty;
        creditOf[terms.payToken][worker] += price - royalty;
        noteBurned(worker, terms.burn);
    }

    function noteNoShow(Terms memory terms, address worker, uint256 price) internal {
        uint256 amount = (uint256(terms.lock) * NO_SHOW_BPS) / 10_000;
        _refund(terms, price, noteSlash(worker, amount, NO_SHOW_PAYOUT_BPS));
    }

    function noteTimeout(Terms memory terms, address worker, uint256 price) internal {
        _refund(terms, price, noteSlash(worker, terms.lock, TIMEOUT_PAYOUT_BPS));
    }

    /// @dev The challenger has what the requester's part leaves.
    function noteFraud(Terms memory terms, address worker, uint256 price) internal {
        uint256 payout = noteSlash(worker, terms.lock, FRAUD_PAYOUT_BPS);
        uint256 part = (payout * FRAUD_REQUESTER_BPS) / 10_000;
        _refund(terms, price, part);
        creditOf[address(qrn)][CHALLENGER] += payout - part;
        payouts += payout - part;
    }

    /// @dev The specification's price of a shard now.
    function priceNow(Terms memory t) internal view returns (uint256) {
        uint256 passed = block.timestamp < t.rampStart ? 0 : block.timestamp - t.rampStart;
        if (passed > t.rampPeriod) passed = t.rampPeriod;
        uint256 step = (passed * 65_535) / t.rampPeriod;
        return t.minPrice + (uint256(t.maxPrice - t.minPrice) * step) / 65_535;
    }

    function _refund(Terms memory terms, uint256 price, uint256 payout) private {
        creditOf[terms.payToken][terms.requester] += price;
        creditOf[address(qrn)][terms.requester] += terms.burn + payout;
        payouts += payout;
    }

    receive() external payable {}
}
