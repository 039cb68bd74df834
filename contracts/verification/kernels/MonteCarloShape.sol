// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {AsianOption} from "./AsianOption.sol";
import {ShapeFault, ShapeFaults} from "./ShapeFault.sol";

/// @notice Reads and bounds the params of `MonteCarlo`: `abi.encode(uint32 option, uint32 steps, uint32 paths, uint32 chunks,
/// int64 drift, uint32 volatility, uint32 strike, uint64 seed)`.
library MonteCarloShapes {
    using ShapeFaults for ShapeFault;

    /// @dev The most that a chunk may cost: what a check can draw again.
    uint256 internal constant MAX_COST = 2048;
    /// @dev What a path costs beside its steps.
    uint256 private constant PATH_COST = 16;
    uint256 private constant PARAMS_BYTES = 256;
    uint256 private constant MAX_CHUNKS = 1 << 24;
    /// @dev Four octaves in all, Q32.
    uint256 private constant MAX_DRIFT = 1 << 34;
    /// @dev Two octaves, Q29, and their square: the variance of the last price's logarithm.
    uint256 private constant MAX_VOLATILITY = 1 << 30;
    uint256 private constant MAX_VARIANCE = 1 << 60;
    /// @dev Below 64 times the first price, Q22.
    uint256 private constant MAX_STRIKE = (1 << 28) - 1;

    /// @notice The option; reverts `ShapeOutOfBounds` unless params, shards and shard fit.
    function read(bytes calldata params, uint256 shards, uint256 shard) internal pure returns (AsianOption memory) {
        faultOf(params, shards, shard).requireNone();
        return build(params);
    }

    /// @notice The first value that is out of its bounds, if any.
    function faultOf(
        bytes calldata params,
        uint256 shards,
        uint256 shard
    ) internal pure returns (ShapeFault memory fault) {
        if (params.length != PARAMS_BYTES) return ShapeFault("paramsLength", params.length, PARAMS_BYTES, PARAMS_BYTES);

        AsianOption memory option = build(params);
        fault = _sizeFault(option);
        if (fault.name == 0) fault = _marketFault(option);
        if (fault.name == 0) fault = ShapeFaults.ofShards(option.chunks, shards, shard);
    }

    /// @notice The option in params of the right length.
    function build(bytes calldata params) internal pure returns (AsianOption memory) {
        return abi.decode(params, (AsianOption));
    }

    /// @notice Chunks of the largest shard.
    function blockChunks(AsianOption memory option, uint256 shards) internal pure returns (uint256) {
        return Math.ceilDiv(option.chunks, shards);
    }

    /// @notice Chunks of `shard`.
    function chunksOf(AsianOption memory option, uint256 shards, uint256 shard) internal pure returns (uint256) {
        uint256 chunks = blockChunks(option, shards);
        return Math.min(chunks, option.chunks - shard * chunks);
    }

    /// @notice What a chunk costs, in steps.
    function costOf(AsianOption memory option) internal pure returns (uint256) {
        return option.paths * (option.steps + PATH_COST);
    }

    function _sizeFault(AsianOption memory option) private pure returns (ShapeFault memory fault) {
        fault = ShapeFaults.outside("option", option.option, 0, 1);
        if (fault.name == 0) fault = ShapeFaults.outside("steps", option.steps, 1, MAX_COST - PATH_COST);
        if (fault.name == 0)
            fault = ShapeFaults.outside("paths", option.paths, 1, MAX_COST / (option.steps + PATH_COST));
        if (fault.name == 0) fault = ShapeFaults.outside("chunks", option.chunks, 1, MAX_CHUNKS);
    }

    /// @dev Needs an option whose size has no fault.
    function _marketFault(AsianOption memory option) private pure returns (ShapeFault memory fault) {
        (uint256 steps, uint256 volatility) = (option.steps, option.volatility);
        fault = ShapeFaults.outside("|drift|", SignedMath.abs(option.drift), 0, MAX_DRIFT / steps);
        if (fault.name == 0) fault = ShapeFaults.outside("volatility", volatility, 1, MAX_VOLATILITY);
        if (fault.name == 0) fault = ShapeFaults.outside("variance", steps * volatility * volatility, 1, MAX_VARIANCE);
        if (fault.name == 0) fault = ShapeFaults.outside("strike", option.strike, 1, MAX_STRIKE);
        if (fault.name == 0) fault = ShapeFaults.outside("seed", option.seed, 0, type(uint64).max);
    }
}
