// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKernel, Kind, Verdict} from "../IKernel.sol";
import {OutputElement, OutputLeaf} from "../OutputLeaf.sol";
import {RevealLimits} from "../RevealLimits.sol";
import {Tensor, TensorLayout} from "../Tensor.sol";
import {AsianOption, AsianOptions} from "./AsianOption.sol";
import {MonteCarloShapes} from "./MonteCarloShape.sol";

/// @notice What an option on an average price pays on many random paths; shards are ranges of chunks of them. Kernel id 4.
/// @dev Params are those of `MonteCarloShapes`; docs/specs/monte-carlo.md defines every path. There are no inputs. Output of
/// a shard: for each of its chunks a row of 16 bytes, the sum of what its paths pay and the sum of the squares, little-endian
/// numbers of 64 bits; element = chunk in the shard. A proof is leafC ‖ pathC.
///
/// Invariant V1: no element has both a Correct and a Wrong proof. The leaf is bound to the root at a place that follows
/// from the params alone, and the verdict follows from the leaf and the params alone.
contract MonteCarlo is IKernel {
    using AsianOptions for AsianOption;
    using MonteCarloShapes for AsianOption;
    using OutputLeaf for Tensor;
    using SafeCast for uint256;

    uint256 private constant SUM_BITS = 64;
    uint256 private constant CHUNK_BYTES = 16;
    /// @dev Steps of one unit of work.
    uint256 private constant UNIT = 1 << 20;
    /// @dev What one sample takes at most: so much, and so much for each step or what costs like one.
    uint256 private constant SAMPLE_GAS = 80_000;
    uint256 private constant STEP_GAS = 690;

    /// @inheritdoc IKernel
    function kind() external pure returns (Kind) {
        return Kind.Flat;
    }

    /// @inheritdoc IKernel
    /// @dev The smallest chunks leave 130 samples, the dearest 8: 12M gas bound them before 96 KiB do.
    function validate(bytes calldata params, uint32 shards) external pure returns (uint8 maxSamples, uint64 units) {
        AsianOption memory option = MonteCarloShapes.read(params, shards, 0);
        (uint256 chunks, uint256 cost) = (option.blockChunks(shards), option.costOf());

        maxSamples = RevealLimits.samples(_outputOf(chunks).proofBytes(), SAMPLE_GAS + STEP_GAS * cost);
        units = Math.ceilDiv(chunks * cost, UNIT).toUint64();
    }

    /// @inheritdoc IKernel
    function elements(bytes calldata params, uint32 shards, uint32 shard) external pure returns (uint64) {
        return MonteCarloShapes.read(params, shards, shard).chunksOf(shards, shard).toUint64();
    }

    /// @inheritdoc IKernel
    function check(
        bytes32[] calldata inputRoots,
        bytes32 outputRoot,
        bytes calldata params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external pure returns (Verdict) {
        if (inputRoots.length != 0) return Verdict.Invalid;
        if (MonteCarloShapes.faultOf(params, shards, shard).name != 0) return Verdict.Invalid;

        AsianOption memory option = MonteCarloShapes.build(params);
        uint256 count = option.chunksOf(shards, shard);
        Tensor memory output = _outputOf(count);
        if (element >= count) return output.checkPadding(outputRoot, element - count, proof);

        uint256 chunk = shard * option.blockChunks(shards) + element;
        return output.checkElement(outputRoot, _chunkOf(option, chunk, element), proof);
    }

    /// @dev The element of `chunk` of the job, in row `row` of its shard.
    function _chunkOf(
        AsianOption memory option,
        uint256 chunk,
        uint256 row
    ) private pure returns (OutputElement memory) {
        (uint256 sum, uint256 squares) = option.sums(chunk);
        return OutputElement(row, 0, CHUNK_BYTES, sum | (squares << SUM_BITS));
    }

    function _outputOf(uint256 chunks) private pure returns (Tensor memory) {
        return TensorLayout.output(chunks, CHUNK_BYTES);
    }
}
