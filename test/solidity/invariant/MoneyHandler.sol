// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DelegatorHandler} from "./DelegatorHandler.sol";

/// @notice Accounts deposit, bind and withdraw; workers bond, unbond and claim.
abstract contract MoneyHandler is DelegatorHandler {
    /// @dev One in four deposits of the coin brings one base unit less than it names.
    function deposit(uint256 who, uint256 amount) external act("deposit") {
        address account = accounts[who % accounts.length];
        address token = tokens[(who >> 8) % 3];
        amount = bound(amount, 1, 20 ether);
        uint256 value = (who >> 16) % 4 == 0 ? amount - 1 : amount;
        putIn(token, account, amount, token == address(0) ? value : 0);
    }

    /// @dev One in eight goes to a contract that cannot receive coin.
    function withdraw(uint256 who, uint256 amount) external act("withdraw") {
        address account = accounts[who % accounts.length];
        address token = tokens[(who >> 8) % 3];
        address to = (who >> 16) % 8 == 0 ? address(moodyRequester) : address(0xDEAD);
        amount = bound(amount, 1, creditOf[token][account] / 4 + 1);
        bool free = block.timestamp >= boundUntil[token][account] && amount <= creditOf[token][account];
        bool moves = !isHostile(token) && (token != address(0) || to == address(0xDEAD));
        bool ok = callAs(account, abi.encodeCall(escrow.withdraw, (token, to, amount)));
        if (ok && !free) breaks("J2: what was bound, or belongs to others, was withdrawn");
        if (!ok && free && moves) breaks("J12: a withdrawal was blocked");
        if (!ok) return notDone();
        noteSpent(token, account, amount);
        purseOf[token].withdrawn += amount;
    }

    function lockBalance(uint256 who, uint256 time) external act("lockBalance") {
        address account = accounts[who % accounts.length];
        address token = tokens[(who >> 8) % 3];
        uint256 until = block.timestamp + bound(time, 0, 80);
        vm.prank(account);
        escrow.lockBalance(token, until);
        boundUntil[token][account] = until;
    }

    // ---- workers' stake

    function bondMore(uint256 who, uint256 amount) external act("bond") {
        address worker = workerAt(who);
        amount = bound(amount, 1, 200 ether);
        giveQrn(worker, amount);
        vm.prank(worker);
        qrn.approve(address(staking), amount);
        vm.prank(worker);
        staking.bond(amount);
        bonded[worker] += amount;
    }

    function unbond(uint256 who, uint256 amount) external act("unbond") {
        address worker = workerAt(who);
        (uint256 active, ) = staking.assetsOf(worker);
        amount = bound(amount, 1, active / 3 + 1);
        vm.prank(worker);
        staking.unbond(amount);
        if (escrow.lockedOf(worker) > lockLimit(worker)) breaks("S2: an unbonding left less than is locked");
    }

    function rebond(uint256 who, uint256 index) external act("rebond") {
        vm.prank(workerAt(who));
        staking.rebond(index % 8);
    }

    function withdrawStake(uint256 who, uint256 index) external act("withdrawStake") {
        address worker = workerAt(who);
        uint256 before = qrn.balanceOf(address(0xDEAD));
        vm.prank(worker);
        staking.withdraw(index % 8, address(0xDEAD));
        withdrawn[worker] += qrn.balanceOf(address(0xDEAD)) - before;
    }

    function claim(uint256 who, uint256 what) external act("claim") {
        address worker = workerAt(who);
        vm.prank(worker);
        if (what % 2 == 0) noteWorkClaimed(worker, emission.claimWork(worker));
        else staking.claimRewards(address(0xDEAD));
    }
}
