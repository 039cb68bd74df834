// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EscrowBase} from "./EscrowBase.sol";
import {EscrowDisputes} from "./EscrowDisputes.sol";
import {EscrowProofs} from "./EscrowProofs.sol";
import {EscrowRequests} from "./EscrowRequests.sol";
import {EscrowConfig} from "./EscrowState.sol";

/// @notice The rare calls of the job market, as code that the escrow runs over its own storage.
/// @dev Called directly it has no money, no token that is allowed, no job and no stake to slash.
contract EscrowExtension is EscrowRequests, EscrowProofs, EscrowDisputes {
    constructor(EscrowConfig memory config) EscrowBase(config) {}
}
