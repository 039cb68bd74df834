// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBeacon} from "../../../../contracts/verification/IBeacon.sol";
import {HeaderBeacon} from "../../../../contracts/verification/beacon/HeaderBeacon.sol";
import {HeaderFixture as Headers} from "../../utils/HeaderFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Answers as EIP-2935's history contract: the hashes of the last 8,191 blocks, by a call of one word.
contract FakeHistory {
    error NotServed(uint256 number);

    mapping(uint256 number => bytes32 hash) private _hashes;

    fallback(bytes calldata number) external returns (bytes memory) {
        uint256 at = abi.decode(number, (uint256));
        if (number.length != 32 || at >= block.number || at + 8191 < block.number) revert NotServed(at);
        return abi.encode(_hashes[at]);
    }
}

contract RevertingHistory {
    error OnlyReverts();

    fallback() external {
        revert OnlyReverts();
    }
}

contract ChattyHistory {
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encode(blockhash(block.number - 1), 0);
    }
}

contract HeaderBeaconTest is Test {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 private constant MAX_ID = (1 << 36) - 1;
    bytes32 private constant MIX = keccak256("mix");

    HeaderBeacon private _beacon;

    function setUp() external {
        vm.roll(1_000);
        _beacon = new HeaderBeacon();
    }

    function test_next_isFourBlocksAhead() external {
        assertEq(_beacon.next(), 1_004, "id");
        vm.roll(MAX_ID - 4);
        assertEq(_beacon.next(), MAX_ID, "last id");
    }

    function test_next_revertsWhen_idNeedsMoreThan36Bits() external {
        vm.roll(MAX_ID - 3);
        vm.expectRevert(abi.encodeWithSelector(IBeacon.IdOutOfRange.selector, MAX_ID + 1, MAX_ID));
        _beacon.next();
    }

    function test_value_revertsWhen_nothingIsPosted() external {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.BeaconNotReady.selector, 999));
        _beacon.value(999);
    }

    function test_post_acceptsHeadersOfMainnet() external {
        for (uint256 i = 0; i < Headers.MAINNET_HEADERS; ++i) {
            Headers.Header memory header = Headers.mainnet(vm, i);
            vm.roll(header.number + 1);
            vm.setBlockhash(header.number, header.hash);
            vm.expectEmit(address(_beacon));
            emit IBeacon.BeaconPosted(header.number, header.mixHash);
            _beacon.post(header.number, header.rlp);
            assertEq(_beacon.value(header.number), header.mixHash, "value");
        }
    }

    function test_post_againChangesNothing() external {
        bytes memory header = _known(990, Headers.encode(Headers.items(990, MIX)));
        _beacon.post(990, header);
        vm.recordLogs();
        _beacon.post(990, header);
        _beacon.post(990, "");
        assertEq(vm.getRecordedLogs().length, 0, "logs");
        assertEq(_beacon.value(990), MIX, "value");
    }

    function test_post_revertsWhen_idNeedsMoreThan36Bits() external {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.IdOutOfRange.selector, MAX_ID + 1, MAX_ID));
        _beacon.post(MAX_ID + 1, "");
    }

    function test_post_revertsWhen_blockHashIsUnknown() external {
        uint256[4] memory ids = [uint256(1_000), 1_001, 743, MAX_ID];
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IBeacon.BlockHashUnavailable.selector, ids[i]));
            _beacon.post(ids[i], "");
        }
    }

    function test_post_revertsWhen_headerIsOfAnotherBlock() external {
        Headers.Header memory header = Headers.mainnet(vm, 8);
        vm.setBlockhash(999, keccak256("another"));
        _expectMismatch(999, header.hash, keccak256("another"));
        _beacon.post(999, header.rlp);
    }

    function test_post_revertsWhen_numberIsNotTheId() external {
        // The chain vouches for the header, yet it names another block.
        bytes memory header = _known(990, Headers.encode(Headers.items(991, MIX)));
        vm.expectRevert(abi.encodeWithSelector(IBeacon.HeaderNumberMismatch.selector, 991, 990));
        _beacon.post(990, header);
    }

    function test_post_revertsWhen_mixHashIsZero() external {
        bytes memory header = _known(990, Headers.encode(Headers.items(990, 0)));
        vm.expectRevert(abi.encodeWithSelector(IBeacon.NoRandomness.selector, 990));
        _beacon.post(990, header);
    }

    function test_post_revertsWhen_headerIsMalformed() external {
        Headers.Items memory parts = Headers.items(990, MIX);
        parts.number = hex"830003de";
        bytes memory header = _known(990, Headers.encode(parts));
        vm.expectRevert(abi.encodeWithSelector(IBeacon.HeaderMalformed.selector, 449));
        _beacon.post(990, header);
    }

    function test_post_revertsWhen_headerIsCutOrExtended() external {
        Headers.Header memory header = Headers.mainnet(vm, 8);
        vm.roll(header.number + 1);
        vm.setBlockhash(header.number, header.hash);
        for (uint256 size = 0; size < header.rlp.length; ++size) {
            bytes memory cut = new bytes(size);
            for (uint256 i = 0; i < size; ++i) cut[i] = header.rlp[i];
            _assertRefused(header, cut);
        }
        for (uint256 value = 0; value < 256; ++value) {
            _assertRefused(header, abi.encodePacked(header.rlp, uint8(value)));
        }
    }

    function testFuzz_post_refusesEveryMutation(uint256 which, uint256 at, uint8 mask) external {
        Headers.Header memory header = Headers.mainnet(vm, which % Headers.MAINNET_HEADERS);
        vm.roll(header.number + 1);
        vm.setBlockhash(header.number, header.hash);
        header.rlp[bound(at, 0, header.rlp.length - 1)] ^= bytes1(mask == 0 ? 1 : mask);
        _assertRefused(header, header.rlp);
    }

    /// @dev Even a chain that vouched for any bytes could not make the parser read past them or give another value.
    function testFuzz_post_mutationsTheChainVouchesForChangeAtMostTheirField(uint256 at, uint8 mask) external {
        bytes memory header = Headers.encode(Headers.items(990, MIX));
        at = bound(at, 0, header.length - 1);
        header[at] ^= bytes1(mask);
        _known(990, header);
        try _beacon.post(990, header) {
            bool inMixHash = at >= 465 && at < 497;
            assertTrue(inMixHash || _beacon.value(990) == MIX, "another value");
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            bool known =
                selector == IBeacon.HeaderMalformed.selector || selector == IBeacon.HeaderNumberMismatch.selector;
            assertTrue(known, "an unknown revert");
        }
    }

    function test_post_gasOfAMainnetHeader() external {
        Headers.Header memory header = Headers.mainnet(vm, 8);
        vm.roll(header.number + 1);
        vm.setBlockhash(header.number, header.hash);
        bytes memory callData = abi.encodeCall(IBeacon.post, (header.number, header.rlp));
        address beacon = address(_beacon);
        bool ok;
        uint256 used;
        // Review note: without a copy of the call, which would be charged to it.
        assembly ("memory-safe") {
            used := gas()
            ok := call(gas(), beacon, 0, add(callData, 32), mload(callData), 0, 0)
            used := sub(used, gas())
        }
        assertTrue(ok, "post");
        assertBetween(used, 28_000, 33_000, "gas");
    }

    function test_constructor_findsHistory() external {
        assertTrue(!_beacon.HAS_HISTORY(), "history without code");
        vm.setBlockhash(999, keccak256("parent"));
        _install(type(FakeHistory).runtimeCode, 999, keccak256("parent"));
        assertTrue(new HeaderBeacon().HAS_HISTORY(), "history");
    }

    function test_constructor_refusesHistoryThatIsNone() external {
        vm.setBlockhash(999, keccak256("parent"));
        _install(type(FakeHistory).runtimeCode, 999, keccak256("another"));
        assertTrue(!new HeaderBeacon().HAS_HISTORY(), "another hash");
        _install(type(RevertingHistory).runtimeCode, 0, 0);
        assertTrue(!new HeaderBeacon().HAS_HISTORY(), "code that only reverts");
        _install(type(ChattyHistory).runtimeCode, 0, 0);
        assertTrue(!new HeaderBeacon().HAS_HISTORY(), "an answer of two words");
    }

    /// @dev A chain that tells no block hashes at all: zero, answered for zero, is no history.
    function test_constructor_refusesHistoryWithoutBlockHashes() external {
        vm.setBlockhash(999, 0);
        _install(type(FakeHistory).runtimeCode, 999, 0);
        assertEq(blockhash(999), bytes32(0), "no hash");
        assertTrue(!new HeaderBeacon().HAS_HISTORY(), "zero for zero");
    }

    function test_constructor_runsInTheFirstBlock() external {
        vm.roll(0);
        assertTrue(!new HeaderBeacon().HAS_HISTORY(), "history");
    }

    function test_post_asksHistoryForOldBlocks() external {
        HeaderBeacon beacon = _withHistory();
        bytes memory header = Headers.encode(Headers.items(990, MIX));
        vm.roll(990 + 8_191);
        vm.store(HISTORY, keccak256(abi.encode(990, 0)), keccak256(header));
        beacon.post(990, header);
        assertEq(beacon.value(990), MIX, "value");
    }

    function test_post_revertsWhen_historyHasForgotten() external {
        HeaderBeacon beacon = _withHistory();
        bytes memory header = Headers.encode(Headers.items(990, MIX));
        vm.store(HISTORY, keccak256(abi.encode(990, 0)), keccak256(header));
        vm.roll(990 + 8_192);
        vm.expectRevert(abi.encodeWithSelector(IBeacon.BlockHashUnavailable.selector, 990));
        beacon.post(990, header);
    }

    function test_post_revertsWhen_historyKnowsAnotherHash() external {
        HeaderBeacon beacon = _withHistory();
        bytes memory header = Headers.encode(Headers.items(990, MIX));
        vm.store(HISTORY, keccak256(abi.encode(990, 0)), keccak256("another"));
        vm.roll(2_000);
        _expectMismatch(990, keccak256(header), keccak256("another"));
        beacon.post(990, header);
    }

    function _withHistory() private returns (HeaderBeacon) {
        vm.setBlockhash(999, keccak256("parent"));
        _install(type(FakeHistory).runtimeCode, 999, keccak256("parent"));
        return new HeaderBeacon();
    }

    function _install(bytes memory code, uint256 number, bytes32 hash) private {
        vm.etch(HISTORY, code);
        vm.store(HISTORY, keccak256(abi.encode(number, 0)), hash);
    }

    function _known(uint256 number, bytes memory header) private returns (bytes memory) {
        vm.setBlockhash(number, keccak256(header));
        return header;
    }

    function _assertRefused(Headers.Header memory header, bytes memory shown) private {
        _expectMismatch(header.number, keccak256(shown), header.hash);
        _beacon.post(header.number, shown);
    }

    function _expectMismatch(uint256 id, bytes32 have, bytes32 need) private {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.HeaderMismatch.selector, id, have, need));
    }
}
