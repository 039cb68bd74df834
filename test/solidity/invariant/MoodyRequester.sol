// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Moody} from "./Moody.sol";

/// @notice A contract that agrees to every signature until it turns hostile. It cannot receive coin.
contract MoodyRequester is IERC1271, Moody {
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        _sulk();
        return IERC1271.isValidSignature.selector;
    }
}
