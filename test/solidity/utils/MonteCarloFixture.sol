// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MonteCarloChunks} from "../../../contracts/mocks/MonteCarloChunks.sol";
import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../contracts/verification/kernels/AsianOption.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Small jobs with their tree, built plainly in memory: honest and corrupted results, and the proof of any element.
/// @dev Only the sums come from the twin's own code; `AsianOption.t.sol` and `monteCarloVectors.test.ts` hold them against plain
/// Solidity and the reference.
library MonteCarloFixture {
    using Ref for Ref.Tree;

    struct Result {
        bytes params;
        uint32 shards;
        uint32 shard;
        /// Chunks of the shard.
        uint256 count;
        Ref.Tree output;
    }

    /// @notice A call on the average of `steps` prices, at the money; markets that move by 10 % a step.
    function call(uint256 steps, uint256 paths, uint256 chunks) internal pure returns (AsianOption memory) {
        return AsianOption(0, steps, paths, chunks, 1 << 20, 77_000_000, 1 << 22, 0x5175_6572_6e00_0001);
    }

    /// @notice The honest result of `shard`.
    function draw(AsianOption memory option, uint32 shards, uint32 shard) internal returns (Result memory result) {
        uint256 size = (option.chunks + shards - 1) / shards;
        uint256 first = shard * size;
        result.params = abi.encode(option);
        (result.shards, result.shard) = (shards, shard);
        result.count = option.chunks - first < size ? option.chunks - first : size;
        result.output = Ref.zeros(result.count, 16, 128);
        uint64[2][] memory chunks = new MonteCarloChunks().draw(result.params, first, 1, result.count);
        for (uint256 i = 0; i < chunks.length; ++i) {
            for (uint256 at = 0; at < 16; ++at) {
                result.output.stored[128 * i + at] = bytes1(uint8(chunks[i][at / 8] >> (8 * (at % 8))));
            }
        }
        result.output.rehash();
    }

    function elements(Result memory result) internal pure returns (uint64) {
        return uint64(result.count);
    }

    /// @notice Leaves of the output, padding included.
    function leaves(Result memory result) internal pure returns (uint256) {
        return result.output.nodes.length / 2;
    }

    /// @notice The exact proof of `element`, a chunk; ids from `elements` on name leaves of pure padding.
    function proof(Result memory result, uint64 element) internal pure returns (bytes memory) {
        uint256 leaf = element < result.count ? element : element - result.count;
        return abi.encodePacked(result.output.leafAt(leaf), result.output.pathOfLeaf(leaf));
    }

    /// @notice What `kernel` says of `element` when it is shown `shown`.
    function verdict(
        Result memory result,
        IKernel kernel,
        uint64 element,
        bytes memory shown
    ) internal view returns (Verdict) {
        bytes32 root = result.output.root();
        bytes memory params = result.params;
        return kernel.check(new bytes32[](0), root, params, result.shards, result.shard, element, shown);
    }

    /// @notice Flips the bits `mask` of byte `at` of leaf `leaf`.
    function corrupt(Result memory result, uint256 leaf, uint256 at, bytes1 mask) internal pure {
        result.output.stored[128 * leaf + at] ^= mask;
        result.output.rehash();
    }
}
