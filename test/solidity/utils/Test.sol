// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @notice Assertions and cheatcodes for every Solidity test. An assertion fails by a revert that shows both sides.
abstract contract Test {
    error AssertionFailed(string what);
    error UintsDiffer(uint256 have, uint256 want, string what);
    error IntsDiffer(int256 have, int256 want, string what);
    error WordsDiffer(bytes32 have, bytes32 want, string what);
    error AddressesDiffer(address have, address want, string what);
    error NotBetween(uint256 have, uint256 least, uint256 most, string what);

    /// @dev The address that cheatcodes answer on: the last 20 bytes of keccak256("hevm cheat code").
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice Deploys an artifact, named as `path:Contract`, with its encoded constructor arguments.
    /// @dev A `new` would put the contract's code into each test that inherits it, to be optimised anew for every one.
    function deploy(string memory artifact, bytes memory arguments) internal returns (address at) {
        bytes memory code = bytes.concat(vm.getCode(artifact), arguments);
        assembly ("memory-safe") {
            at := create(0, add(code, 32), mload(code))
            if iszero(at) {
                returndatacopy(code, 0, returndatasize())
                revert(code, returndatasize())
            }
        }
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert AssertionFailed(what);
    }

    function assertEq(uint256 have, uint256 want, string memory what) internal pure {
        if (have != want) revert UintsDiffer(have, want, what);
    }

    function assertEq(int256 have, int256 want, string memory what) internal pure {
        if (have != want) revert IntsDiffer(have, want, what);
    }

    function assertEq(bytes32 have, bytes32 want, string memory what) internal pure {
        if (have != want) revert WordsDiffer(have, want, what);
    }

    function assertEq(address have, address want, string memory what) internal pure {
        if (have != want) revert AddressesDiffer(have, want, what);
    }

    function assertBetween(uint256 have, uint256 least, uint256 most, string memory what) internal pure {
        if (have < least || have > most) revert NotBetween(have, least, most, what);
    }

    /// @notice Maps any `value` into `least`..`most`, both ends included; the ends map to themselves.
    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        if (value >= least && value <= most) return value;
        uint256 size = most - least + 1;
        if (size == 0) return value;
        return least + (value % size);
    }
}
