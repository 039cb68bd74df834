// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A formal harness claims nothing about these inputs.
error OutOfScope();
