// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEmission} from "../../../../contracts/emission/IEmission.sol";

/// @notice A crediter that claims a worker's emission whenever it is rolled, and tells why it was refused.
contract ClaimingCrediter {
    event Refused(bytes4 reason);

    function roll(address[] calldata workers) external {
        try IEmission(msg.sender).claimWork(workers[0]) returns (uint256) {
            emit Refused(0);
        } catch (bytes memory reason) {
            emit Refused(bytes4(reason));
        }
    }

    function flushBurn() external pure {}
}
