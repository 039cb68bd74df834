// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice Uses up whatever gas it gets.
contract GasBurner {
    fallback() external {
        while (true) {}
    }
}
