// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {BlockBeacon} from "./BlockBeacon.sol";

/// @notice Randomness of Ethereum and its test networks: the RANDAO mix of the fourth block after a commit.
/// @dev A value is unknown at commit to everyone who does not propose all four blocks. Where the chain keeps block
/// hashes by EIP-2935, a header can be posted for 8,191 blocks, else for 256.
contract HeaderBeacon is BlockBeacon {
    /// @dev EIP-2935's history contract.
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    /// @dev Far above the two cold reads that it takes.
    uint256 private constant HISTORY_GAS = 50_000;

    /// @notice Whether this chain answered for its last block's hash by EIP-2935 when this beacon was deployed.
    bool public immutable HAS_HISTORY;

    constructor() {
        if (block.number == 0) return;
        bytes32 parent = blockhash(block.number - 1);
        HAS_HISTORY = parent != 0 && _askHistory(block.number - 1) == parent;
    }

    /// @inheritdoc BlockBeacon
    function _hashOf(uint256 id) internal view override returns (bytes32 hash) {
        hash = blockhash(id);
        if (hash == 0 && HAS_HISTORY) hash = _askHistory(id);
    }

    /// @inheritdoc BlockBeacon
    function _delayBlocks() internal pure override returns (uint256) {
        return 4;
    }

    function _askHistory(uint256 id) private view returns (bytes32) {
        (bool ok, bytes memory answer) = HISTORY.staticcall{gas: HISTORY_GAS}(abi.encode(id));
        return ok && answer.length == 32 ? bytes32(answer) : bytes32(0);
    }
}
