// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKernel} from "../IKernel.sol";

/// @notice Why params were refused; an empty name says that they are fine.
struct ShapeFault {
    bytes32 name;
    uint256 have;
    uint256 least;
    uint256 most;
}

/// @notice How a fault is told: `check` answers `Invalid`, everything else reverts with the facts.
library ShapeFaults {
    /// @notice Reverts `ShapeOutOfBounds` if there is a fault.
    function requireNone(ShapeFault memory fault) internal pure {
        if (fault.name != 0) revert IKernel.ShapeOutOfBounds(fault.name, fault.have, fault.least, fault.most);
    }
}
