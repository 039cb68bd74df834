// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AsianOption, AsianOptions} from "../verification/kernels/AsianOption.sol";
import {MonteCarloShapes} from "../verification/kernels/MonteCarloShape.sol";
import {Philox} from "../verification/kernels/Philox.sol";

/// @notice Computes many chunks of options in one call, so that a test can compare tens of thousands.
contract MonteCarloChunks {
    using AsianOptions for AsianOption;

    /// @notice The sums of chunks of the option that `params` describe: `start`, and each `stride` further on, counted around.
    function draw(
        bytes calldata params,
        uint256 start,
        uint256 stride,
        uint256 count
    ) external pure returns (uint64[2][] memory chunks) {
        AsianOption memory option = MonteCarloShapes.read(params, 1, 0);
        chunks = new uint64[2][](count);
        for (uint256 i = 0; i < count; ++i) {
            (uint256 sum, uint256 squares) = option.sums((start + i * stride) % option.chunks);
            chunks[i] = [uint64(sum), uint64(squares)];
        }
    }

    /// @notice Sixteen random words: those of four blocks of a path.
    function words(uint64 seed, uint32 path, uint32 block0) external pure returns (bytes memory drawn) {
        drawn = new bytes(Philox.WORDS_BYTES);
        Philox.draw(Philox.schedule(seed), path, block0, drawn);
    }
}
