// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Bps} from "../shared/Bps.sol";
import {Chains} from "../shared/Chains.sol";
import {Rounding} from "../shared/Rounding.sol";
import {IQuernToken} from "../token/IQuernToken.sol";
import {QuernToken} from "../token/QuernToken.sol";
import {CrediterAccount} from "./CrediterAccount.sol";
import {EmissionCurve} from "./EmissionCurve.sol";
import {ICrediter} from "./ICrediter.sol";
import {IEmission} from "./IEmission.sol";
import {ShareSchedule} from "./ShareSchedule.sol";

/// @notice What an emission is deployed with; everything but `authority` is fixed for ever.
struct EmissionParams {
    /// The access manager.
    address authority;
    /// Receives `genesis`.
    address treasury;
    /// Base units minted at once; the rest of the cap is emitted.
    uint256 genesis;
    /// Seconds in an epoch.
    uint256 epoch;
    /// The stakers' part of the emission.
    uint256 stakersBps;
    /// The most that a worker earns for its own burn, in bps of it.
    uint256 gammaBps;
}

/// @notice Deploys the token and is its only minter: to stakers by time, to workers by what their jobs burned.
/// @dev Invariant E1: `stakersMinted <= stakersEmittedBy(now)` and `workMinted <= the work stream's emission of closed epochs`.
/// @dev Invariant E2: what one crediter credits in an epoch sums to at most `min(workOf(crediter, epoch), GAMMA * sum burned)`:
/// no more burn is credited than it reported. Always, of each crediter and of all, `minted <= GAMMA * burned`.
/// @dev Invariant E3: a job is credited once. The crediter keeps it; here, only the first report of an epoch's sum stands.
/// @dev Invariant E4: a credit is at most `GAMMA < 1` of its own burn, so no party gains from burns of its own.
contract Emission is IEmission, AccessManaged, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @notice What a crediter reported about an epoch.
    /// @dev One storage slot: 120 + 120 + 8 bits.
    struct Report {
        /// Base units burned by all its jobs of the epoch.
        uint120 burned;
        /// The part of `burned` that is credited to workers already.
        uint120 credited;
        /// Whether the epoch was reported at all; the sum may be zero.
        bool closed;
    }

    uint256 private constant MOST_CREDITERS = 4;
    /// @dev Several times what rolling one worker, or flushing, takes.
    uint256 private constant CREDITER_GAS = 1_000_000;

    /// @inheritdoc IEmission
    IQuernToken public immutable TOKEN;
    /// @inheritdoc IEmission
    uint256 public immutable START;
    /// @inheritdoc IEmission
    uint256 public immutable EPOCH;
    /// @inheritdoc IEmission
    uint256 public immutable BUDGET;
    /// @inheritdoc IEmission
    uint256 public immutable STAKERS_BPS;
    /// @inheritdoc IEmission
    uint256 public immutable GAMMA_BPS;
    /// @dev `TOKEN.CAP()`: bounds what a crediter can report.
    uint256 private immutable CAP;

    /// @dev One slot with `_stakersMinted`: a claim reads the one and writes the other.
    address private _staking;
    uint96 private _stakersMinted;
    address[] private _crediters;
    mapping(address crediter => CrediterAccount) private _accounts;
    ShareSchedule private _schedule;
    mapping(address crediter => mapping(uint256 epoch => Report)) private _reports;
    /// @dev What each crediter's credits owe is paid from that one's burns only, so it is kept apart.
    mapping(address crediter => mapping(address worker => uint256)) private _owed;

    /// @dev Public chains take the values of the specification only; local ones may shorten epochs and vary the rest.
    constructor(EmissionParams memory p) AccessManaged(p.authority) {
        bool local = Chains.isLocal(block.chainid);
        TOKEN = new QuernToken(p.treasury, p.genesis, address(this));
        CAP = TOKEN.CAP();
        _requireRange("genesis", p.genesis, local ? 0 : 4e26, local ? CAP : 4e26);
        _requireRange("epoch", p.epoch, local ? 1 : 1 days, 30 days);
        _requireRange("stakersBps", p.stakersBps, local ? 0 : 4000, local ? Bps.ONE : 4000);
        _requireRange("gammaBps", p.gammaBps, local ? 0 : 9000, 9000);
        START = block.timestamp;
        EPOCH = p.epoch;
        BUDGET = CAP - p.genesis;
        STAKERS_BPS = p.stakersBps;
        GAMMA_BPS = p.gammaBps;
    }

    // ---- powers

    /// @inheritdoc IEmission
    function setStaking(address staking_) external restricted {
        if (_staking != address(0)) revert StakingAlreadySet(_staking);
        _requireRange("staking", uint160(staking_), 1, type(uint160).max);

        _staking = staking_;
        emit StakingSet(staking_);
    }

    /// @inheritdoc IEmission
    function addCrediter(address crediter, uint16[] calldata sharesBps) external restricted {
        uint256 count = _crediters.length;
        if (count == MOST_CREDITERS) revert TooManyCrediters(MOST_CREDITERS);
        if (_accounts[crediter].place != 0) revert CrediterExists(crediter);
        _requireRange("crediter", uint160(crediter), 1, type(uint160).max);
        uint256 sumBps = 0;
        for (uint256 i = 0; i < sharesBps.length; ++i) sumBps += sharesBps[i];
        if (sharesBps.length != count + 1 || sumBps != Bps.ONE) {
            revert SharesMismatch(sharesBps.length, count + 1, sumBps);
        }

        uint256 fromEpoch = count == 0 ? currentEpoch() : currentEpoch() + 1;
        _crediters.push(crediter);
        _accounts[crediter].place = uint8(count + 1);
        _schedule.append(fromEpoch.toUint32(), sharesBps);
        emit CrediterAdded(crediter, fromEpoch, sharesBps);
    }

    // ---- crediters

    /// @inheritdoc IEmission
    function closeEpoch(uint256 epoch, uint256 burned) external {
        if (!_isCrediter(msg.sender) || epoch >= currentEpoch() || _reports[msg.sender][epoch].closed) return;

        // No more than the cap can ever be burned: the bound keeps `credit` from overflowing on a wrong report.
        burned = Math.min(burned, CAP);
        _reports[msg.sender][epoch] = Report({burned: uint120(burned), credited: 0, closed: true});
        emit EpochClosed(msg.sender, epoch, burned);
    }

    /// @inheritdoc IEmission
    function credit(address worker, uint256 epoch, uint256 burned) external {
        // An epoch that still runs has no report, nor has anybody but a crediter.
        Report memory report = _reports[msg.sender][epoch];
        uint256 sum = report.burned;
        burned = Math.min(burned, sum - report.credited);
        if (burned == 0) return;

        // At most `sum` in all, which is at most the cap.
        _reports[msg.sender][epoch].credited = report.credited + uint120(burned);
        uint256 byShare = Rounding.mulDivDown(workOf(msg.sender, epoch), burned, sum);
        uint256 amount = Math.min(byShare, Bps.bpsDown(burned, GAMMA_BPS));
        if (amount == 0) return;

        uint256 owed = _owed[msg.sender][worker] + amount;
        _owed[msg.sender][worker] = owed;
        emit WorkCredited(msg.sender, worker, epoch, burned, amount, owed);
    }

    /// @inheritdoc IEmission
    function burn(uint256 amount) external {
        if (!_isCrediter(msg.sender)) revert NotCrediter(msg.sender);

        uint256 burned = _accounts[msg.sender].burned + amount;
        _accounts[msg.sender].burned = burned.toUint120();
        emit WorkBurned(msg.sender, amount, burned);

        TOKEN.burn(amount);
    }

    // ---- the staking contract

    /// @inheritdoc IEmission
    function mintToStaker(address to, uint256 amount) external nonReentrant {
        if (msg.sender != _staking) revert NotStaking(msg.sender);
        uint256 total = _stakersMinted + amount;
        uint256 emitted = stakersEmittedBy(block.timestamp);
        if (total > emitted) revert StakersStreamExceeded(total, emitted);

        _stakersMinted = total.toUint96();
        emit StakersMinted(to, amount);

        TOKEN.mint(to, amount);
    }

    // ---- anyone

    /// @inheritdoc IEmission
    function claimWork(address worker) external nonReentrant returns (uint256 amount) {
        uint256 count = _crediters.length;
        for (uint256 i = 0; i < count; ++i) {
            _roll(_crediters[i], worker);
            amount += _take(_crediters[i], worker);
        }
        if (amount == 0) revert NothingToClaim(worker);

        TOKEN.mint(worker, amount);
    }

    // ---- reads

    /// @inheritdoc IEmission
    function emittedBy(uint256 time) public view returns (uint256) {
        return EmissionCurve.emitted(BUDGET, _elapsed(time));
    }

    /// @inheritdoc IEmission
    function stakersEmittedBy(uint256 time) public view returns (uint256) {
        return EmissionCurve.emittedPart(BUDGET, STAKERS_BPS, _elapsed(time));
    }

    /// @inheritdoc IEmission
    function workOf(address crediter, uint256 epoch) public view returns (uint256) {
        uint256 place = _accounts[crediter].place;
        if (place == 0) return 0;
        uint256 begin = START + epoch * EPOCH;
        uint256 stream = _workEmittedBy(begin + EPOCH) - _workEmittedBy(begin);
        return Bps.bpsDown(stream, _schedule.shareOf(place - 1, epoch));
    }

    /// @inheritdoc IEmission
    function currentEpoch() public view returns (uint256) {
        return Rounding.divDown(block.timestamp - START, EPOCH);
    }

    /// @inheritdoc IEmission
    function burnedIn(address crediter, uint256 epoch) external view returns (uint256) {
        return _reports[crediter][epoch].burned;
    }

    /// @inheritdoc IEmission
    function staking() external view returns (address) {
        return _staking;
    }

    /// @inheritdoc IEmission
    function owedTo(address worker) external view returns (uint256 owed) {
        for (uint256 i = 0; i < _crediters.length; ++i) owed += _owed[_crediters[i]][worker];
    }

    /// @inheritdoc IEmission
    function owedBy(address crediter, address worker) external view returns (uint256) {
        return _owed[crediter][worker];
    }

    /// @inheritdoc IEmission
    function burnedTotal() external view returns (uint256 burned) {
        for (uint256 i = 0; i < _crediters.length; ++i) burned += _accounts[_crediters[i]].burned;
    }

    /// @inheritdoc IEmission
    function workMinted() external view returns (uint256 minted) {
        for (uint256 i = 0; i < _crediters.length; ++i) minted += _accounts[_crediters[i]].minted;
    }

    /// @inheritdoc IEmission
    function accountOf(address crediter) external view returns (uint256 burned, uint256 minted) {
        CrediterAccount memory account = _accounts[crediter];
        return (account.burned, account.minted);
    }

    /// @inheritdoc IEmission
    function stakersMinted() external view returns (uint256) {
        return _stakersMinted;
    }

    /// @inheritdoc IEmission
    function crediters() external view returns (address[] memory) {
        return _crediters;
    }

    // ---- internal

    /// @dev A crediter that reverts, burns its gas, answers at length or has no code costs only its own credits: the list
    /// is append-only, so it could never be removed. `try` copies no answer, and would itself revert without code. A claim
    /// with too little gas for a crediter has too little for its own end as well, and reverts.
    function _roll(address crediter, address worker) private {
        if (crediter.code.length == 0) return;
        if (!_rolled(crediter, worker)) emit CrediterFailed(crediter, ICrediter.roll.selector);
        if (!_flushed(crediter)) emit CrediterFailed(crediter, ICrediter.flushBurn.selector);
    }

    function _rolled(address crediter, address worker) private returns (bool) {
        address[] memory workers = new address[](1);
        workers[0] = worker;
        try ICrediter(crediter).roll{gas: CREDITER_GAS}(workers) {
            return true;
        } catch {
            return false;
        }
    }

    function _flushed(address crediter) private returns (bool) {
        try ICrediter(crediter).flushBurn{gas: CREDITER_GAS}() {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Takes what `crediter`'s credits owe, as far as its own burns allow; what they do not stays owed.
    function _take(address crediter, address worker) private returns (uint256 amount) {
        uint256 owed = _owed[crediter][worker];
        CrediterAccount memory account = _accounts[crediter];
        amount = Math.min(owed, account.room(GAMMA_BPS));
        if (amount == 0) return 0;

        _owed[crediter][worker] = owed - amount;
        _accounts[crediter].minted = (account.minted + amount).toUint120();
        emit WorkClaimed(crediter, worker, amount);
    }

    function _isCrediter(address account) private view returns (bool) {
        return _accounts[account].place != 0;
    }

    function _workEmittedBy(uint256 time) private view returns (uint256) {
        uint256 emitted = emittedBy(time);
        return emitted - Bps.bpsDown(emitted, STAKERS_BPS);
    }

    function _elapsed(uint256 time) private view returns (uint256) {
        return time <= START ? 0 : time - START;
    }

    function _requireRange(bytes32 name, uint256 have, uint256 least, uint256 most) private pure {
        if (have < least || have > most) revert ParameterOutOfRange(name, have, least, most);
    }
}
