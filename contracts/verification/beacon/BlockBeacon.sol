// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBeacon} from "../IBeacon.sol";
import {BlockHeader} from "./BlockHeader.sol";

/// @notice A beacon whose value for `id` is the mixHash of block `id`, proven by the block's header.
/// @dev Invariant J8: a value is a function of its id alone; once stored it never changes.
abstract contract BlockBeacon is IBeacon {
    /// @dev Ids must fit the 36 bits that a job keeps for them.
    uint256 private constant MAX_ID = (1 << 36) - 1;

    mapping(uint256 id => bytes32 mixHash) private _values;

    /// @inheritdoc IBeacon
    function post(uint256 id, bytes calldata header) external {
        if (_values[id] != 0) return;
        bytes32 mixHash = _verify(id, header);

        _values[id] = mixHash;
        emit BeaconPosted(id, mixHash);
    }

    /// @inheritdoc IBeacon
    function next() external view returns (uint256 id) {
        id = block.number + _delayBlocks();
        if (id > MAX_ID) revert IdOutOfRange(id, MAX_ID);
    }

    /// @inheritdoc IBeacon
    function value(uint256 id) external view returns (bytes32 mixHash) {
        mixHash = _values[id];
        if (mixHash == 0) revert BeaconNotReady(id);
    }

    /// @dev The hash of block `id`; zero when the chain does not know it.
    function _hashOf(uint256 id) internal view virtual returns (bytes32) {
        return blockhash(id);
    }

    /// @dev Blocks from a commit to the block that draws it.
    function _delayBlocks() internal pure virtual returns (uint256);

    function _verify(uint256 id, bytes calldata header) private view returns (bytes32 mixHash) {
        if (id > MAX_ID) revert IdOutOfRange(id, MAX_ID);
        bytes32 need = _hashOf(id);
        if (need == 0) revert BlockHashUnavailable(id);
        bytes32 have = keccak256(header);
        if (have != need) revert HeaderMismatch(id, have, need);

        uint256 number;
        (number, mixHash) = BlockHeader.read(header);
        if (number != id) revert HeaderNumberMismatch(number, id);
        if (mixHash == 0) revert NoRandomness(id);
    }
}
