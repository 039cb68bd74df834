// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A bound of the emission that is computed without the contracts' curve.
library EmissionBound {
    uint256 internal constant GENESIS = 400_000_000 ether;
    uint256 private constant BUDGET = 600_000_000 ether;
    uint256 private constant HALF_LIFE = 730 days;
    /// @dev ln 2 with 36 decimals, rounded up.
    uint256 private constant LN2 = 693147180559945309417232121458176569;
    uint256 private constant ONE = 1e36;

    /// @notice The most that may be emitted `elapsed` seconds after the start.
    /// @dev budget * (1 - e^-x) <= budget * (x - x^2/2 + x^3/6), the more exact the smaller x = t * ln 2 / half-life.
    function mostEmitted(uint256 elapsed) internal pure returns (uint256) {
        uint256 x = (elapsed * LN2) / HALF_LIFE + 1;
        uint256 square = (x * x) / ONE;
        uint256 sum = x - square / 2 + (square * x) / ONE / 6 + 2;
        return (BUDGET * sum) / ONE + 1;
    }
}
