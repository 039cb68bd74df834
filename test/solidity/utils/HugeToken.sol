// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token without a permit, of which its deployer has as much as there can be.
contract HugeToken is ERC20("Huge", "HUGE") {
    constructor() {
        _mint(msg.sender, type(uint256).max);
    }
}
