// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IProtocolLens} from "./IProtocolLens.sol";
import {LensBase} from "./LensBase.sol";

/// @notice The page of a worker.
abstract contract WorkerLens is LensBase {
    /// @inheritdoc IProtocolLens
    function workerPage(address worker) external view returns (WorkerPage memory page) {
        page.stake = STAKING.workerView(worker);
        page.worksHere = _isIn(page.stake.lockers, address(ESCROW));
        page.lockedHere = ESCROW.lockedOf(worker);
        (uint256 most, uint256 locked) = (page.stake.capacity, page.stake.locked);
        if (page.worksHere && most > locked) page.free = most - locked;
        page.epoch = EMISSION.currentEpoch();
        (uint256 epoch, uint256 burned) = ESCROW.runningOf(worker);
        if (epoch == page.epoch) page.burned = burned;
        else page.uncredited = burned;
        page.owed = EMISSION.owedTo(worker);
        page.owedHere = EMISSION.owedBy(address(ESCROW), worker);
    }

    function _isIn(address[] memory list, address account) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (list[i] == account) return true;
        }
        return false;
    }
}
