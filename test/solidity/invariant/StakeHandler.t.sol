// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {SlashRule} from "./SlashRule.sol";
import {StakeExit} from "./StakeExit.sol";
import {TimedLocker} from "./TimedLocker.sol";

/// @notice Three workers, four delegators (one tiny, one huge), three lockers, two crediters, the guardian and time act at
/// random on staking and emission.
/// @dev Every action is one that its actor might try; what the protocol refuses reverts and changes nothing.
contract StakeHandler is StakeExit {
    struct Announcement {
        uint256 bps;
        uint256 from;
    }

    uint256 private constant MOST_LOCKS = 8;
    /// @dev Shorter than an unbonding, as S4 demands.
    uint256 private constant MOST_LIFE = 500;
    uint256 private constant TINY = 2;
    uint256 private constant HUGE = 3;

    mapping(address worker => Announcement) private _announced;

    constructor() {
        setUpStake();
        setUpWork();
        pass(60);
        for (uint256 i; i < 2; ++i) _bond(workers[i], 400 ether);
    }

    /// @dev Runs one action on `worker`, then looks at the worker's pool.
    modifier act(bytes32 name, address worker) {
        _;
        ++calls[name];
        noteChange();
        checkPool(worker);
    }

    function actions() external pure returns (bytes4[] memory list) {
        list = new bytes4[](27);
        list[0] = this.bond.selector;
        list[1] = this.unbond.selector;
        list[2] = this.rebond.selector;
        list[3] = this.withdraw.selector;
        list[4] = this.setLocker.selector;
        list[5] = this.setCommission.selector;
        list[6] = this.applyCommission.selector;
        list[7] = this.setLockCap.selector;
        list[8] = this.claimRewards.selector;
        list[9] = this.delegate.selector;
        list[10] = this.undelegate.selector;
        list[11] = this.rebondDelegation.selector;
        list[12] = this.withdrawDelegation.selector;
        list[13] = this.claimDelegation.selector;
        list[14] = this.claimPast.selector;
        list[15] = this.lock.selector;
        list[16] = this.release.selector;
        list[17] = this.slash.selector;
        list[18] = this.slashMore.selector;
        list[19] = this.slashOff.selector;
        list[20] = this.work.selector;
        list[21] = this.report.selector;
        list[22] = this.flushBurn.selector;
        list[23] = this.claimWork.selector;
        list[24] = this.pauseBonding.selector;
        list[25] = this.wait.selector;
        list[26] = this.leave.selector;
    }

    /// @notice What must have happened in a campaign.
    function names() external pure returns (bytes32[] memory list) {
        list = new bytes32[](34);
        list[0] = "bond";
        list[1] = "unbond";
        list[2] = "rebond";
        list[3] = "withdraw";
        list[4] = "setLocker";
        list[5] = "setCommission";
        list[6] = "applyCommission";
        list[7] = "setLockCap";
        list[8] = "claimRewards";
        list[9] = "delegate";
        list[10] = "undelegate";
        list[11] = "rebondDelegation";
        list[12] = "withdrawDelegation";
        list[13] = "claimDelegation";
        list[14] = "claimPast";
        list[15] = "lock";
        list[16] = "release";
        list[17] = "slash";
        list[18] = "slashMore";
        list[19] = "slashOff";
        list[20] = "work";
        list[21] = "report";
        list[22] = "flushBurn";
        list[23] = "claimWork";
        list[24] = "pauseBonding";
        list[25] = "wait";
        list[26] = "leave";
        list[27] = "everyoneLeft";
        list[28] = "wiped";
        list[29] = "worn";
        list[30] = "renewed";
        list[31] = "repeat";
        list[32] = "lockedWithPool";
        list[33] = "raisedByJoin";
    }

    // ---- worker owners

    function bond(uint256 who, uint256 amount) external act("bond", workerAt(who)) {
        _bond(workerAt(who), anyOf(amount, 1 ether, 600 ether));
    }

    function unbond(uint256 who, uint256 amount) external act("unbond", workerAt(who)) {
        address worker = workerAt(who);
        (uint256 active, ) = staking.assetsOf(worker);
        unbondAs(worker, anyOf(amount, 1, active));
        (active, ) = staking.assetsOf(worker);
        (uint256 pool, ) = staking.poolAssetsOf(worker);
        if (lockedOf(worker) > active + SlashRule.least(active, pool))
            breaks("S2: an unbonding left less than is locked");
    }

    function rebond(uint256 who, uint256 index) external act("rebond", workerAt(who)) {
        index = _placeIn(staking.workerView(workerAt(who)).unbondings, index);
        vm.prank(workerAt(who));
        staking.rebond(index);
    }

    function withdraw(uint256 who, uint256 index) external act("withdraw", workerAt(who)) {
        withdrawAs(workerAt(who), _placeIn(staking.workerView(workerAt(who)).unbondings, index));
    }

    /// @dev Three in four switch it on.
    function setLocker(uint256 who, uint256 which, uint256 how) external act("setLocker", workerAt(who)) {
        address worker = workerAt(who);
        which = which % LOCKERS;
        bool on = how % 4 != 0;
        vm.prank(worker);
        staking.setLocker(address(lockers[which]), on);
        if (!on && lockers[which].lockedOf(worker) != 0) breaks("S2: a locker was switched off while it holds stake");
        worksFor[worker][which] = on;
    }

    function setCommission(uint256 who, uint256 bps) external act("setCommission", workerAt(who)) {
        address worker = workerAt(who);
        bps = anyOf(bps, 0, 5000);
        vm.prank(worker);
        staking.setCommission(bps);
        if (bps > commissionOf[worker]) {
            _announced[worker] = Announcement(bps, block.timestamp + UNBONDING);
        } else {
            commissionOf[worker] = bps;
            delete _announced[worker];
        }
    }

    function applyCommission(uint256 who) external act("applyCommission", workerAt(who)) {
        address worker = workerAt(who);
        staking.applyCommission(worker);
        if (_announced[worker].from == 0) breaks("S6: a commission rose unannounced");
        if (block.timestamp < _announced[worker].from) breaks("S6: a commission rose before it was due");
        _noteRaise(worker);
    }

    /// @dev Seven in eight set no cap.
    function setLockCap(uint256 who, uint256 cap) external act("setLockCap", workerAt(who)) {
        address worker = workerAt(who);
        cap = cap % 8 == 0 ? anyOf(cap, 1, 1_000 ether) : 0;
        vm.prank(worker);
        staking.setLockCap(uint96(cap));
        capOf[worker] = cap;
    }

    function claimRewards(uint256 who) external act("claimRewards", workerAt(who)) {
        claimAs(workerAt(who));
    }

    // ---- delegators

    /// @dev Whoever joins when a raise of the commission is due applies it first.
    function delegate(uint256 who, uint256 which, uint256 amount) external act("delegate", workerAt(who)) {
        address worker = workerAt(who);
        address delegator = delegators[which % DELEGATORS];
        amount = _amountOf(which % DELEGATORS, staking.delegationView(worker, delegator).active, amount);
        give(delegator, amount);
        vm.prank(delegator);
        staking.delegate(worker, amount);
        poolOf[worker].put += amount;
        ++poolOf[worker].roundings;
        Announcement memory announced = _announced[worker];
        if (announced.from == 0 || block.timestamp < announced.from) return;
        _noteRaise(worker);
        ++calls["raisedByJoin"];
    }

    function undelegate(uint256 who, uint256 which, uint256 amount) external act("undelegate", workerAt(who)) {
        address worker = workerAt(who);
        address delegator = delegators[which % DELEGATORS];
        uint256 active = staking.delegationView(worker, delegator).active;
        amount = which % 3 == 0 ? active : anyOf(amount, 1, active);
        undelegateAs(delegator, worker, amount);
    }

    function rebondDelegation(
        uint256 who,
        uint256 which,
        uint256 index
    ) external act("rebondDelegation", workerAt(who)) {
        address delegator = delegators[which % DELEGATORS];
        index = _placeIn(staking.delegationView(workerAt(who), delegator).unbondings, index);
        vm.prank(delegator);
        staking.rebondDelegation(workerAt(who), index);
    }

    function withdrawDelegation(
        uint256 who,
        uint256 which,
        uint256 index
    ) external act("withdrawDelegation", workerAt(who)) {
        address delegator = delegators[which % DELEGATORS];
        index = _placeIn(staking.delegationView(workerAt(who), delegator).unbondings, index);
        withdrawDelegationAs(delegator, workerAt(who), index);
    }

    /// @dev One claim for all workers, one of which is named twice.
    function claimDelegation(uint256 who, uint256 which) external act("claimDelegation", workerAt(who)) {
        address[] memory list = new address[](WORKERS + 1);
        for (uint256 i; i <= WORKERS; ++i) list[i] = workerAt(who + i);
        claimDelegationAs(delegators[which % DELEGATORS], list);
    }

    function claimPast(uint256 who, uint256 which, uint256 era) external act("claimPast", workerAt(who)) {
        address worker = workerAt(who);
        claimPastAs(delegators[which % DELEGATORS], worker, era % (staking.poolView(worker).era + 1));
    }

    // ---- lockers

    /// @dev One in eight asks for one base unit too much, one in four for whichever locker, on or off.
    function lock(uint256 who, uint256 which, uint256 amount) external act("lock", workerAt(who)) {
        address worker = workerAt(who);
        uint256 index = which % LOCKERS;
        if (!worksFor[worker][index] && which % 4 != 0) index = 0;
        TimedLocker locker = lockers[index];
        if (locker.count() == MOST_LOCKS) revert AssertionFailed("enough locks");
        uint256 held = lockedOf(worker);
        uint256 limit = limitOf(worker);
        uint256 room = limit > held ? limit - held : 0;
        amount = amount % 8 == 0 ? room + 1 : anyOf(amount, 1, room);
        locker.lock(worker, worker, amount, block.timestamp + 1 + anyOf(amount, 0, MOST_LIFE));
        if (held + amount > limit) breaks("S2: an accept locked more than self + min(pool, self), or the cap");
        if (!worksFor[worker][index]) breaks("S2: a locker that is off locked stake");
        (uint256 self, ) = staking.assetsOf(worker);
        if (held + amount > self) ++calls["lockedWithPool"];
    }

    function release(uint256 which, uint256 index) external act("release", workers[0]) {
        TimedLocker locker = lockers[which % LOCKERS];
        locker.release(index % locker.count());
    }

    /// @dev A job ends badly: a part of its lock, or all, is slashed; the lock is released. One in four asks for a payout
    /// above the most.
    function slash(uint256 which, uint256 index, uint256 how) external {
        which = which % LOCKERS;
        index = index % lockers[which].count();
        (address worker, , ) = lockers[which].locks(index);
        _slash(which, index, worker, how);
    }

    /// @dev A locker asks for more than it holds, after all lockers released what they hold of the worker: for more than
    /// there is, for nearly all, or for some part.
    function slashMore(uint256 which, uint256 index, uint256 how) external {
        which = which % LOCKERS;
        (address worker, , ) = lockers[which].locks(index % lockers[which].count());
        _slashMore(which, worker, how);
    }

    /// @dev A locker that is off asks, and takes nothing.
    function slashOff(uint256 who, uint256 which, uint256 amount) external act("slashOff", workerAt(who)) {
        which = which % LOCKERS;
        if (worksFor[workerAt(who)][which]) revert AssertionFailed("the locker is on");
        slashAs(which, workerAt(who), anyOf(amount, 1, 100 ether), 5000);
    }

    // ---- epochs

    /// @dev One in eight jobs burns more than the whole stream of its epoch.
    function work(uint256 who, uint256 which, uint256 amount) external act("work", workerAt(who)) {
        amount = amount % 8 == 0 ? anyOf(amount, 500 ether, 3_000 ether) : anyOf(amount, 1, 5 ether);
        burnBy(who % WORKERS, crediters[which % CREDITERS], amount);
    }

    /// @dev Some earlier epoch: what was not credited yet is, and what was credited is reported again.
    function report(uint256 who, uint256 which, uint256 epoch) external act("report", workerAt(who)) {
        which = which % CREDITERS;
        epoch = crediters[which].epochs(epoch % crediters[which].epochsCount());
        if (crediters[which].waiting(epoch) == 0) ++calls["repeat"];
        crediters[which].report(epoch, workerAt(who));
        crediters[which].repeat(epoch, workerAt(who));
    }

    function flushBurn(uint256 which) external act("flushBurn", workers[0]) {
        crediters[which % CREDITERS].flushBurn();
    }

    function claimWork(uint256 who) external act("claimWork", workerAt(who)) {
        claimWorkOf(who % WORKERS);
    }

    // ---- the guardian, time, and the end

    /// @dev One in four stops new bonds; the others allow them again.
    function pauseBonding(uint256 how) external act("pauseBonding", workers[0]) {
        staking.setBondingPaused(how % 4 == 0);
    }

    function wait(uint256 time) external act("wait", workers[0]) {
        pass(time % 4 == 0 ? anyOf(time, 100, 900) : anyOf(time, 1, 60));
    }

    /// @dev A worker's delegators take all they can; or, one in eight times, everyone leaves entirely.
    function leave(uint256 who, uint256 how) external act("leave", workerAt(who)) {
        if (how % 8 == 0) _everyoneLeaves();
        else delegatorsLeave(workerAt(who));
    }

    /// @dev Mostly a place that is taken; one in eight times any place.
    function _placeIn(IStaking.Unbonding[] memory list, uint256 which) private pure returns (uint256) {
        return which % 8 == 0 || list.length == 0 ? which % PLACES : list[which % list.length].index;
    }

    function _bond(address worker, uint256 amount) private {
        give(worker, amount);
        vm.prank(worker);
        staking.bond(amount);
        selfOf[worker].put += amount;
    }

    function _noteRaise(address worker) private {
        commissionOf[worker] = _announced[worker].bps;
        delete _announced[worker];
    }

    function _slash(uint256 which, uint256 index, address worker, uint256 how) private act("slash", worker) {
        uint256 amount = lockers[which].release(index).amount;
        uint256[4] memory parts = [uint256(500), 10_000, 10_000, 3_333];
        uint256[4] memory payouts = [uint256(5000), 500, 6000, 0];
        slashAs(which, worker, (amount * parts[how % 4]) / 10_000, payouts[how % 4]);
    }

    function _slashMore(uint256 which, address worker, uint256 how) private act("slashMore", worker) {
        for (uint256 i; i < LOCKERS; ++i) lockers[i].releaseAll(0, worker);
        (uint256 self, uint256 pool) = heldBy(worker);
        uint256 all = self + pool;
        uint256[4] memory amounts = [all * 2, all - all / 4096, anyOf(how >> 8, 0, all), all / 2];
        slashAs(which, worker, amounts[how % 4], 5000);
        (, uint256 left) = heldBy(worker);
        if (pool > 0 && left == 0) ++calls["wiped"];
        if (staking.poolView(worker).shareWorth < 1e18 / 1024) ++calls["worn"];
    }

    function _everyoneLeaves() private {
        try this.exitAll() {
            ++calls["everyoneLeft"];
        } catch {
            breaks("S1, S3: not everyone could leave");
        }
    }

    /// @dev Delegations reach 1 QRN; whoever has one may add less.
    function _amountOf(uint256 which, uint256 active, uint256 amount) private pure returns (uint256) {
        if (which == TINY) return active < 1 ether ? 1 ether + (amount % 9) : 1 + (amount % 9);
        if (which == HUGE) return anyOf(amount, 1_000_000 ether, 4_000_000 ether);
        return anyOf(amount, active < 1 ether ? 1 ether : 1, 500 ether);
    }
}
