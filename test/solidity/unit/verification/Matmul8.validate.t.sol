// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Kind} from "../../../../contracts/verification/IKernel.sol";
import {Matmul8} from "../../../../contracts/verification/kernels/Matmul8.sol";
import {Matmul8Shape, Matmul8Shapes} from "../../../../contracts/verification/kernels/Matmul8Shape.sol";
import {Test} from "../../utils/Test.sol";

contract Matmul8ValidateTest is Test {
    using Matmul8Shapes for Matmul8Shape;

    uint256 private constant MAX_ROWS = 1 << 24;

    Matmul8 private _kernel = new Matmul8();

    function test_kind_isFlat() external view {
        assertEq(uint256(_kernel.kind()), uint256(Kind.Flat), "kind");
    }

    function test_validate_samplesFillNinetySixKiB() external view {
        _assertSamples(1, 1, 1, 201);
        _assertSamples(256, 256, 256, 57);
        _assertSamples(1024, 1024, 1024, 26);
        _assertSamples(4096, 4096, 4096, 9);
        _assertSamples(4096, 4096, 16_384, 2);
        _assertSamples(1 << 24, 1 << 24, 16_384, 2);
    }

    function test_validate_unitsAreRoundedUp() external view {
        _assertUnits(1, 1, 1, 1, 1);
        _assertUnits(1024, 1024, 1, 1, 1);
        _assertUnits(1024, 1025, 1, 1, 2);
        _assertUnits(1 << 24, 1 << 24, 16_384, 1, uint64(1) << 42);
    }

    function test_validate_unitsAreThoseOfTheLargestShard() external view {
        // Blocks of 4, 4 and 2 rows, 2^20 products a row.
        _assertUnits(10, 1024, 1024, 3, 4);
    }

    function test_validate_revertsWhen_paramsHaveAnotherLength() external {
        bytes memory params = abi.encode(uint256(1), uint256(1), uint256(1));
        _expectFault("paramsLength", 97, 96, 96);
        _kernel.validate(abi.encodePacked(params, uint8(0)), 1);
        _expectFault("paramsLength", 0, 96, 96);
        _kernel.validate("", 1);
    }

    function test_validate_revertsWhen_mIsOutOfBounds() external {
        _expectRefused(abi.encode(0, 1, 1), 1, "m", 0, MAX_ROWS);
        _expectRefused(abi.encode(MAX_ROWS + 1, 1, 1), 1, "m", MAX_ROWS + 1, MAX_ROWS);
    }

    function test_validate_revertsWhen_nIsOutOfBounds() external {
        _expectRefused(abi.encode(1, 0, 1), 1, "n", 0, MAX_ROWS);
        _expectRefused(abi.encode(1, MAX_ROWS + 1, 1), 1, "n", MAX_ROWS + 1, MAX_ROWS);
    }

    function test_validate_revertsWhen_kIsOutOfBounds() external {
        _expectRefused(abi.encode(1, 1, 0), 1, "k", 0, 16_384);
        _expectRefused(abi.encode(1, 1, 16_385), 1, "k", 16_385, 16_384);
    }

    function test_validate_revertsWhen_wordsHaveDirtyUpperBits() external {
        uint256 dirty = (uint256(1) << 32) | 7;
        _expectRefused(abi.encode(dirty, 1, 1), 1, "m", dirty, MAX_ROWS);
        _expectRefused(abi.encode(1, dirty, 1), 1, "n", dirty, MAX_ROWS);
        _expectRefused(abi.encode(1, 1, dirty), 1, "k", dirty, 16_384);
        _expectRefused(abi.encode(1, 1, type(uint256).max), 1, "k", type(uint256).max, 16_384);
    }

    function test_validate_revertsWhen_aShardHasNoRows() external {
        _expectRefused(abi.encode(5, 1, 1), 0, "shards", 0, 5);
        _expectRefused(abi.encode(5, 1, 1), 6, "shards", 6, 5);
        // Blocks of 2 rows: three shards hold all 5.
        _expectRefused(abi.encode(5, 1, 1), 4, "shards", 4, 3);
        _kernel.validate(abi.encode(5, 1, 1), 3);
        _kernel.validate(abi.encode(5, 1, 1), 5);
    }

    function test_elements_lastShardHoldsTheRest() external view {
        bytes memory params = abi.encode(10, 7, 3);
        assertEq(_kernel.elements(params, 3, 0), 28, "first");
        assertEq(_kernel.elements(params, 3, 1), 28, "second");
        assertEq(_kernel.elements(params, 3, 2), 14, "last");
    }

    function test_elements_revertsWhen_shardIsNotOneOfThem() external {
        _expectFault("shard", 3, 0, 2);
        _kernel.elements(abi.encode(10, 7, 3), 3, 3);
    }

    function test_elements_revertsWhen_paramsAreOutOfBounds() external {
        _expectFault("k", 0, 1, 16_384);
        _kernel.elements(abi.encode(10, 7, 0), 3, 0);
    }

    function testFuzz_validate_everyShardHasElementsAndTogetherAll(uint256 m, uint256 n, uint256 shards) external view {
        m = bound(m, 1, 40);
        n = bound(n, 1, MAX_ROWS);
        shards = bound(shards, 1, m);
        bytes memory params = abi.encode(m, n, 1);
        try _kernel.validate(params, uint32(shards)) {} catch {
            uint256 size = (m + shards - 1) / shards;
            assertTrue((shards - 1) * size >= m, "refused although every shard has rows");
            return;
        }
        uint256 sum;
        for (uint32 shard = 0; shard < shards; ++shard) {
            uint256 count = _kernel.elements(params, uint32(shards), shard);
            assertTrue(count > 0, "a shard without elements");
            sum += count;
        }
        assertEq(sum, m * n, "elements of all shards");
    }

    function testFuzz_validate_maxSamplesFitTheCall(uint256 m, uint256 n, uint256 k) external view {
        m = bound(m, 1, MAX_ROWS);
        n = bound(n, 1, MAX_ROWS);
        k = bound(k, 1, 16_384);
        uint256 proofBytes = 2 * _padded(k) + 128 + 32 * (_levels(m) + _levels(n) + _levels(m));
        if (n > 32) proofBytes += 32 * _levels((n + 31) / 32);
        (uint256 most, ) = _kernel.validate(abi.encode(m, n, k), 1);
        assertTrue(most * (proofBytes + 64) <= 90_112, "the samples do not fit");
        assertTrue((most + 1) * (proofBytes + 64) > 90_112, "one more sample would fit");
    }

    /// @dev `validate` knows the length of a proof without the shape; here it comes from the shape that `check` builds.
    function testFuzz_validate_agreesWithTheShapeOfTheFirstShard(
        uint256 m,
        uint256 n,
        uint256 k,
        uint256 rows
    ) external view {
        m = bound(m, 1, MAX_ROWS);
        rows = bound(rows, 1, m);
        bytes memory params = abi.encode(m, bound(n, 1, MAX_ROWS), bound(k, 1, 16_384));
        // As many blocks as `rows` rows each need leave no shard without a row.
        uint32 shards = uint32((m + rows - 1) / rows);
        (uint256 end, uint256 products) = this.shapeOf(params, shards);
        (uint256 most, uint256 units) = _kernel.validate(params, shards);
        assertEq(most, 90_112 / (end + 64), "maxSamples");
        assertEq(units, (products + (1 << 20) - 1) >> 20, "units");
    }

    /// @dev Plain: the length of a proof, and the multiply-adds of the first shard, which is never smaller than another.
    function shapeOf(bytes calldata params, uint32 shards) external pure returns (uint256 end, uint256 products) {
        Matmul8Shape memory shape = Matmul8Shapes.read(params, shards, 0);
        return (shape.parts().end, shape.elements() * shape.k);
    }

    function _padded(uint256 k) private pure returns (uint256 size) {
        for (size = 128; size < k; size *= 2) {}
    }

    function _levels(uint256 rows) private pure returns (uint256 levels) {
        while ((uint256(1) << levels) < rows) ++levels;
    }

    function _assertSamples(uint256 m, uint256 n, uint256 k, uint256 want) private view {
        (uint256 most, ) = _kernel.validate(abi.encode(m, n, k), 1);
        assertEq(most, want, "maxSamples");
    }

    function _assertUnits(uint256 m, uint256 n, uint256 k, uint32 shards, uint256 want) private view {
        (, uint256 units) = _kernel.validate(abi.encode(m, n, k), shards);
        assertEq(units, want, "units");
    }

    function _expectRefused(bytes memory params, uint32 shards, bytes32 name, uint256 have, uint256 most) private {
        _expectFault(name, have, 1, most);
        _kernel.validate(params, shards);
    }

    function _expectFault(bytes32 name, uint256 have, uint256 least, uint256 most) private {
        vm.expectRevert(abi.encodeWithSelector(IKernel.ShapeOutOfBounds.selector, name, have, least, most));
    }
}
