// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ICrediter} from "../../../../contracts/emission/ICrediter.sol";
import {IEmission} from "../../../../contracts/emission/IEmission.sol";

/// @notice A crediter that reports what a test tells it to: at once, or when it is rolled.
contract TestCrediter is ICrediter {
    error Broken();

    IEmission private immutable EMISSION;
    uint256 private _epoch;
    uint256 private _sum;
    uint256 private _burned;
    bool private _broken;

    constructor(IEmission emission) {
        EMISSION = emission;
    }

    /// @notice On the next roll: reports `sum` for `epoch`, then credits the first worker with `burned`.
    function plan(uint256 epoch, uint256 sum, uint256 burned) external {
        (_epoch, _sum, _burned) = (epoch, sum, burned);
    }

    /// @notice From now on every call of the emission reverts.
    function breakDown() external {
        _broken = true;
    }

    function closeEpoch(uint256 epoch, uint256 burned) external {
        EMISSION.closeEpoch(epoch, burned);
    }

    function credit(address worker, uint256 epoch, uint256 burned) external {
        EMISSION.credit(worker, epoch, burned);
    }

    /// @inheritdoc ICrediter
    function roll(address[] calldata workers) external {
        if (_broken) revert Broken();
        EMISSION.closeEpoch(_epoch, _sum);
        EMISSION.credit(workers[0], _epoch, _burned);
        _burned = 0;
    }

    /// @inheritdoc ICrediter
    function flushBurn() public {
        if (_broken) revert Broken();
        uint256 amount = EMISSION.TOKEN().balanceOf(address(this));
        EMISSION.TOKEN().transfer(address(EMISSION), amount);
        EMISSION.burn(amount);
    }
}
