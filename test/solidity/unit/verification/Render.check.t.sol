// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";
import {Test} from "../../utils/Test.sol";

contract RenderCheckTest is Test {
    using Fixture for Fixture.Drawing;
    using Fixture for Fixture.Image;

    IKernel private _kernel = new Render();

    function test_check_smallestImages() external {
        _assertBoth(Fixture.set(1, 1).draw(1, 0));
        _assertBoth(Fixture.solids(1, 1).draw(1, 0));
    }

    function test_check_pixelsAcrossLeavesOfARow() external {
        // 33 pixels are 132 bytes: the last one lies alone in the second leaf.
        Fixture.Drawing memory drawing = Fixture.solids(33, 2).draw(1, 0);
        for (uint64 i = 0; i < 66; ++i) _assertVerdict(drawing, i, Verdict.Correct);
        drawing.corrupt(32);
        _assertVerdict(drawing, 32, Verdict.Wrong);
        _assertVerdict(drawing, 31, Verdict.Correct);
        _assertVerdict(drawing, 65, Verdict.Correct);
    }

    function test_check_bandsShareTheImage() external {
        Fixture.Drawing memory whole = Fixture.set(3, 5).draw(1, 0);
        for (uint32 shard = 0; shard < 3; ++shard) {
            Fixture.Drawing memory band = Fixture.set(3, 5).draw(3, shard);
            assertEq(band.elements(), shard == 2 ? 3 : 6, "elements");
            for (uint64 i = 0; i < band.elements(); ++i) _assertVerdict(band, i, Verdict.Correct);
            bytes32 top = bytes32(whole.output.stored) >> 160;
            assertTrue(shard == 0 || bytes32(band.output.stored) >> 160 != top, "all bands are the first");
        }
    }

    function test_check_everyPaddingByteOfALeafCounts() external {
        // 5 pixels are 20 bytes of a leaf: 108 bytes of padding.
        Fixture.Drawing memory drawing = Fixture.set(5, 1).draw(1, 0);
        for (uint256 offset = 20; offset < 128; ++offset) {
            drawing.corruptByte(offset, 0x80);
            for (uint64 i = 0; i < 5; ++i) _assertVerdict(drawing, i, Verdict.Wrong);
            drawing.corruptByte(offset, 0x80);
        }
        _assertVerdict(drawing, 4, Verdict.Correct);
    }

    function test_check_paddingLeafIsWrongWhenNotZero() external {
        Fixture.Drawing memory drawing = Fixture.set(3, 3).draw(1, 0);
        _assertVerdict(drawing, 9 + 3, Verdict.Correct);
        drawing.corrupt(9 + 3);
        _assertVerdict(drawing, 9 + 3, Verdict.Wrong);
        for (uint64 i = 0; i < 9; ++i) _assertVerdict(drawing, i, Verdict.Correct);
    }

    function test_check_invalidWhen_idNamesALeafWithPixelsOrNone() external {
        Fixture.Drawing memory drawing = Fixture.set(3, 3).draw(1, 0);
        for (uint64 leaf = 0; leaf < 3; ++leaf) _assertVerdict(drawing, 9 + leaf, Verdict.Invalid);
        bytes memory last = drawing.proof(9 + 3);
        _assertShown(drawing, 9 + 4, last, Verdict.Invalid);
        _assertShown(drawing, 9 + 7, last, Verdict.Invalid);
        _assertShown(drawing, type(uint64).max, last, Verdict.Invalid);
    }

    function test_check_invalidWhen_thereAreInputs() external {
        Fixture.Drawing memory drawing = Fixture.set(3, 3).draw(1, 0);
        bytes32 root = drawing.output.nodes[1];
        Verdict verdict = _kernel.check(new bytes32[](1), root, drawing.params, 1, 0, 0, drawing.proof(0));
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    function test_check_invalidWhen_theOutputTreeIsDeeperThanItsShape() external {
        Fixture.Drawing memory drawing = Fixture.set(3, 3).draw(1, 0);
        bytes32 deeper = keccak256(abi.encode(drawing.output.nodes[1], bytes32(0)));
        for (uint64 id = 0; id < 13; ++id) {
            bytes memory proof = abi.encodePacked(drawing.proof(id), bytes32(0));
            Verdict verdict = _kernel.check(new bytes32[](0), deeper, drawing.params, 1, 0, id, proof);
            assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
        }
    }

    /// @dev The same tree under other params: each word is part of what is right, or not allowed.
    function test_check_everyParamCounts() external {
        Fixture.Drawing memory drawing = Fixture.set(3, 3).draw(1, 0);
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

    function _assertBoth(Fixture.Drawing memory drawing) private view {
        _assertVerdict(drawing, 0, Verdict.Correct);
        drawing.corrupt(0);
        _assertVerdict(drawing, 0, Verdict.Wrong);
    }

    function _assertVerdict(Fixture.Drawing memory drawing, uint64 element, Verdict want) private view {
        _assertShown(drawing, element, drawing.proof(element), want);
    }

    function _assertShown(
        Fixture.Drawing memory drawing,
        uint64 element,
        bytes memory proof,
        Verdict want
    ) private view {
        assertEq(uint256(drawing.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }
}
