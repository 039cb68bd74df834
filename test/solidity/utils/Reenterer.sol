// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IJobEscrow} from "../../../contracts/jobs/IJobEscrow.sol";

/// @notice Makes one armed call when it is called itself, and remembers what it was answered.
abstract contract Armed {
    address private _target;
    bytes private _call;

    bool public entered;
    bool public ok;
    bytes public answer;

    function arm(address target, bytes calldata call) external {
        (_target, _call, entered) = (target, call, false);
    }

    function _enter() internal {
        if (_target == address(0) || entered) return;
        entered = true;
        (ok, answer) = _target.call(_call);
    }
}

/// @notice Enters again while it receives coin.
contract Reenterer is Armed {
    function withdraw(IJobEscrow escrow, uint256 amount) external {
        escrow.withdraw(address(0), address(this), amount);
    }

    receive() external payable {
        _enter();
    }
}

/// @notice A token that enters again while it is moved.
contract ReenteringToken is Armed, ERC20("Reentering", "RE") {
    constructor() {
        _mint(msg.sender, 1_000 ether);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        _enter();
    }
}

/// @notice A token that enters again while it is given a permit, which it does not look at.
contract ReenteringPermit is Armed, ERC20("Reentering", "RE") {
    constructor() {
        _mint(msg.sender, 1_000 ether);
    }

    function permit(address owner, address spender, uint256 value, uint256, uint8, bytes32, bytes32) external {
        _approve(owner, spender, value);
        _enter();
    }
}
