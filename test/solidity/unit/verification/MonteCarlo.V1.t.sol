// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {OutputFixture} from "../../utils/OutputFixture.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";
import {OutputKernelV1} from "../../utils/OutputKernelV1.sol";

/// @dev Invariant V1: no chunk has both a Correct and a Wrong proof.
contract MonteCarloV1Test is OutputKernelV1 {
    using Fixture for AsianOption;

    constructor() OutputKernelTest(new MonteCarlo()) {}

    function testFuzz_check_neverRevertsOnAnyWords(
        uint256[8] calldata words,
        uint256 seed,
        bytes calldata proof
    ) external view {
        uint256[6] memory ends = [uint256(0), 1, 16, 2032, 1 << 22, type(uint256).max];
        _assertInvalid(abi.encode(words), abi.encode(ends), seed, proof);
    }

    /// @dev A few chunks of a few short paths.
    function _random(uint256 seed) internal override returns (OutputFixture.Output memory) {
        uint256 entropy = uint256(keccak256(abi.encode(seed)));
        uint256 chunks = 1 + (entropy % 9);
        AsianOption memory option = Fixture.call(1 + ((entropy >> 8) % 20), 1 + ((entropy >> 16) % 3), chunks);
        option.option = (entropy >> 24) % 2;
        option.seed = uint64(entropy >> 32);
        option.strike += uint16(entropy >> 96);
        // Four chunks fill two blocks of two, but not three.
        uint256 shards = chunks < 3 || chunks == 4 ? (chunks + 1) / 2 : 3;
        return option.draw(uint32(shards), uint32((entropy >> 112) % shards));
    }
}
