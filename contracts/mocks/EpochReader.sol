// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEmission} from "../emission/IEmission.sol";

/// @notice Reads many epochs of an emission in one call, so that a test can look at every one of 50 years.
contract EpochReader {
    /// @notice At the beginning of `count` epochs from `first` on: what was emitted in all and for stakers; and of each of
    /// these epochs, the work emission that belongs to `crediter`.
    function read(
        IEmission emission,
        address crediter,
        uint256 first,
        uint256 count
    ) external view returns (uint256[] memory emitted, uint256[] memory stakers, uint256[] memory work) {
        (uint256 start, uint256 length) = (emission.START(), emission.EPOCH());
        emitted = new uint256[](count);
        stakers = new uint256[](count);
        work = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 edge = start + (first + i) * length;
            emitted[i] = emission.emittedBy(edge);
            stakers[i] = emission.stakersEmittedBy(edge);
            work[i] = emission.workOf(crediter, first + i);
        }
    }
}
