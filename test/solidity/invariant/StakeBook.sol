// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Emission, EmissionParams} from "../../../contracts/emission/Emission.sol";
import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {StakingParams} from "../../../contracts/staking/StakingState.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Test} from "../utils/Test.sol";
import {SlashRule} from "./SlashRule.sol";
import {TimedLocker} from "./TimedLocker.sol";

/// @notice The staking campaign's own account of every token: what was put in, taken out and slashed, for each side of each
/// worker, written from what the actors did and from the specification.
abstract contract StakeBook is Test {
    /// @notice One side of a worker: its own bond, or what others delegated.
    struct Side {
        uint256 put;
        uint256 out;
        uint256 slashed;
        /// Times at which a base unit may have been rounded away from whoever acted.
        uint256 roundings;
    }

    address internal constant TREASURY = address(0x7EA5);
    address internal constant PAYOUT = address(0xDEAD);
    uint256 internal constant GENESIS = 400_000_000 ether;
    uint256 internal constant UNBONDING = 600;
    uint256 internal constant EPOCH = 300;
    uint256 internal constant WORKERS = 3;
    uint256 internal constant DELEGATORS = 4;
    uint256 internal constant LOCKERS = 3;
    uint256 internal constant PLACES = 8;

    Emission internal emission;
    Staking internal staking;
    IQuernToken internal qrn;
    TimedLocker[] internal lockers;
    address[] internal workers;
    address[] internal delegators;

    mapping(bytes32 name => uint256) public calls;
    mapping(address worker => Side) public selfOf;
    mapping(address worker => Side) public poolOf;
    /// @notice The first rule that broke while something happened, with its number; empty while all held.
    string public broken;
    /// @dev What each owner chose.
    mapping(address worker => mapping(uint256 locker => bool)) internal worksFor;
    mapping(address worker => uint256) internal capOf;

    function contracts() external view returns (Staking, Emission, IQuernToken) {
        return (staking, emission, qrn);
    }

    function workerAt(uint256 who) public view returns (address) {
        return workers[who % WORKERS];
    }

    /// @notice What all lockers hold of `worker`.
    function lockedOf(address worker) public view returns (uint256 locked) {
        for (uint256 i; i < LOCKERS; ++i) locked += lockers[i].lockedOf(worker);
    }

    /// @notice Base units of both sides of `worker`, active and unbonding together.
    function heldBy(address worker) public view returns (uint256 self, uint256 pool) {
        (uint256 active, uint256 unbonding) = staking.assetsOf(worker);
        (uint256 poolActive, uint256 poolUnbonding) = staking.poolAssetsOf(worker);
        return (active + unbonding, poolActive + poolUnbonding);
    }

    function setUpStake() internal {
        vm.warp(1_800_000_000);
        vm.roll(1_000);
        address authority = address(new AccessManager(address(this)));
        emission = new Emission(EmissionParams(authority, TREASURY, GENESIS, EPOCH, 4000, 9000));
        staking = new Staking(StakingParams(authority, emission, UNBONDING, UNBONDING));
        qrn = emission.TOKEN();
        emission.setStaking(address(staking));
        for (uint256 i; i < LOCKERS; ++i) {
            lockers.push(new TimedLocker(staking));
            staking.addLocker(address(lockers[i]));
        }
        for (uint160 i = 1; i <= WORKERS; ++i) {
            workers.push(address(0x9000 + i));
            worksFor[workers[i - 1]][0] = true;
            _approve(workers[i - 1]);
        }
        for (uint160 i = 1; i <= DELEGATORS; ++i) {
            delegators.push(address(0xA000 + i));
            _approve(delegators[i - 1]);
        }
    }

    function give(address to, uint256 amount) internal {
        vm.prank(TREASURY);
        qrn.transfer(to, amount);
    }

    /// @dev Some value from `least` to `most`, often an end: what a campaign feeds in is mostly tiny or of round bits.
    function anyOf(uint256 seed, uint256 least, uint256 most) internal pure returns (uint256) {
        if (least > most) revert AssertionFailed("there is nothing to choose from");
        uint256 word = uint256(keccak256(abi.encode(seed, most)));
        if (word % 8 < 2) return word % 8 == 0 ? least : most;
        return least + ((word >> 8) % (most - least + 1));
    }

    /// @dev Keeps the first rule that broke.
    function breaks(string memory rule) internal {
        if (bytes(broken).length == 0) broken = rule;
    }

    /// @dev One slash by locker number `index`, compared with what the specification makes of it.
    function slashAs(uint256 index, address worker, uint256 amount, uint256 payoutBps) internal {
        (uint256 fromSelf, uint256 fromPool) = _split(worker, index, amount);
        address locker = address(lockers[index]);
        uint256 had = qrn.balanceOf(locker);
        uint256 held = qrn.balanceOf(address(staking));
        (uint256 taken, uint256 payout) = lockers[index].slash(worker, amount, payoutBps);
        uint256 paid = qrn.balanceOf(locker) - had;
        if (taken != fromSelf + fromPool) breaks("S3: a slash took another amount than the specification says");
        if (paid * 2 > fromSelf) breaks("S7: a payout above half of what the self side lost");
        if (paid != payout) breaks("S7: a payout other than was said");
        if (payout != (fromSelf * SlashRule.least(payoutBps, 5000)) / 10_000)
            breaks("S7: a payout other than was asked");
        if (held - qrn.balanceOf(address(staking)) != taken) breaks("S1: what a slash took did not leave, or twice");
        selfOf[worker].slashed += fromSelf;
        poolOf[worker].slashed += fromPool;
        if (capOf[worker] != 0 && taken != 0) capOf[worker] = capOf[worker] > taken ? capOf[worker] - taken : 1;
    }

    /// @dev The most that all locks on `worker` may reach.
    function limitOf(address worker) internal view returns (uint256) {
        (uint256 self, ) = staking.assetsOf(worker);
        (uint256 pool, ) = staking.poolAssetsOf(worker);
        uint256 most = self + SlashRule.least(self, pool);
        return capOf[worker] == 0 ? most : SlashRule.least(most, capOf[worker]);
    }

    /// @dev S5, and that no more than the fractions of single positions lies outside of them.
    function checkPool(address worker) internal {
        (, uint256 assets) = heldBy(worker);
        uint256 sum;
        uint256 positions;
        for (uint256 i; i < DELEGATORS; ++i) {
            IStaking.DelegationView memory view_ = staking.delegationView(worker, delegators[i]);
            sum += view_.active;
            positions += view_.unbondings.length + 1;
            for (uint256 j; j < view_.unbondings.length; ++j) sum += view_.unbondings[j].amount;
        }
        if (sum > assets) breaks("S5: positions are worth more than the pool has");
        if (sum + positions < assets) breaks("S5: the pool has more than its positions are worth");
    }

    /// @dev A locker that is off takes nothing.
    function _split(address worker, uint256 index, uint256 amount) private view returns (uint256, uint256) {
        if (!worksFor[worker][index]) return (0, 0);
        (uint256 self, uint256 pool) = heldBy(worker);
        return SlashRule.split(amount, self, pool);
    }

    function _approve(address account) private {
        vm.prank(account);
        qrn.approve(address(staking), type(uint256).max);
    }
}
