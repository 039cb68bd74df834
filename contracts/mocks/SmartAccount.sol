// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A contract that requests and pays for itself: what one key signs counts as its own signature (ERC-1271).
contract SmartAccount is IERC1271 {
    /// @notice `caller` is not the `owner`.
    error NotAccountOwner(address caller, address owner);
    /// @notice The call to `target` reverted with `reason`.
    error CallFailed(address target, bytes reason);

    /// @notice Whose key signs, and who may call `execute`.
    address public immutable OWNER;

    constructor(address owner) payable {
        OWNER = owner;
    }

    /// @notice Calls `target` with `value` of the account's coins.
    function execute(address target, uint256 value, bytes calldata callData) external {
        if (msg.sender != OWNER) revert NotAccountOwner(msg.sender, OWNER);

        (bool ok, bytes memory answer) = target.call{value: value}(callData);
        if (!ok) revert CallFailed(target, answer);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4 magicValue) {
        (address signer, ECDSA.RecoverError failed, ) = ECDSA.tryRecoverCalldata(hash, signature);
        bool agreed = failed == ECDSA.RecoverError.NoError && signer == OWNER;
        return agreed ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
