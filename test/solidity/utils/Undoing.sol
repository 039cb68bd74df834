// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Tries something out and undoes it. Unlike a snapshot it keeps no copy of the state, so a test can do it thousands
/// of times; but the block's time and number stay as they became.
abstract contract Undoing {
    /// @notice What was tried returned `answer`; with this revert it is undone.
    error Undone(bytes answer);
    error OnlyItself();

    /// @notice What `call`, of a function of this contract, returns. It must not revert.
    function tried(bytes memory call) internal returns (bytes memory) {
        (, bytes memory reason) = address(this).call(abi.encodeCall(this.undo, (call)));
        if (bytes4(reason) != Undone.selector) _revertWith(reason);
        assembly ("memory-safe") {
            let size := sub(mload(reason), 4)
            reason := add(reason, 4)
            mstore(reason, size)
        }
        return abi.decode(reason, (bytes));
    }

    /// @notice Calls this contract and reverts with what it said; for this contract only.
    function undo(bytes calldata call) external {
        if (msg.sender != address(this)) revert OnlyItself();
        (bool ok, bytes memory answer) = address(this).call(call);
        if (!ok) _revertWith(answer);
        revert Undone(answer);
    }

    function _revertWith(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
