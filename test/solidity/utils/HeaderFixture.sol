// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @notice Ethereum mainnet headers of three forks, from `test/fixtures/mainnet-headers.json`, and headers made up by a
/// plain RLP encoder.
library HeaderFixture {
    struct Header {
        uint256 number;
        bytes32 hash;
        bytes32 mixHash;
        bytes rlp;
    }

    /// @notice The fields that tests vary, each as its whole RLP item.
    struct Items {
        bytes difficulty;
        bytes number;
        bytes timestamp;
        bytes extraData;
        bytes mixHash;
    }

    uint256 internal constant MAINNET_HEADERS = 9;

    function mainnet(Vm vm, uint256 index) internal view returns (Header memory header) {
        string memory json = vm.readFile("test/fixtures/mainnet-headers.json");
        string memory at = string.concat("$[", vm.toString(index), "].");
        header.number = vm.parseJsonUint(json, string.concat(at, "number"));
        header.hash = vm.parseJsonBytes32(json, string.concat(at, "hash"));
        header.mixHash = vm.parseJsonBytes32(json, string.concat(at, "mixHash"));
        header.rlp = vm.parseJsonBytes(json, string.concat(at, "rlp"));
    }

    /// @notice Sound items of block `number`.
    function items(uint256 number, bytes32 mixHash) internal pure returns (Items memory) {
        return Items(hex"80", integer(number), integer(1_700_000_000), hex"80", word(mixHash));
    }

    /// @notice A header of the Cancun form around `parts`.
    function encode(Items memory parts) internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(word("parent"), word("ommers"), hex"94", address(0xC0FFEE));
        head = abi.encodePacked(head, word("state"), word("transactions"), word("receipts"));
        head = abi.encodePacked(head, hex"b90100", new bytes(256), parts.difficulty, parts.number);
        head = abi.encodePacked(head, integer(30_000_000), integer(0), parts.timestamp, parts.extraData, parts.mixHash);
        return list(abi.encodePacked(head, hex"88", new bytes(8), integer(7)));
    }

    function list(bytes memory payload) internal pure returns (bytes memory) {
        return abi.encodePacked(hex"f9", uint16(payload.length), payload);
    }

    function word(bytes32 value) internal pure returns (bytes memory) {
        return abi.encodePacked(hex"a0", value);
    }

    /// @notice The canonical item of `value`: no leading zeros.
    function integer(uint256 value) internal pure returns (bytes memory item) {
        if (value == 0) return hex"80";
        if (value < 0x80) return abi.encodePacked(uint8(value));
        for (; value > 0; value >>= 8) item = abi.encodePacked(uint8(value), item);
        return abi.encodePacked(uint8(0x80 + item.length), item);
    }
}
