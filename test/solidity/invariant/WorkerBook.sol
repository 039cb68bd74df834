// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Emission} from "../../../contracts/emission/Emission.sol";
import {JobEscrow} from "../../../contracts/jobs/JobEscrow.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Market} from "../utils/Market.sol";
import {SlashRule} from "./SlashRule.sol";

/// @notice The campaign's own account of the workers, written from what its actors did and from the specification: what each
/// bonded and lost, what its live jobs lock, and what its finalized jobs burned.
abstract contract WorkerBook is Market {
    /// @notice What others delegated to a worker: in, out, and slashed.
    struct Pool {
        uint256 put;
        uint256 out;
        uint256 slashed;
        /// Times at which a base unit may have been rounded away from whoever acted.
        uint256 roundings;
    }

    uint256 internal constant WORKERS = 3;
    uint256 private constant DELEGATORS = 2;

    /// @notice Everybody who may have a ledger credit; the workers come first, then the requesters.
    address[] public accounts;
    mapping(address worker => uint256) public bonded;
    mapping(address worker => uint256) public withdrawn;
    mapping(address worker => uint256) public slashed;
    mapping(address worker => Pool) public poolOf;
    /// @notice The locks of each worker's live jobs.
    mapping(address worker => uint256) public locks;
    /// @notice When each worker last took a job.
    mapping(address worker => uint256) public acceptedAt;
    /// @notice Burn of finalized jobs: in all, by epoch, and by worker and epoch.
    uint256 public burnedByJobs;
    mapping(uint256 epoch => uint256) public burnedIn;
    mapping(address worker => mapping(uint256 epoch => uint256)) public burnedBy;
    /// @notice The epochs in which a job with a burn was finalized.
    uint256[] public burnEpochs;
    /// @notice The first rule that broke while something happened, with its number; empty while all held.
    string public broken;

    mapping(address worker => uint256) private _selfBefore;
    mapping(address worker => uint256) private _poolBefore;
    mapping(address worker => uint256) private _workClaimed;
    mapping(address worker => uint256) private _workEarned;
    mapping(address worker => uint256) private _epochBefore;
    mapping(uint256 epoch => uint256) private _creditedIn;

    function workerAt(uint256 who) public view returns (address) {
        return accounts[who % WORKERS];
    }

    function delegatorAt(uint256 which) public pure returns (address) {
        return address(uint160(0xA001 + (which % DELEGATORS)));
    }

    /// @notice Base units of both sides of `worker`, active and unbonding together.
    function heldBy(address worker) public view returns (uint256 self, uint256 pool) {
        (uint256 active, uint256 unbonding) = staking.assetsOf(worker);
        (uint256 poolActive, uint256 poolUnbonding) = staking.poolAssetsOf(worker);
        return (active + unbonding, poolActive + poolUnbonding);
    }

    /// @notice What `worker` and its delegators may claim of the stakers' stream.
    function rewardsOf(address worker) external view returns (uint256 owed) {
        owed = staking.rewardsOf(worker);
        uint256 era = staking.poolView(worker).era;
        for (uint256 i; i < DELEGATORS; ++i) {
            owed += staking.delegationView(worker, delegatorAt(i)).rewards;
            for (uint256 j; j < era; ++j) owed += staking.pastRewardsOf(worker, j, delegatorAt(i));
        }
    }

    function contracts() external view returns (JobEscrow, Staking, Emission, IQuernToken) {
        return (escrow, staking, emission, qrn);
    }

    function burnEpochsCount() external view returns (uint256) {
        return burnEpochs.length;
    }

    function setUpWorkers() internal {
        for (uint160 i = 1; i <= WORKERS; ++i) {
            accounts.push(address(0x9000 + i));
            bond(accounts[i - 1], OPERATOR, 400 ether);
            bonded[accounts[i - 1]] = 400 ether;
        }
    }

    /// @dev Keeps the first rule that broke.
    function breaks(string memory rule) internal {
        if (bytes(broken).length == 0) broken = rule;
    }

    /// @dev What must be known before an action to judge it afterwards.
    function noteBefore() internal {
        for (uint256 i; i < WORKERS; ++i) {
            address worker = accounts[i];
            (_selfBefore[worker], _poolBefore[worker]) = heldBy(worker);
            (_epochBefore[worker], ) = escrow.runningOf(worker);
        }
    }

    /// @dev What a worker earned by work in this action belongs to the epoch that it had running before.
    function noteEarned() internal {
        for (uint256 i; i < WORKERS; ++i) {
            address worker = accounts[i];
            uint256 earned = emission.owedTo(worker) + _workClaimed[worker];
            if (earned == _workEarned[worker]) continue;
            if (earned < _workEarned[worker]) breaks("E2: owed work vanished");
            else _noteCredit(_epochBefore[worker], earned - _workEarned[worker]);
            _workEarned[worker] = earned;
        }
    }

    function noteWorkClaimed(address worker, uint256 amount) internal {
        _workClaimed[worker] += amount;
    }

    /// @dev A job of `worker` became live.
    function noteLocked(address worker, uint256 lock) internal {
        locks[worker] += lock;
        acceptedAt[worker] = block.timestamp;
        if (escrow.lockedOf(worker) > lockLimit(worker))
            breaks("S2: an accept locked more than self + min(pool, self)");
    }

    function noteBurned(address worker, uint256 burn) internal {
        if (burn == 0) return;
        uint256 epoch = emission.currentEpoch();
        if (burnedIn[epoch] == 0) burnEpochs.push(epoch);
        burnedIn[epoch] += burn;
        burnedBy[worker][epoch] += burn;
        burnedByJobs += burn;
    }

    /// @dev A slash takes as much as there is, of active and unbonding alike; only what the self side bore is shared out.
    function noteSlash(address worker, uint256 amount, uint256 payoutBps) internal returns (uint256 payout) {
        (uint256 fromSelf, uint256 fromPool) = SlashRule.split(amount, _selfBefore[worker], _poolBefore[worker]);
        slashed[worker] += fromSelf;
        poolOf[worker].slashed += fromPool;
        return (fromSelf * payoutBps) / 10_000;
    }

    /// @dev The most that jobs may lock of `worker`.
    function lockLimit(address worker) internal view returns (uint256) {
        (uint256 self, ) = staking.assetsOf(worker);
        (uint256 pool, ) = staking.poolAssetsOf(worker);
        return self + SlashRule.least(self, pool);
    }

    function _noteCredit(uint256 epoch, uint256 amount) private {
        _creditedIn[epoch] += amount;
        uint256 most = (burnedIn[epoch] * 9) / 10;
        uint256 stream = emission.workOf(address(escrow), epoch);
        if (_creditedIn[epoch] > (most < stream ? most : stream))
            breaks("E2: an epoch's claims pass min(E, gamma * B)");
    }
}
