// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {StakeBook} from "./StakeBook.sol";

/// @notice Who earned what of the stakers' stream: each stretch of time is shared out by the stakes and commissions that
/// held in it, without an accumulator. A worker's own account stands for its bond and its commission.
abstract contract RewardBook is StakeBook {
    /// @dev Below this much active stake in all, time is forfeited.
    uint256 private constant LEAST_TOTAL = 1 ether;
    /// @dev The stream is shared out in whole units of 2^45 base units; what a unit cuts off waits for the next one.
    uint256 private constant UNIT_BITS = 45;

    /// @notice What the stream emitted while too little was staked.
    uint256 public forfeited;
    mapping(address worker => uint256) internal commissionOf;
    mapping(address worker => mapping(address account => uint256)) internal claimed;
    mapping(address worker => mapping(address account => uint256)) private _earned;
    /// @dev Base units by which roundings may have moved one account's rewards so far.
    uint256 private _slack;

    /// @dev Lets `time` pass: locks end in time, and the stream of that time is shared out.
    function pass(uint256 time) internal {
        uint256 until = block.timestamp + time;
        for (uint256 i; i < LOCKERS; ++i) lockers[i].releaseAll(until, address(0));
        uint256 before = emission.stakersEmittedBy(block.timestamp) >> UNIT_BITS;
        _shareOut(((emission.stakersEmittedBy(until) >> UNIT_BITS) - before) << UNIT_BITS);
        vm.roll(block.number + 1);
        vm.warp(until);
        checkRewards();
    }

    /// @dev Every change of stake may cost its owner a base unit or two.
    function noteChange() internal {
        _slack += 2;
    }

    /// @dev What `account` may claim for what it has behind `worker`: the running era, and all past ones.
    function owedTo(address worker, address account) internal view returns (uint256 owed) {
        if (account == worker) return staking.rewardsOf(worker);
        owed = staking.delegationView(worker, account).rewards;
        uint256 era = staking.poolView(worker).era;
        for (uint256 i; i < era; ++i) owed += staking.pastRewardsOf(worker, i, account);
    }

    /// @dev S6: all together, and each account by itself.
    function checkRewards() internal {
        uint256 sum = emission.stakersMinted();
        for (uint256 i; i < WORKERS; ++i) {
            sum += _checkAccount(workers[i], workers[i]);
            for (uint256 j; j < DELEGATORS; ++j) sum += _checkAccount(workers[i], delegators[j]);
        }
        if (sum + forfeited > emission.stakersEmittedBy(block.timestamp))
            breaks("S6: rewards minted and owed pass the stream less what was forfeited");
    }

    function _checkAccount(address worker, address account) private returns (uint256 owed) {
        owed = owedTo(worker, account);
        uint256 have = claimed[worker][account] + owed;
        uint256 want = _earned[worker][account];
        if (have > want + _slack) breaks("S6: an account was paid more than its share of the stream");
        if (have + _slack < want) breaks("S6: an account was paid less than its share of the stream");
    }

    function _shareOut(uint256 fresh) private {
        uint256 total = staking.totalActive();
        uint256 sum;
        for (uint256 i; i < WORKERS; ++i) {
            (uint256 self, ) = staking.assetsOf(workers[i]);
            (uint256 pool, ) = staking.poolAssetsOf(workers[i]);
            sum += self + pool;
        }
        if (total < sum || total > sum + WORKERS) breaks("S6: rewards go by another total than what is active");
        if (total < LEAST_TOTAL) {
            forfeited += fresh;
            return;
        }
        _slack += fresh / total + 4;
        for (uint256 i; i < WORKERS; ++i) _shareOutTo(workers[i], fresh, total);
    }

    function _shareOutTo(address worker, uint256 fresh, uint256 total) private {
        (uint256 self, ) = staking.assetsOf(worker);
        (uint256 pool, ) = staking.poolAssetsOf(worker);
        uint256 bps = commissionOf[worker];
        _earned[worker][worker] += (fresh * (self * 10_000 + pool * bps)) / (total * 10_000);
        for (uint256 i; i < DELEGATORS; ++i) {
            IStaking.DelegationView memory view_ = staking.delegationView(worker, delegators[i]);
            _earned[worker][delegators[i]] += (fresh * view_.active * (10_000 - bps)) / (total * 10_000);
        }
    }
}
