// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
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

    /// @notice The fault of a value that is not `least` to `most`, if it is not.
    function outside(
        bytes32 name,
        uint256 have,
        uint256 least,
        uint256 most
    ) internal pure returns (ShapeFault memory fault) {
        if (have < least || have > most) return ShapeFault(name, have, least, most);
    }

    /// @notice The fault of `shards`, or of `shard` of them, when `rows` are shared out in blocks of the same size.
    function ofShards(uint256 rows, uint256 shards, uint256 shard) internal pure returns (ShapeFault memory fault) {
        if (shards == 0) return ShapeFault("shards", 0, 1, rows);

        // Every shard must have a row: those that `rows` fill at this size of block.
        uint256 filled = Math.ceilDiv(rows, Math.ceilDiv(rows, shards));
        if (shards > filled) return ShapeFault("shards", shards, 1, filled);
        if (shard >= shards) return ShapeFault("shard", shard, 0, shards - 1);
    }
}
