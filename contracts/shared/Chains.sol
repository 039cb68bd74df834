// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Which chains are local: only they may run with short windows and a development beacon.
library Chains {
    uint256 internal constant HARDHAT = 31337;
    uint256 internal constant GETH_DEV = 1337;

    function isLocal(uint256 chainId) internal pure returns (bool) {
        return chainId == HARDHAT || chainId == GETH_DEV;
    }
}
