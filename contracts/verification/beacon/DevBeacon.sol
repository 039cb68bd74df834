// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {BlockBeacon} from "./BlockBeacon.sol";

/// @notice Randomness of local chains: the mixHash of the block after a commit. Whoever mines there chooses it.
contract DevBeacon is BlockBeacon {
    constructor() {
        if (block.chainid != 31337 && block.chainid != 1337) revert ChainNotAllowed(block.chainid);
    }

    /// @inheritdoc BlockBeacon
    function _delayBlocks() internal pure override returns (uint256) {
        return 1;
    }
}
