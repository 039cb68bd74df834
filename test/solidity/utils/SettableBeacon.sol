// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBeacon} from "../../../contracts/verification/IBeacon.sol";

/// @notice A beacon whose values a test chooses; ids are those of `DevBeacon`.
contract SettableBeacon is IBeacon {
    mapping(uint256 id => bytes32) private _values;

    /// @notice Takes the first word of `header` as the value.
    function post(uint256 id, bytes calldata header) external {
        if (_values[id] != 0) return;
        _values[id] = bytes32(header[:32]);
        emit BeaconPosted(id, _values[id]);
    }

    function set(uint256 id, bytes32 chosen) external {
        _values[id] = chosen;
    }

    function next() external view returns (uint256) {
        return block.number + 1;
    }

    function value(uint256 id) external view returns (bytes32) {
        if (_values[id] == 0) revert BeaconNotReady(id);
        return _values[id];
    }
}
