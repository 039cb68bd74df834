// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Kind} from "../../../../contracts/verification/IKernel.sol";
import {Create2Search} from "../../../../contracts/verification/kernels/Create2Search.sol";
import {Create2Reference as Ref} from "../../utils/Create2Reference.sol";
import {Test} from "../../utils/Test.sol";

contract Create2SearchValidateTest is Test {
    using Ref for Ref.Query;

    uint256 private constant MAX_ADDRESS = type(uint160).max;
    uint256 private constant MOST_SHARDS = type(uint32).max;

    IKernel private _kernel = new Create2Search();

    function test_kind_isWitness() external view {
        assertEq(uint256(_kernel.kind()), uint256(Kind.Witness), "kind");
    }

    function test_validate_takesNoSamples() external view {
        (uint256 most, ) = _kernel.validate(_query(0xff, 0x12, 15).encode(), 9);
        assertEq(most, 0, "maxSamples");
    }

    function test_validate_unitsAreExpectedHashesRoundedUp() external view {
        _assertUnits(1, 1);
        _assertUnits(19, 1);
        _assertUnits(20, 1);
        _assertUnits(21, 2);
        _assertUnits(32, 4096);
        _assertUnits(64, uint64(1) << 44);
    }

    function test_validate_unitsDependOnTheMaskAlone() external view {
        Ref.Query memory query = _query(uint160(0x3ffff) << 142, 0, 25);
        query.mask |= 0x3fff;
        uint256 want = 1 << 12;
        for (query.r = 39; query.r < 255; query.r += 27) {
            (, uint256 units) = _kernel.validate(query.encode(), 1);
            assertEq(units, want, "units of one shard");
            (, units) = _kernel.validate(query.encode(), 2);
            assertEq(units, want, "units of the largest of two");
        }
    }

    function test_validate_everyBitOfTheMaskCountsOnce() external {
        for (uint256 i = 0; i < 160; ++i) {
            uint160 mask = uint160((uint256(1) << i) | (uint256(1) << ((i + 1) % 160)));
            _kernel.validate(_query(mask, mask, 9).encode(), 1);
            _expectRefused(_query(mask, mask, 8).encode(), 1, "r", 8, 9, 255);
        }
    }

    function test_validate_revertsWhen_paramsHaveAnotherLength() external {
        bytes memory params = _query(0xff, 0, 15).encode();
        _expectRefused("", 1, "paramsLength", 0, 192, 192);
        _expectRefused(abi.encodePacked(params, uint8(0)), 1, "paramsLength", 193, 192, 192);
        _expectRefused(abi.encodePacked(params, bytes32(0)), 1, "paramsLength", 224, 192, 192);
        _expectRefused(abi.encode(1, 2, 3, 4, 5), 1, "paramsLength", 160, 192, 192);
    }

    function test_validate_revertsWhen_deployerIsNoAddress() external {
        _expectWordRefused(0, 0, "deployer", 1, MAX_ADDRESS);
        _expectWordRefused(0, MAX_ADDRESS + 1, "deployer", 1, MAX_ADDRESS);
        _expectWordRefused(0, (1 << 255) | 0xde, "deployer", 1, MAX_ADDRESS);
        _expectWordRefused(0, type(uint256).max, "deployer", 1, MAX_ADDRESS);
        _assertWordTaken(0, 1);
        _assertWordTaken(0, MAX_ADDRESS);
    }

    function test_validate_revertsWhen_initCodeHashIsZero() external {
        _expectWordRefused(1, 0, "initCodeHash", 1, type(uint256).max);
        _assertWordTaken(1, 1);
        _assertWordTaken(1, type(uint256).max);
    }

    function test_validate_revertsWhen_maskIsZeroOrDirty() external {
        _expectWordRefused(2, 0, "mask", 1, MAX_ADDRESS);
        _expectWordRefused(2, (1 << 160) | 0xff, "mask", 1, MAX_ADDRESS);
        _expectWordRefused(2, (1 << 255) | 0xff, "mask", 1, MAX_ADDRESS);
        _expectWordRefused(2, type(uint256).max, "mask", 1, MAX_ADDRESS);
    }

    function test_validate_revertsWhen_maskHasTooManyBits() external {
        _expectRefused(_query(type(uint160).max, 0, 255).encode(), 1, "maskBits", 160, 1, 64);
        _expectRefused(_query(type(uint160).max << 95, 0, 255).encode(), 1, "maskBits", 65, 1, 64);
        _expectRefused(_query((uint160(1) << 65) - 1, 0, 255).encode(), 1, "maskBits", 65, 1, 64);
        _kernel.validate(_query(type(uint160).max << 96, 0, 255).encode(), 1);
        _kernel.validate(_query((uint160(1) << 64) - 1, 0, 255).encode(), 1);
    }

    function test_validate_revertsWhen_valueHasBitsOutsideTheMask() external {
        _expectWordRefused(3, 0x100, "value & ~mask", 0x100, 0, 0);
        _expectWordRefused(3, 0x3ab, "value & ~mask", 0x300, 0, 0);
        _expectWordRefused(3, 1 << 159, "value & ~mask", 1 << 159, 0, 0);
        _assertWordTaken(3, 0);
        _assertWordTaken(3, 0xff);
    }

    function test_validate_revertsWhen_valueHasDirtyUpperBits() external {
        _expectWordRefused(3, (1 << 160) | 0xab, "value & ~mask", 1 << 160, 0, 0);
        _expectWordRefused(3, (1 << 255) | 0xab, "value & ~mask", 1 << 255, 0, 0);
        _expectWordRefused(3, type(uint256).max, "value & ~mask", type(uint256).max - 0xff, 0, 0);
    }

    function test_validate_revertsWhen_aShardHasTooFewSolutions() external {
        _expectWordRefused(5, 0, "r", 15, 255);
        _expectWordRefused(5, 14, "r", 15, 255);
        _assertWordTaken(5, 15);
        _expectRefused(_query(1, 0, 7).encode(), 1, "r", 7, 8, 255);
        _kernel.validate(_query(1, 0, 8).encode(), 1);
        _expectRefused(_query(type(uint160).max << 96, 0, 70).encode(), 1, "r", 70, 71, 255);
        _kernel.validate(_query(type(uint160).max << 96, 0, 71).encode(), 1);
    }

    function test_validate_revertsWhen_rIsAboveAWord() external {
        _expectWordRefused(5, 256, "r", 15, 255);
        _expectWordRefused(5, 256 + 15, "r", 15, 255);
        _expectWordRefused(5, (1 << 255) | 15, "r", 15, 255);
        _expectWordRefused(5, type(uint256).max, "r", 15, 255);
        _assertWordTaken(5, 255);
    }

    function test_validate_revertsWhen_baseIsBehindTheLastRange() external {
        _expectBaseRefused(15, uint256(1) << 241, (uint256(1) << 241) - 1);
        _expectBaseRefused(15, type(uint256).max, (uint256(1) << 241) - 1);
        _expectBaseRefused(254, 4, 3);
        _expectBaseRefused(255, 2, 1);
        _kernel.validate(_at(15, (uint256(1) << 241) - 1), 1);
        _kernel.validate(_at(254, 3), 1);
        _kernel.validate(_at(255, 1), 1);
    }

    function test_validate_revertsWhen_shardsLeaveTheSalts() external {
        _expectRefused(_at(255, 0), 3, "shards", 3, 1, 2);
        _expectRefused(_at(255, 1), 2, "shards", 2, 1, 1);
        _expectRefused(_at(15, (uint256(1) << 241) - 7), 8, "shards", 8, 1, 7);
        _expectRefused(_at(224, 2), uint32(MOST_SHARDS), "shards", MOST_SHARDS, 1, MOST_SHARDS - 1);
        _kernel.validate(_at(224, 1), uint32(MOST_SHARDS));
        _kernel.validate(_at(255, 0), 2);
        _kernel.validate(_at(15, (uint256(1) << 241) - 7), 7);
        _kernel.validate(_at(15, 0), uint32(MOST_SHARDS));
    }

    function test_validate_revertsWhen_thereAreNoShards() external {
        _expectRefused(_at(254, 1), 0, "shards", 0, 1, 3);
        _expectRefused(_at(15, 1), 0, "shards", 0, 1, MOST_SHARDS);
    }

    function test_elements_isOneForEachShard() external view {
        for (uint32 shard = 0; shard < 5; ++shard) {
            assertEq(_kernel.elements(_at(15, 9), 5, shard), 1, "elements");
        }
    }

    function test_elements_revertsWhen_shardIsNotOneOfThem() external {
        vm.expectRevert(_fault("shard", 5, 0, 4));
        _kernel.elements(_at(15, 9), 5, 5);
        vm.expectRevert(_fault("shard", MOST_SHARDS, 0, 0));
        _kernel.elements(_at(15, 9), 1, uint32(MOST_SHARDS));
    }

    function test_elements_revertsWhen_paramsAreOutOfBounds() external {
        vm.expectRevert(_fault("r", 14, 15, 255));
        _kernel.elements(_at(14, 0), 1, 0);
        vm.expectRevert(_fault("paramsLength", 1, 192, 192));
        _kernel.elements(hex"00", 1, 0);
        vm.expectRevert(_fault("shards", 0, 1, 2));
        _kernel.elements(_at(255, 0), 0, 0);
    }

    /// @dev Each word is near its bounds or, one in eight, any word.
    function testFuzz_validate_acceptsWhatThePlainRulesDo(uint256 seed, uint32 shards) external view {
        uint256[6] memory words = _words(seed);
        if (seed % 3 != 0) shards %= 4;
        bool accepted = Ref.accepts(words, shards);
        try _kernel.validate(abi.encode(words), shards) returns (uint8 most, uint64 units) {
            assertTrue(accepted, "taken against the rules");
            assertEq(most, 0, "maxSamples");
            uint256 bits = Ref.bitCount(words[2]);
            assertEq(units, bits > 20 ? 1 << (bits - 20) : 1, "units");
        } catch (bytes memory reason) {
            assertTrue(!accepted, "refused against the rules");
            assertEq(bytes32(bytes4(reason)), bytes32(IKernel.ShapeOutOfBounds.selector), "reason");
        }
    }

    function testFuzz_validate_countsTheBitsOfAnyMask(uint160 mask) external view {
        if (mask == 0) mask = 1;
        uint256 bits = Ref.bitCount(mask);
        try _kernel.validate(_query(mask, 0, 0).encode(), 1) {
            revert AssertionFailed("r of 0 was taken");
        } catch (bytes memory reason) {
            bytes memory want = bits > 64 ? _fault("maskBits", bits, 1, 64) : _fault("r", 0, bits + 7, 255);
            assertEq(keccak256(reason), keccak256(want), "reason");
        }
    }

    function _words(uint256 seed) private pure returns (uint256[6] memory words) {
        uint256[6] memory random;
        for (uint256 i = 0; i < 6; ++i) random[i] = uint256(keccak256(abi.encode(seed, i)));
        uint256 bits = 1 + (random[0] % 67);
        words[0] = random[0] % 5 == 0 ? MAX_ADDRESS + (random[0] % 2) : random[0] >> 96;
        words[1] = random[1] % 9 == 0 ? 0 : random[1];
        words[2] = ((1 << bits) - 1) << (random[2] % 97);
        words[3] = random[3] & words[2];
        if (random[3] % 6 == 0) words[3] ^= 1 << (random[4] % 256);
        words[5] = random[5] % 3 == 0 ? 254 + (random[5] % 5) : bits + 5 + (random[5] % 6);
        if (random[5] % 3 == 1) words[5] = bits + (random[5] % 200);
        uint256 ranges = words[5] < 256 ? (type(uint256).max >> words[5]) : 0;
        words[4] = random[4] % 2 == 0 ? ranges - (ranges > 3 ? random[4] % 4 : 0) + (random[4] % 3) / 2 : random[4] % 8;
        if (seed % 8 == 0) words[(seed >> 8) % 6] = random[(seed >> 16) % 6];
    }

    function _query(uint160 mask, uint160 value, uint8 r) private pure returns (Ref.Query memory) {
        return Ref.Query(address(0xDE), keccak256("init code"), mask, value, 0, r);
    }

    function _at(uint8 r, uint256 base) private pure returns (bytes memory) {
        Ref.Query memory query = _query(0xff, 0xab, r);
        query.base = base;
        return query.encode();
    }

    /// @dev Params that fit (8 bits of mask, r 15, base 0), with one word replaced.
    function _with(uint256 index, uint256 word) private pure returns (bytes memory) {
        uint256[6] memory words = abi.decode(_at(15, 0), (uint256[6]));
        words[index] = word;
        return abi.encode(words);
    }

    function _assertUnits(uint256 bits, uint256 want) private view {
        uint160 mask = uint160(((uint256(1) << bits) - 1) << 77);
        (, uint256 units) = _kernel.validate(_query(mask, 0, uint8(bits + 7)).encode(), 3);
        assertEq(units, want, "units");
    }

    function _assertWordTaken(uint256 index, uint256 word) private view {
        _kernel.validate(_with(index, word), 1);
    }

    function _expectWordRefused(uint256 index, uint256 word, bytes32 name, uint256 least, uint256 most) private {
        _expectRefused(_with(index, word), 1, name, word, least, most);
    }

    function _expectWordRefused(
        uint256 index,
        uint256 word,
        bytes32 name,
        uint256 have,
        uint256 least,
        uint256 most
    ) private {
        _expectRefused(_with(index, word), 1, name, have, least, most);
    }

    function _expectBaseRefused(uint8 r, uint256 base, uint256 most) private {
        _expectRefused(_at(r, base), 1, "base", base, 0, most);
    }

    function _expectRefused(
        bytes memory params,
        uint32 shards,
        bytes32 name,
        uint256 have,
        uint256 least,
        uint256 most
    ) private {
        vm.expectRevert(_fault(name, have, least, most));
        _kernel.validate(params, shards);
    }

    function _fault(bytes32 name, uint256 have, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IKernel.ShapeOutOfBounds.selector, name, have, least, most);
    }
}
