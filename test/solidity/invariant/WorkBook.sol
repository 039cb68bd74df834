// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EpochCrediter} from "./EpochCrediter.sol";
import {RewardBook} from "./RewardBook.sol";

/// @notice Burned work: two crediters, one that reports like an escrow and a late one, and two parties behind the workers.
abstract contract WorkBook is RewardBook {
    /// @notice What one party burned by work and was minted for it, over all its identities.
    struct Party {
        uint256 burned;
        uint256 minted;
    }

    uint256 internal constant CREDITERS = 2;

    EpochCrediter[] public crediters;
    /// @notice The first two workers belong to party 0, the third is party 1.
    Party[2] public parties;
    /// @notice Work whose burn was sent to the crediters.
    uint256 public burnedByWork;

    function partyOf(uint256 who) public pure returns (uint256) {
        return who / 2;
    }

    function setUpWork() internal {
        for (uint256 i; i < CREDITERS; ++i) {
            crediters.push(new EpochCrediter(emission, i == 1));
            uint16[] memory shares = new uint16[](i + 1);
            shares[0] = i == 0 ? 10_000 : 7_000;
            if (i == 1) shares[1] = 3_000;
            emission.addCrediter(address(crediters[i]), shares);
        }
    }

    /// @dev Worker number `who` burns `amount` by one job.
    function burnBy(uint256 who, EpochCrediter crediter, uint256 amount) internal {
        give(address(crediter), amount);
        crediter.work(workers[who], amount);
        parties[partyOf(who)].burned += amount;
        burnedByWork += amount;
    }

    function claimWorkOf(uint256 who) internal {
        address worker = workers[who];
        uint256 had = qrn.balanceOf(worker);
        emission.claimWork(worker);
        parties[partyOf(who)].minted += qrn.balanceOf(worker) - had;
    }

    /// @dev The late crediter reports everything it has, too.
    function reportEverything() internal {
        for (uint256 i; i < CREDITERS; ++i) {
            uint256 count = crediters[i].epochsCount();
            for (uint256 j; j < count; ++j) {
                uint256 epoch = crediters[i].epochs(j);
                if (crediters[i].waiting(epoch) == 0) continue;
                for (uint256 k; k < WORKERS; ++k) crediters[i].report(epoch, workers[k]);
            }
            crediters[i].flushBurn();
        }
    }
}
