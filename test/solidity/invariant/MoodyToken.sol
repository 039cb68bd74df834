// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Moody} from "./Moody.sol";

/// @notice A token like any other, until it turns hostile and moves no more.
contract MoodyToken is ERC20("Moody", "MOOD"), Moody {
    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }

    function _update(address from, address to, uint256 amount) internal override {
        _sulk();
        super._update(from, to, amount);
    }
}
