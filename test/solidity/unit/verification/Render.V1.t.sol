// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {OutputFixture} from "../../utils/OutputFixture.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";
import {OutputKernelV1} from "../../utils/OutputKernelV1.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";

/// @dev Invariant V1: no pixel has both a Correct and a Wrong proof.
contract RenderV1Test is OutputKernelV1 {
    using Fixture for Fixture.Image;

    constructor() OutputKernelTest(new Render()) {}

    function testFuzz_check_neverRevertsOnAnyWords(
        uint256[10] calldata words,
        uint256 seed,
        bytes calldata proof
    ) external view {
        uint256[5] memory ends = [uint256(0), 1, 16_384, 1 << 29, type(uint256).max];
        _assertInvalid(abi.encode(words), abi.encode(ends), seed, proof);
    }

    /// @dev A small image of either scene; the wide ones have two leaves a row.
    function _random(uint256 seed) internal override returns (OutputFixture.Output memory) {
        uint256 entropy = uint256(keccak256(abi.encode(seed)));
        bool isWide = seed % 3 == 0;
        uint256 width = isWide ? 33 + (entropy % 3) : 1 + (entropy % 3);
        uint256 height = 1 + ((entropy >> 16) % (isWide ? 2 : 4));
        // Solids are dear: 60 of them take as long as thousands of points.
        Fixture.Image memory image =
            isWide || (entropy >> 24) % 2 == 0 ? Fixture.set(width, height) : Fixture.solids(width, height);
        image.cycle = uint16(entropy >> 32);
        image.palette = uint24(entropy >> 48);
        image.steps = 1 + uint8(entropy >> 72) / 16;
        image.x = int256(uint256(uint16(entropy >> 80))) / 8 - 4096;
        return image.draw(uint32(height), uint32((entropy >> 96) % height));
    }
}
