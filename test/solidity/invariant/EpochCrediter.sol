// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICrediter} from "../../../contracts/emission/ICrediter.sol";
import {IEmission} from "../../../contracts/emission/IEmission.sol";

/// @notice A crediter that keeps each epoch's burns by worker and reports them: as soon as it can, as an escrow does, or
/// (`LATE`) only when its deployer tells it to, in any order of epochs and workers. It watches what its reports bring.
contract EpochCrediter is ICrediter {
    IEmission private immutable EMISSION;
    address private immutable DEPLOYER;
    bool private immutable LATE;

    /// @notice The epochs in which something was burned.
    uint256[] public epochs;
    mapping(uint256 epoch => uint256) public burnedIn;
    mapping(uint256 epoch => mapping(address worker => uint256)) public burnedBy;
    /// @notice Burn that no report credited to its worker yet.
    mapping(uint256 epoch => uint256) public waiting;
    mapping(uint256 epoch => uint256) public creditedIn;
    /// @notice Whether a credit was not `min(E * burned / B, gamma * burned)`, or an epoch's passed `min(E, gamma * B)`.
    bool public misjudged;
    /// @notice Whether a report did not stand as first made, or a burn was credited twice.
    bool public miscounted;
    mapping(uint256 epoch => mapping(address worker => bool)) private _reported;
    mapping(address worker => uint256) private _lastEpoch;

    constructor(IEmission emission, bool late) {
        (EMISSION, DEPLOYER, LATE) = (emission, msg.sender, late);
    }

    /// @notice `worker` burned `amount`, which was sent here, now.
    function work(address worker, uint256 amount) external {
        uint256 epoch = EMISSION.currentEpoch();
        if (!LATE) _report(_lastEpoch[worker], worker);
        _lastEpoch[worker] = epoch;
        if (burnedIn[epoch] == 0) epochs.push(epoch);
        burnedIn[epoch] += amount;
        waiting[epoch] += amount;
        burnedBy[epoch][worker] += amount;
    }

    /// @notice Reports what `worker` burned in `epoch`, once; nothing for an epoch that still runs.
    function report(uint256 epoch, address worker) external {
        _report(epoch, worker);
    }

    /// @notice Reports an epoch that is credited already again, with a larger sum; that must change nothing.
    function repeat(uint256 epoch, address worker) external {
        if (waiting[epoch] != 0) return;
        uint256 owed = EMISSION.owedTo(worker);
        EMISSION.closeEpoch(epoch, burnedIn[epoch] * 2 + 1);
        EMISSION.credit(worker, epoch, burnedIn[epoch]);
        if (EMISSION.owedTo(worker) != owed) miscounted = true;
    }

    /// @inheritdoc ICrediter
    function roll(address[] calldata workers) external {
        if (LATE) return;
        for (uint256 i; i < workers.length; ++i) _report(_lastEpoch[workers[i]], workers[i]);
    }

    /// @inheritdoc ICrediter
    function flushBurn() external {
        if (LATE && msg.sender != DEPLOYER) return;
        uint256 amount = EMISSION.TOKEN().balanceOf(address(this));
        EMISSION.TOKEN().transfer(address(EMISSION), amount);
        EMISSION.burn(amount);
    }

    function epochsCount() external view returns (uint256) {
        return epochs.length;
    }

    function _report(uint256 epoch, address worker) private {
        uint256 burned = burnedBy[epoch][worker];
        if (burned == 0 || _reported[epoch][worker] || epoch >= EMISSION.currentEpoch()) return;
        _reported[epoch][worker] = true;
        waiting[epoch] -= burned;
        uint256 owed = EMISSION.owedTo(worker);
        EMISSION.closeEpoch(epoch, burnedIn[epoch]);
        EMISSION.credit(worker, epoch, burned);
        _watch(epoch, burned, EMISSION.owedTo(worker) - owed);
    }

    /// @dev What a credit brought, compared with the rule: `min(E * burned / sum, gamma * burned)`.
    function _watch(uint256 epoch, uint256 burned, uint256 credited) private {
        uint256 sum = burnedIn[epoch];
        uint256 stream = EMISSION.workOf(address(this), epoch);
        creditedIn[epoch] += credited;
        if (creditedIn[epoch] > _least(stream, (sum * 9) / 10)) misjudged = true;
        if (credited != _least((stream * burned) / sum, (burned * 9) / 10)) misjudged = true;
        if (EMISSION.burnedIn(address(this), epoch) != sum) miscounted = true;
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
