// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ShareSchedule} from "../../../../contracts/emission/ShareSchedule.sol";
import {Test} from "../../utils/Test.sol";

contract ShareScheduleTest is Test {
    uint256 private constant MOST = 4;

    /// @dev In slot 0.
    ShareSchedule private _schedule;
    /// @dev The same versions, unpacked.
    uint32[] private _fromEpochs;
    uint16[MOST][] private _shares;

    function append(uint32 fromEpoch, uint16[] calldata bps) external {
        _schedule.append(fromEpoch, bps);
    }

    function test_shareOf_isZeroWithoutAVersion() external view {
        assertEq(_schedule.shareOf(0, type(uint256).max), 0, "no version");
    }

    function test_append_takesOneSlotAVersion() external {
        _append(7, [uint16(10_000), 0, 0, 0], 1);
        _append(type(uint32).max, [uint16(1), 2, 3, 4], 4);
        bytes32 first = keccak256(abi.encode(0));
        assertEq(vm.load(address(this), first), bytes32((uint256(10_000) << 32) | 7), "the first version");
        uint256 shares = (uint256(4) << 48) | (3 << 32) | (2 << 16) | 1;
        bytes32 second = bytes32((shares << 32) | type(uint32).max);
        assertEq(vm.load(address(this), bytes32(uint256(first) + 1)), second, "the second, right after it");
    }

    /// @dev A differential test against plain arrays: up to four versions, each with one share more, at any values.
    function testFuzz_shareOf_isWhatPlainArraysSay(
        uint16[MOST][MOST] memory shares,
        uint32[MOST] memory steps,
        uint256 epoch
    ) external {
        uint32 from = 0;
        for (uint256 i; i < MOST; ++i) {
            from += uint32(bound(steps[i], 0, 1000));
            _append(from, shares[i], i + 1);
        }
        _assertShares(bound(epoch, 0, uint256(from) + 2));
        for (uint256 i; i < MOST; ++i) {
            _assertShares(_fromEpochs[i]);
            if (_fromEpochs[i] > 0) _assertShares(_fromEpochs[i] - 1);
        }
    }

    function _append(uint32 fromEpoch, uint16[MOST] memory shares, uint256 count) private {
        uint16[] memory list = new uint16[](count);
        for (uint256 i; i < MOST; ++i) {
            if (i < count) list[i] = shares[i];
            else shares[i] = 0;
        }
        _fromEpochs.push(fromEpoch);
        _shares.push(shares);
        this.append(fromEpoch, list);
    }

    function _assertShares(uint256 epoch) private view {
        for (uint256 index; index < MOST; ++index) {
            uint256 want = 0;
            for (uint256 i; i < _fromEpochs.length; ++i) if (_fromEpochs[i] <= epoch) want = _shares[i][index];
            assertEq(_schedule.shareOf(index, epoch), want, "share");
        }
    }
}
