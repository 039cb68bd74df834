// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice How a contract answers that may turn hostile.
enum Mood {
    Friendly,
    Reverts,
    BurnsGas,
    ReturnsNothing,
    ReturnsJunk,
    ReturnsTooMuch
}

/// @notice A contract that others rely on, and that may stop doing its part at any time.
abstract contract Moody {
    error Sulking();

    Mood public mood;

    function turn(Mood next) external {
        mood = next;
    }

    /// @dev Does nothing while friendly; otherwise ends the whole call.
    function _sulk() internal view {
        if (mood == Mood.Friendly) return;
        if (mood == Mood.Reverts) revert Sulking();
        (bool burns, uint256 size) = (mood == Mood.BurnsGas, 0);
        if (mood == Mood.ReturnsJunk) size = 32;
        if (mood == Mood.ReturnsTooMuch) size = 100_000;
        assembly ("memory-safe") {
            if burns {
                invalid()
            }
            let free := mload(0x40)
            mstore(free, not(0))
            return(free, size)
        }
    }
}
