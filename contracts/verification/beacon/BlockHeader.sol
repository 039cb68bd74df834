// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBeacon} from "../IBeacon.sol";

/// @notice Reads a block header's number and mixHash from its RLP, by a strict parse of its first 14 items.
/// @dev parentHash, ommersHash, coinbase, stateRoot, transactionsRoot, receiptsRoot, logsBloom, difficulty, number,
/// gasLimit, gasUsed, timestamp, extraData, mixHash. What follows belongs to later forks and is not read.
library BlockHeader {
    /// @dev From the list's own prefix to the first item of variable length (difficulty).
    uint256 private constant FIXED_BYTES = 448;
    /// @dev The fixed items, six items of at least one byte, and mixHash.
    uint256 private constant MIN_BYTES = 487;
    /// @dev A list of 256 to 65,535 bytes: two bytes of length follow.
    uint8 private constant LIST_PREFIX = 0xf9;
    uint8 private constant WORD_PREFIX = 0xa0;
    uint8 private constant ADDRESS_PREFIX = 0x94;
    /// @dev A string of 256 to 65,535 bytes, and 256 as its length.
    uint24 private constant BLOOM_PREFIX = 0xb90100;

    /// @notice The number and the mixHash of `header`; reverts `HeaderMalformed`.
    function read(bytes calldata header) internal pure returns (uint256 number, bytes32 mixHash) {
        _checkFixedItems(header);

        (, uint256 at) = _integer(header, FIXED_BYTES);
        (number, at) = _integer(header, at);
        for (uint256 i = 0; i < 3; ++i) (, at) = _integer(header, at);
        at = _skipShortString(header, at);
        if (_byteAt(header, at) != WORD_PREFIX || at + 33 > header.length) revert IBeacon.HeaderMalformed(at);
        mixHash = bytes32(header[at + 1:at + 33]);
    }

    function _checkFixedItems(bytes calldata header) private pure {
        if (header.length < MIN_BYTES) revert IBeacon.HeaderMalformed(header.length);
        if (uint8(header[0]) != LIST_PREFIX) revert IBeacon.HeaderMalformed(0);
        if (uint16(bytes2(header[1:3])) != header.length - 3) revert IBeacon.HeaderMalformed(1);
        if (uint8(header[3]) != WORD_PREFIX) revert IBeacon.HeaderMalformed(3);
        if (uint8(header[36]) != WORD_PREFIX) revert IBeacon.HeaderMalformed(36);
        if (uint8(header[69]) != ADDRESS_PREFIX) revert IBeacon.HeaderMalformed(69);
        if (uint8(header[90]) != WORD_PREFIX) revert IBeacon.HeaderMalformed(90);
        if (uint8(header[123]) != WORD_PREFIX) revert IBeacon.HeaderMalformed(123);
        if (uint8(header[156]) != WORD_PREFIX) revert IBeacon.HeaderMalformed(156);
        if (uint24(bytes3(header[189:192])) != BLOOM_PREFIX) revert IBeacon.HeaderMalformed(189);
    }

    /// @dev A canonical integer of at most 32 bytes: no leading zeros, and a lone byte under 0x80 stands for itself.
    function _integer(bytes calldata header, uint256 at) private pure returns (uint256 value, uint256 next) {
        uint256 prefix = _byteAt(header, at);
        if (prefix == 0) revert IBeacon.HeaderMalformed(at);
        if (prefix < 0x80) return (prefix, at + 1);

        next = _skipShortString(header, at);
        if (prefix == 0x80) return (0, next);
        if (header[at + 1] == 0) revert IBeacon.HeaderMalformed(at);
        value = uint256(bytes32(header[at + 1:next])) >> (8 * (0xa0 - prefix));
    }

    /// @dev A canonical string of at most 32 bytes.
    function _skipShortString(bytes calldata header, uint256 at) private pure returns (uint256 next) {
        uint256 prefix = _byteAt(header, at);
        if (prefix < 0x80) return at + 1;

        next = at + prefix - 0x7f;
        if (prefix > WORD_PREFIX || next > header.length) revert IBeacon.HeaderMalformed(at);
        if (prefix == 0x81 && uint8(header[at + 1]) < 0x80) revert IBeacon.HeaderMalformed(at);
    }

    function _byteAt(bytes calldata header, uint256 at) private pure returns (uint256) {
        if (at >= header.length) revert IBeacon.HeaderMalformed(at);
        return uint8(header[at]);
    }
}
