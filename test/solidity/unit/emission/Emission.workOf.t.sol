// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EmissionFixture} from "./EmissionFixture.sol";

contract EmissionWorkOfTest is EmissionFixture {
    uint256 private constant YEARS_60 = 60 * 365;

    /// @dev However many epochs: the roundings of their edges cancel.
    function testFuzz_workOf_sumsToTheWorkStream(uint256 first, uint256 count) external view {
        (first, count) = (bound(first, 0, YEARS_60), bound(count, 1, 40));
        uint256 sum = 0;
        for (uint256 i = 0; i < count; ++i) sum += emission.workOf(address(crediter), first + i);
        assertEq(sum, _workBy(first + count) - _workBy(first), "the stream between the edges");
    }

    /// @dev Four crediters with any shares: together at most the stream, and less than a base unit each below it.
    function testFuzz_workOf_sharesSumToTheStream(uint256 epoch, uint16[3] memory bps) external {
        epoch = bound(epoch, 1, YEARS_60);
        uint16 left = 10_000;
        uint16[] memory list = new uint16[](4);
        for (uint256 i = 0; i < 3; ++i) {
            list[i] = uint16(bound(bps[i], 0, left));
            left -= list[i];
        }
        list[3] = left;
        _addThreeMore(list);

        uint256 stream = _workBy(epoch + 1) - _workBy(epoch);
        uint256 sum = 0;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 part = emission.workOf(emission.crediters()[i], epoch);
            assertEq(part, (stream * list[i]) / 10_000, "its share, rounded down");
            sum += part;
        }
        assertBetween(sum, stream - 3, stream, "together");
    }

    function _addThreeMore(uint16[] memory last) private {
        for (uint160 count = 2; count <= 4; ++count) {
            uint16[] memory list = new uint16[](count);
            list[0] = 10_000;
            emission.addCrediter(address(0xc0 + count), count == 4 ? last : list);
        }
    }

    function _workBy(uint256 epoch) private view returns (uint256) {
        uint256 edge = BEGIN + epoch * EPOCH;
        return emission.emittedBy(edge) - emission.stakersEmittedBy(edge);
    }
}
