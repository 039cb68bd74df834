// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice A pay token that is requester, worker, challenger, delegator and disputer as well, and calls whatever it is armed
/// with while it is moved: before or after the balances change.
contract Plotter is ERC20("Plotter", "PLOT"), IERC1271 {
    error PlotFailed(bytes reason);

    address private _target;
    bytes private _call;
    bool private _early;

    bool public entered;
    bool public ok;
    bytes public answer;

    constructor(uint256 supply) {
        _mint(address(this), supply);
    }

    receive() external payable {
        _enter();
    }

    /// @notice Calls `target` as this contract, here and now.
    function run(address target, bytes calldata call) external {
        (bool done, bytes memory reason) = target.call(call);
        if (!done) revert PlotFailed(reason);
    }

    /// @notice The next time it is moved, it makes this call.
    function arm(address target, bytes calldata call, bool early) external {
        (_target, _call, _early, entered, ok) = (target, call, early, false, false);
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return IERC1271.isValidSignature.selector;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (_early) _enter();
        super._update(from, to, amount);
        if (!_early) _enter();
    }

    function _enter() private {
        if (_target == address(0) || entered) return;
        entered = true;
        (ok, answer) = _target.call(_call);
    }
}
