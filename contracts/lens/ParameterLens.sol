// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {LONGEST_LOCK, MAX_OPEN, MAX_PARAMS, MAX_SHARDS, MAX_URI, MIN_DURATION} from "../jobs/Bounds.sol";
import {JobWords} from "../jobs/Job.sol";
import {
    FRAUD_PAYOUT_BPS,
    FRAUD_REQUESTER_BPS,
    NO_SHOW_BPS,
    NO_SHOW_PAYOUT_BPS,
    TIMEOUT_PAYOUT_BPS
} from "../jobs/Penalties.sol";
import {MOST_LOCKERS} from "../staking/LockerList.sol";
import {MOST_COMMISSION_BPS} from "../staking/OwnerActions.sol";
import {LEAST_TOTAL} from "../staking/RewardPool.sol";
import {RING_PLACES} from "../staking/UnbondingRing.sol";
import {IQuernToken} from "../token/IQuernToken.sol";
import {IProtocolLens} from "./IProtocolLens.sol";
import {LensBase} from "./LensBase.sol";

/// @notice The page of what holds for everybody.
abstract contract ParameterLens is LensBase {
    /// @inheritdoc IProtocolLens
    function parameters(
        address[] calldata tokens,
        uint32[] calldata kernelIds
    ) external view returns (Parameters memory all) {
        all.contracts = _contracts();
        all.times = _times();
        all.most = _most();
        all.penalties = _penalties();
        all.curve = _curve();
        all.running = _running();
        all.tokens = _tokens(tokens);
        all.kernels = _kernels(kernelIds);
    }

    function _contracts() private view returns (Contracts memory c) {
        c.escrow = address(ESCROW);
        c.extension = ESCROW.EXTENSION();
        c.proofRunner = ESCROW.PROOF_RUNNER();
        c.staking = address(STAKING);
        c.emission = address(EMISSION);
        c.registry = address(REGISTRY);
        c.beacon = address(BEACON);
        c.token = QRN;
        c.authority = IAccessManaged(address(ESCROW)).authority();
        c.disputer = ESCROW.disputer();
    }

    function _times() private view returns (Times memory t) {
        t.beaconDelay = ESCROW.BEACON_DELAY();
        t.revealWindow = ESCROW.REVEAL_WINDOW();
        t.minChallengeWindow = ESCROW.MIN_CHALLENGE_WINDOW();
        t.maxChallengeWindow = ESCROW.MAX_CHALLENGE_WINDOW();
        t.minDuration = MIN_DURATION;
        t.maxDuration = ESCROW.MAX_DURATION();
        t.maxOpen = MAX_OPEN;
        t.longestLock = LONGEST_LOCK;
        t.disputeClock = DISPUTE_CLOCK;
        t.unbonding = STAKING.UNBONDING();
        t.commissionNotice = STAKING.COMMISSION_NOTICE();
    }

    function _most() private pure returns (Most memory) {
        return
            Most({
                shards: MAX_SHARDS,
                paramsBytes: MAX_PARAMS,
                uriBytes: MAX_URI,
                attempts: JobWords.MAX_ATTEMPT,
                unbondings: RING_PLACES,
                lockers: MOST_LOCKERS,
                commissionBps: MOST_COMMISSION_BPS,
                leastBond: LEAST_TOTAL
            });
    }

    function _penalties() private pure returns (Penalties memory) {
        return
            Penalties({
                noShowBps: NO_SHOW_BPS,
                noShowPayoutBps: NO_SHOW_PAYOUT_BPS,
                timeoutPayoutBps: TIMEOUT_PAYOUT_BPS,
                fraudPayoutBps: FRAUD_PAYOUT_BPS,
                fraudRequesterBps: FRAUD_REQUESTER_BPS
            });
    }

    function _curve() private view returns (Curve memory c) {
        c.start = EMISSION.START();
        c.epochLength = EMISSION.EPOCH();
        c.budget = EMISSION.BUDGET();
        c.cap = IQuernToken(QRN).CAP();
        c.stakersBps = EMISSION.STAKERS_BPS();
        c.gammaBps = EMISSION.GAMMA_BPS();
    }

    function _running() private view returns (Running memory r) {
        r.epoch = EMISSION.currentEpoch();
        r.epochEndsAt = EMISSION.START() + (r.epoch + 1) * EMISSION.EPOCH();
        r.work = EMISSION.workOf(address(ESCROW), r.epoch);
        uint256 epoch;
        (epoch, r.burned, r.burnable) = ESCROW.running();
        if (epoch != r.epoch) r.burned = 0;
        r.supply = IQuernToken(QRN).totalSupply();
        r.minted = IQuernToken(QRN).totalMinted();
        r.totalActive = STAKING.totalActive();
    }

    function _tokens(address[] calldata tokens) private view returns (TokenPage[] memory pages) {
        pages = new TokenPage[](tokens.length);
        for (uint256 i; i < tokens.length; ++i) pages[i] = TokenPage(tokens[i], ESCROW.tokenOf(tokens[i]));
    }

    function _kernels(uint32[] calldata ids) private view returns (KernelPage[] memory pages) {
        pages = new KernelPage[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            pages[i] = KernelPage(ids[i], REGISTRY.kernelOf(ids[i]), REGISTRY.limitsOf(ids[i]));
        }
    }
}
