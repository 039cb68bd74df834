// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBeacon} from "../../../../contracts/verification/IBeacon.sol";
import {BlockHeader} from "../../../../contracts/verification/beacon/BlockHeader.sol";
import {HeaderFixture as Headers} from "../../utils/HeaderFixture.sol";
import {Test} from "../../utils/Test.sol";

contract BlockHeaderHarness {
    function read(bytes calldata header) external pure returns (uint256 number, bytes32 mixHash) {
        return BlockHeader.read(header);
    }
}

contract BlockHeaderTest is Test {
    bytes32 private constant MIX = keccak256("mix");
    /// @dev Where difficulty begins, and number when difficulty is one byte.
    uint256 private constant DIFFICULTY = 448;
    uint256 private constant NUMBER = 449;

    BlockHeaderHarness private _harness = new BlockHeaderHarness();

    function test_read_headersOfMainnet() external view {
        for (uint256 i = 0; i < Headers.MAINNET_HEADERS; ++i) {
            Headers.Header memory header = Headers.mainnet(vm, i);
            assertEq(keccak256(header.rlp), header.hash, "fixture");
            _assertRead(header.rlp, header.number, header.mixHash);
        }
    }

    function test_read_numberOfEveryLength() external view {
        for (uint256 bits = 0; bits < 256; ++bits) {
            uint256 number = uint256(1) << bits;
            _assertRead(Headers.encode(Headers.items(number, MIX)), number, MIX);
            _assertRead(Headers.encode(Headers.items(number - 1, MIX)), number - 1, MIX);
        }
    }

    function test_read_extraDataOfEveryLength() external view {
        for (uint256 size = 0; size <= 32; ++size) {
            Headers.Items memory parts = Headers.items(5, MIX);
            bytes memory extra = new bytes(size);
            for (uint256 i = 0; i < size; ++i) extra[i] = 0xff;
            parts.extraData = abi.encodePacked(uint8(0x80 + size), extra);
            _assertRead(Headers.encode(parts), 5, MIX);
        }
        Headers.Items memory single = Headers.items(5, MIX);
        single.extraData = hex"00";
        _assertRead(Headers.encode(single), 5, MIX);
    }

    /// @dev Every item of variable length is one byte, and nothing follows mixHash.
    function test_read_theShortestHeader() external view {
        bytes memory head = abi.encodePacked(
            Headers.word("parent"),
            Headers.word("ommers"),
            hex"94",
            address(0xC0FFEE)
        );
        head = abi.encodePacked(head, Headers.word("state"), Headers.word("transactions"), Headers.word("receipts"));
        head = abi.encodePacked(head, hex"b90100", new bytes(256), hex"800580808080", Headers.word(MIX));
        bytes memory header = Headers.list(head);
        assertEq(header.length, 487, "bytes");
        _assertRead(header, 5, MIX);
    }

    function test_read_revertsWhen_headerIsTooShort() external {
        _expectMalformed(0);
        _harness.read("");
        _expectMalformed(486);
        _harness.read(new bytes(486));
    }

    function test_read_revertsWhen_listLengthIsNotTheHeaders() external {
        bytes memory header = Headers.encode(Headers.items(5, MIX));
        _expectMalformed(1);
        _harness.read(abi.encodePacked(header, hex"00"));
        header[2] = bytes1(uint8(header[2]) + 1);
        _expectMalformed(1);
        _harness.read(header);
    }

    function test_read_revertsWhen_aFixedItemHasAnotherPrefix() external {
        uint16[11] memory offsets = [uint16(0), 3, 36, 69, 90, 123, 156, 189, 190, 191, 0];
        for (uint256 i = 0; i < 10; ++i) {
            bytes memory header = Headers.encode(Headers.items(5, MIX));
            header[offsets[i]] ^= 0x01;
            _expectMalformed(i > 7 ? 189 : offsets[i]);
            _harness.read(header);
        }
    }

    function test_read_revertsWhen_anIntegerIsNotCanonical() external {
        bytes[6] memory bad = [bytes(hex"00"), hex"8100", hex"8105", hex"817f", hex"820005", hex"8800000000000000ff"];
        for (uint256 i = 0; i < bad.length; ++i) {
            Headers.Items memory parts = Headers.items(5, MIX);
            parts.number = bad[i];
            _expectMalformed(NUMBER);
            _harness.read(Headers.encode(parts));
            parts = Headers.items(5, MIX);
            parts.difficulty = bad[i];
            _expectMalformed(DIFFICULTY);
            _harness.read(Headers.encode(parts));
        }
    }

    function test_read_revertsWhen_anIntegerIsLongerThanAWord() external {
        Headers.Items memory parts = Headers.items(5, MIX);
        parts.number = abi.encodePacked(hex"a101", bytes32(0));
        _expectMalformed(NUMBER);
        _harness.read(Headers.encode(parts));
    }

    function test_read_revertsWhen_anItemIsALongStringOrAList() external {
        bytes[3] memory bad = [
            abi.encodePacked(hex"b838", new bytes(56)),
            hex"c0",
            abi.encodePacked(hex"b801", hex"ff")
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            Headers.Items memory parts = Headers.items(5, MIX);
            parts.number = bad[i];
            _expectMalformed(NUMBER);
            _harness.read(Headers.encode(parts));
            parts = Headers.items(5, MIX);
            parts.extraData = bad[i];
            // 5, a gas limit of 5 bytes, gas used and a timestamp of 6 bytes lie before it.
            _expectMalformed(NUMBER + 1 + 5 + 1 + 5);
            _harness.read(Headers.encode(parts));
        }
    }

    function test_read_revertsWhen_extraDataIsNotCanonical() external {
        Headers.Items memory parts = Headers.items(5, MIX);
        parts.extraData = hex"817f";
        _expectMalformed(NUMBER + 12);
        _harness.read(Headers.encode(parts));
    }

    function test_read_revertsWhen_mixHashIsNotAWord() external {
        Headers.Items memory parts = Headers.items(5, MIX);
        parts.mixHash = abi.encodePacked(hex"9f", bytes31(MIX));
        _expectMalformed(NUMBER + 13);
        _harness.read(Headers.encode(parts));
    }

    function test_read_revertsWhen_theListEndsInsideAnItem() external view {
        // Sound up to there: the items are cut, and the list's length is that of what is left.
        bytes memory whole = Headers.encode(Headers.items(type(uint256).max, MIX));
        for (uint256 size = 487; size < whole.length - 10; ++size) {
            bytes memory payload = new bytes(size - 3);
            for (uint256 i = 0; i < payload.length; ++i) payload[i] = whole[i + 3];
            _assertMalformed(Headers.list(payload));
        }
    }

    function test_read_revertsWhen_theListEndsWhereSoundBytesGoOn() external view {
        // Whatever follows the header in the call must not complete it: here all but the last bytes of mixHash are in.
        bytes memory whole = Headers.encode(Headers.items(5, MIX));
        uint256 cut = whole.length - NUMBER - 14 - 32;
        bytes memory callData = abi.encodeCall(BlockHeaderHarness.read, (whole));
        callData[4 + 63] = bytes1(uint8(whole.length - cut - 1));
        callData[4 + 62] = bytes1(uint8((whole.length - cut - 1) >> 8));
        callData[4 + 64 + 2] = bytes1(uint8(whole.length - cut - 4));
        callData[4 + 64 + 1] = bytes1(uint8((whole.length - cut - 4) >> 8));
        (bool ok, bytes memory reason) = address(_harness).staticcall(callData);
        assertTrue(!ok, "bytes behind the header were used");
        assertEq(
            keccak256(reason),
            keccak256(abi.encodeWithSelector(IBeacon.HeaderMalformed.selector, NUMBER + 13)),
            "reason"
        );
    }

    function _assertMalformed(bytes memory rlp) private view {
        try _harness.read(rlp) {
            assertTrue(false, "a cut header was read");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == IBeacon.HeaderMalformed.selector, "an unknown revert");
        }
    }

    function _assertRead(bytes memory rlp, uint256 number, bytes32 mixHash) private view {
        (uint256 haveNumber, bytes32 haveMix) = _harness.read(rlp);
        assertEq(haveNumber, number, "number");
        assertEq(haveMix, mixHash, "mixHash");
    }

    function _expectMalformed(uint256 offset) private {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.HeaderMalformed.selector, offset));
    }
}
