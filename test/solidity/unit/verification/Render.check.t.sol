// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {OutputFixture} from "../../utils/OutputFixture.sol";
import {OutputKernelCheck} from "../../utils/OutputKernelCheck.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";

contract RenderCheckTest is OutputKernelCheck {
    using Fixture for Fixture.Image;
    using OutputFixture for OutputFixture.Output;

    constructor() OutputKernelTest(new Render()) {}

    function test_check_smallestImages() external {
        _assertBoth(Fixture.set(1, 1).draw(1, 0));
        _assertBoth(Fixture.solids(1, 1).draw(1, 0));
    }

    function test_check_pixelsAcrossLeavesOfARow() external {
        // 33 pixels are 132 bytes: the last one lies alone in the second leaf.
        OutputFixture.Output memory drawing = Fixture.solids(33, 2).draw(1, 0);
        for (uint64 i = 0; i < 66; ++i) _assertVerdict(drawing, i, Verdict.Correct);
        drawing.corrupt(32);
        _assertVerdict(drawing, 32, Verdict.Wrong);
        _assertVerdict(drawing, 31, Verdict.Correct);
        _assertVerdict(drawing, 65, Verdict.Correct);
    }

    function test_check_bandsShareTheImage() external {
        OutputFixture.Output memory whole = Fixture.set(3, 5).draw(1, 0);
        for (uint32 shard = 0; shard < 3; ++shard) {
            OutputFixture.Output memory band = Fixture.set(3, 5).draw(3, shard);
            assertEq(band.elements(), shard == 2 ? 3 : 6, "elements");
            for (uint64 i = 0; i < band.elements(); ++i) _assertVerdict(band, i, Verdict.Correct);
            bytes32 top = bytes32(whole.tree.stored) >> 160;
            assertTrue(shard == 0 || bytes32(band.tree.stored) >> 160 != top, "all bands are the first");
        }
    }

    function test_check_everyPaddingByteOfALeafCounts() external {
        // 5 pixels are 20 bytes of a leaf: 108 bytes of padding.
        OutputFixture.Output memory drawing = Fixture.set(5, 1).draw(1, 0);
        for (uint256 offset = 20; offset < 128; ++offset) {
            drawing.corruptByte(offset, 0x80);
            for (uint64 i = 0; i < 5; ++i) _assertVerdict(drawing, i, Verdict.Wrong);
            drawing.corruptByte(offset, 0x80);
        }
        _assertVerdict(drawing, 4, Verdict.Correct);
    }

    /// @dev The same tree under other params: each word is part of what is right, or not allowed.
    function test_check_everyParamCounts() external {
        OutputFixture.Output memory drawing = Fixture.set(3, 3).draw(1, 0);
        Fixture.Image[6] memory others;
        for (uint256 i = 0; i < 6; ++i) others[i] = Fixture.set(3, 3);
        others[0].steps = 3;
        others[1].x += 1 << 24;
        others[2].y += 1 << 24;
        others[3].pitch *= 9;
        others[4].cycle += 999;
        others[5].palette ^= 0x40;
        for (uint256 i = 0; i < 6; ++i) {
            drawing.params = abi.encode(others[i]);
            _assertVerdict(drawing, 0, Verdict.Wrong);
        }
    }

    function _assertBoth(OutputFixture.Output memory drawing) private view {
        _assertVerdict(drawing, 0, Verdict.Correct);
        drawing.corrupt(0);
        _assertVerdict(drawing, 0, Verdict.Wrong);
    }

    function _threeRows() internal override returns (OutputFixture.Output memory) {
        return Fixture.set(3, 3).draw(1, 0);
    }
}
