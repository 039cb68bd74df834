// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice A crediter that answers with about as many bytes as a million gas can hold: an error to `roll`, a success to the rest.
contract LongAnswerer {
    error Long(bytes answer);

    fallback(bytes calldata) external returns (bytes memory) {
        return new bytes(500_000);
    }

    function roll(address[] calldata) external pure {
        revert Long(new bytes(250_000));
    }
}
