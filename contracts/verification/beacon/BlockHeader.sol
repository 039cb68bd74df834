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
    uint256 private constant LIST_PREFIX = 0xf9;
    uint256 private constant WORD_PREFIX = 0xa0;
    uint256 private constant ADDRESS_PREFIX = 0x94;
    /// @dev A string of 256 to 65,535 bytes, and 256 as its length.
    uint256 private constant BLOOM_PREFIX = 0xb90100;

    /// @notice The number and the mixHash of `header`; reverts `HeaderMalformed`.
    /// @dev Items are read without asking whether the header still lasts; as offsets only grow, it is enough that the
    /// last of them ends inside it.
    function read(bytes calldata header) internal pure returns (uint256 number, bytes32 mixHash) {
        _checkFixedItems(header);

        uint256 numberAt = _afterInteger(header, FIXED_BYTES);
        uint256 at = numberAt;
        // Number, gasLimit, gasUsed, timestamp.
        for (uint256 i = 0; i < 4; ++i) at = _afterInteger(header, at);
        at = _afterShortString(header, at);
        if (_byteAt(header, at) != WORD_PREFIX || at + 33 > header.length) revert IBeacon.HeaderMalformed(at);
        mixHash = bytes32(_wordAt(header, at + 1));
        number = _integerAt(header, numberAt);
    }

    function _checkFixedItems(bytes calldata header) private pure {
        if (header.length < MIN_BYTES) revert IBeacon.HeaderMalformed(header.length);
        uint256 head = _wordAt(header, 0);
        if (head >> 248 != LIST_PREFIX) revert IBeacon.HeaderMalformed(0);
        if (((head >> 232) & 0xffff) + 3 != header.length) revert IBeacon.HeaderMalformed(1);
        _checkPrefix(header, 3, WORD_PREFIX);
        _checkPrefix(header, 36, WORD_PREFIX);
        _checkPrefix(header, 69, ADDRESS_PREFIX);
        _checkPrefix(header, 90, WORD_PREFIX);
        _checkPrefix(header, 123, WORD_PREFIX);
        _checkPrefix(header, 156, WORD_PREFIX);
        if (_wordAt(header, 189) >> 232 != BLOOM_PREFIX) revert IBeacon.HeaderMalformed(189);
    }

    function _checkPrefix(bytes calldata header, uint256 at, uint256 prefix) private pure {
        if (_byteAt(header, at) != prefix) revert IBeacon.HeaderMalformed(at);
    }

    /// @dev Where the next item begins after a canonical integer of at most 32 bytes: no leading zeros.
    function _afterInteger(bytes calldata header, uint256 at) private pure returns (uint256) {
        uint256 prefix = _byteAt(header, at);
        if (prefix == 0) revert IBeacon.HeaderMalformed(at);
        if (prefix > 0x80 && _byteAt(header, at + 1) == 0) revert IBeacon.HeaderMalformed(at);
        return _afterShortString(header, at);
    }

    /// @dev Where the next item begins after a canonical string of at most 32 bytes: a lone byte under 0x80 stands for
    /// itself.
    function _afterShortString(bytes calldata header, uint256 at) private pure returns (uint256) {
        uint256 prefix = _byteAt(header, at);
        if (prefix < 0x80) return at + 1;
        if (prefix > WORD_PREFIX) revert IBeacon.HeaderMalformed(at);
        if (prefix == 0x81 && _byteAt(header, at + 1) < 0x80) revert IBeacon.HeaderMalformed(at);
        return at + prefix - 0x7f;
    }

    /// @dev The integer at `at`, which `_afterInteger` must have checked.
    function _integerAt(bytes calldata header, uint256 at) private pure returns (uint256) {
        uint256 prefix = _byteAt(header, at);
        if (prefix < 0x80) return prefix;
        return _wordAt(header, at + 1) >> (8 * (WORD_PREFIX - prefix));
    }

    function _byteAt(bytes calldata header, uint256 at) private pure returns (uint256) {
        return _wordAt(header, at) >> 248;
    }

    /// @dev Review note: reads calldata only; what lies behind `header` may be read, but decides nothing (see `read`).
    function _wordAt(bytes calldata header, uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(header.offset, at))
        }
    }
}
