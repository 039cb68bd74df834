// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EscrowExtension} from "../../../../contracts/jobs/EscrowExtension.sol";
import {EscrowConfig} from "../../../../contracts/jobs/EscrowState.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice The escrow with a short cut: counts a burn as the settlement of a job does, without the job.
contract BurnEscrow is JobEscrow {
    constructor(EscrowConfig memory config) JobEscrow(config, address(new EscrowExtension(config))) {}

    /// @notice What paying a job of `worker` does with its `burned`; the caller's tokens stand for what the job held.
    function settle(address worker, uint96 burned) external {
        IERC20(QRN).transferFrom(msg.sender, address(this), burned);
        _countBurn(worker, burned);
    }
}
