// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Spoils calls, such that no encoder would have written them.
library Spoiler {
    /// @notice One or two changes of a call: of an offset or a length, of any word or bit, or of the size of the whole.
    /// @param places The words of the call's head that are offsets.
    function spoil(
        bytes memory sent,
        uint256[3] memory places,
        uint256[2] memory seedAndWord
    ) internal pure returns (bytes memory spoiled) {
        (uint256 seed, uint256 word) = (seedAndWord[0], seedAndWord[1]);
        spoiled = bytes.concat(sent);
        for (uint256 i; i <= (seed >> 8) % 2; ++i) {
            uint256 way = seed % 6;
            uint256 words = (spoiled.length - 4) / 32;
            seed = uint256(keccak256(abi.encode(seed)));
            if (words < 8) return spoiled;
            uint256 place = seed % words;
            if (way == 0) put(spoiled, places[seed % 3], (seed >> 8) % (spoiled.length + 64));
            if (way == 1) put(spoiled, places[seed % 3], ((seed >> 8) % (words + 2)) * 32);
            if (way == 2) put(spoiled, place, word);
            if (way == 3) flip(spoiled, place, uint256(1) << ((seed >> 8) % 256));
            if (way == 4) spoiled = Ref.slice(spoiled, 0, 4 + ((seed >> 8) % (spoiled.length - 3)));
            if (way == 5) _shiftLength(spoiled, places[seed % 3], seed >> 8);
        }
    }

    /// @notice The `place`-th word behind the selector.
    function get(bytes memory sent, uint256 place) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(sent, add(36, mul(place, 32))))
        }
    }

    function put(bytes memory sent, uint256 place, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(sent, add(36, mul(place, 32))), word)
        }
    }

    function flip(bytes memory sent, uint256 place, uint256 bits) internal pure {
        put(sent, place, get(sent, place) ^ bits);
    }

    /// @dev Makes the length that the offset at `place` leads to up to 33 more or less.
    function _shiftLength(bytes memory sent, uint256 place, uint256 seed) private pure {
        uint256 offset = get(sent, place);
        if (offset % 32 != 0 || offset / 32 >= (sent.length - 4) / 32) return;
        uint256 size = get(sent, offset / 32);
        uint256 by = seed % 34;
        unchecked {
            put(sent, offset / 32, (seed >> 8) % 2 == 0 ? size + by : size - by);
        }
    }
}
