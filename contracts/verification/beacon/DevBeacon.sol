// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Chains} from "../../shared/Chains.sol";
import {BlockBeacon} from "./BlockBeacon.sol";

/// @notice Randomness of local chains: the mixHash of the block after a commit. Whoever mines there chooses it.
contract DevBeacon is BlockBeacon {
    constructor() {
        if (!Chains.isLocal(block.chainid)) revert ChainNotAllowed(block.chainid);
    }

    /// @inheritdoc BlockBeacon
    function _delayBlocks() internal pure override returns (uint256) {
        return 1;
    }
}
