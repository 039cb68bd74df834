// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MonteCarloChunks} from "../../../contracts/mocks/MonteCarloChunks.sol";
import {AsianOption} from "../../../contracts/verification/kernels/AsianOption.sol";
import {OutputFixture} from "./OutputFixture.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Small jobs with their tree.
/// @dev Only the sums come from the twin's own code; `AsianOption.t.sol` and `monteCarloVectors.test.ts` hold them against plain
/// Solidity and the reference.
library MonteCarloFixture {
    using OutputFixture for OutputFixture.Output;
    using Ref for Ref.Tree;

    uint256 private constant CHUNK_BYTES = 16;

    /// @notice A call on the average of `steps` prices, at the money; markets that move by 10 % a step.
    function call(uint256 steps, uint256 paths, uint256 chunks) internal pure returns (AsianOption memory) {
        return AsianOption(0, steps, paths, chunks, 1 << 20, 77_000_000, 1 << 22, 0x5175_6572_6e00_0001);
    }

    /// @notice The chunks of one shard.
    function draw(
        AsianOption memory option,
        uint32 shards,
        uint32 shard
    ) internal returns (OutputFixture.Output memory output) {
        bytes memory params = abi.encode(option);
        output = OutputFixture.share(params, shards, shard, option.chunks, 1, CHUNK_BYTES);
        uint64[2][] memory chunks = new MonteCarloChunks().draw(
            params,
            output.first(option.chunks),
            1,
            output.elements()
        );
        for (uint256 i = 0; i < chunks.length; ++i) output.put(i, chunks[i][0] | (uint256(chunks[i][1]) << 64));
        output.tree.rehash();
    }
}
