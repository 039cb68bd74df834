// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IJobEscrow} from "../jobs/IJobEscrow.sol";
import {IEscrowBase} from "../jobs/IEscrowBase.sol";
import {Request} from "../jobs/Request.sol";
import {State} from "../jobs/Job.sol";
import {IStaking} from "../staking/IStaking.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";

/// @notice Joins for SDK and pages, views only. Amounts are base units, times Unix seconds.
interface IProtocolLens {
    /// @notice Everything a page shows about one job.
    struct JobPage {
        bytes32 requestId;
        bytes32 jobId;
        State state;
        uint8 attempt;
        address worker;
        /// What the job costs, or what a shard would cost if it were accepted now; base units of the pay token.
        uint96 price;
        /// The part of `price` that is the kernel author's.
        uint96 royalty;
        /// QRN burned when the job is paid, and QRN of the worker's stake that it holds.
        uint96 burn;
        uint96 lock;
        /// Whether the job ends by `submitWitness`.
        bool witness;
        /// While Assigned, the block of the accept: a witness counts from the next one on.
        uint64 acceptedIn;
        /// Unix time until which the state's actor may act; 0 while Open.
        uint32 deadline;
        /// While Assigned, Committed or Revealed, the last second before anyone may end the state: the deadline, or with
        /// disputes open both sides' clocks later.
        uint256 endsAt;
        /// Whether anyone may end the state now, `endsAt` being over.
        bool overdue;
        /// While Revealed, how many disputes are open.
        uint64 disputes;
        /// The seal from Committed on, the root from Revealed on; a job that timed out keeps its seal.
        bytes32 sealOrRoot;
        /// While Committed and sampled: the beacon id, and whether its value is known.
        uint256 beaconId;
        bool beaconReady;
        /// Once the beacon value is known: whether the job is drawn, and at which elements.
        bool drawn;
        uint64[] drawnElements;
        uint64 elements;
        bool cancelled;
        /// Whether the request was posted, and for how many of its shards money is set aside.
        bool posted;
        uint16 openShards;
        /// Whether the requester cancelled its signed requests with this nonce, by `cancelBefore`.
        bool nonceCancelled;
        /// Whether the guardian stopped the pay token, or the kernel is retired.
        bool stopped;
        /// Whether the money of an accept now is there: set aside, or in the requester's ledger.
        bool funded;
        /// Whether a worker could take the shard now: the assignee, if the request names one, with enough free stake. Whether
        /// the terms are within the escrow's bounds is not looked at.
        bool takeable;
    }

    /// @notice Everything a page shows about one worker.
    struct WorkerPage {
        /// Its stake, its pool, and the stakers' rewards.
        IStaking.WorkerView stake;
        /// Whether this escrow may lock and slash its stake.
        bool worksHere;
        /// QRN locked by its live jobs here, and QRN that new ones may lock.
        uint256 lockedHere;
        uint256 free;
        /// The running epoch, and QRN that its finalized jobs burned in it.
        uint256 epoch;
        uint256 burned;
        /// QRN burned in an earlier epoch that `roll` has yet to credit.
        uint256 uncredited;
        /// Work emission that `claimWork` owes it for epochs already credited: by all escrows, and by this one.
        uint256 owed;
        uint256 owedHere;
    }

    /// @notice A request as its requester knows it, by its events.
    struct RequestShards {
        bytes32 requestId;
        uint32 shards;
    }

    /// @notice One job that a worker holds.
    struct OpenJob {
        bytes32 requestId;
        uint32 shard;
        bytes32 jobId;
        IEscrowBase.JobView job;
        /// As in `JobPage`.
        uint256 endsAt;
        bool overdue;
    }

    /// @notice A part of a requester's open jobs.
    struct OpenPage {
        OpenJob[] jobs;
        /// Shards looked at that nobody holds.
        uint256 waiting;
        /// The cursor to go on from; 0 once all shards were looked at.
        uint256 next;
    }

    /// @notice The contracts that belong together.
    struct Contracts {
        address escrow;
        address extension;
        address proofRunner;
        address staking;
        address emission;
        address registry;
        address beacon;
        /// QRN.
        address token;
        /// The access manager.
        address authority;
        /// Decides disputes; zero until it is named.
        address disputer;
    }

    /// @notice In seconds.
    struct Times {
        uint256 beaconDelay;
        uint256 revealWindow;
        uint256 minChallengeWindow;
        uint256 maxChallengeWindow;
        uint256 minDuration;
        uint256 maxDuration;
        /// From now to the last accept, at most.
        uint256 maxOpen;
        /// For which credit can be bound, at most.
        uint256 longestLock;
        /// That each side of a dispute has.
        uint256 disputeClock;
        uint256 unbonding;
        uint256 commissionNotice;
    }

    /// @notice The most, or least, of what users name.
    struct Most {
        uint256 shards;
        uint256 paramsBytes;
        uint256 uriBytes;
        /// No-shows after which a shard stays open for ever.
        uint256 attempts;
        /// Unbondings at a time of one account with one worker.
        uint256 unbondings;
        uint256 lockers;
        uint256 commissionBps;
        /// The least bond and delegation.
        uint256 leastBond;
    }

    /// @notice What a worker loses, in bps of the lock, and what is paid of that, in bps of what its own bond bore.
    struct Penalties {
        uint256 noShowBps;
        /// To the requester.
        uint256 noShowPayoutBps;
        /// To the requester, of the whole lock, for a missed reveal.
        uint256 timeoutPayoutBps;
        /// To requester and challenger, of the whole lock, for fraud; and the requester's part of that.
        uint256 fraudPayoutBps;
        uint256 fraudRequesterBps;
    }

    /// @notice The emission, as it was fixed for ever.
    struct Curve {
        uint256 start;
        uint256 epochLength;
        uint256 budget;
        /// The most QRN that may ever be minted, genesis included.
        uint256 cap;
        uint256 stakersBps;
        uint256 gammaBps;
    }

    /// @notice Where emission and stakes are now.
    struct Running {
        uint256 epoch;
        uint256 epochEndsAt;
        /// What this escrow's workers share for the epoch, at most.
        uint256 work;
        /// QRN that finalized jobs burned here in the epoch, and QRN that awaits `flushBurn`.
        uint256 burned;
        uint256 burnable;
        /// QRN that exists, and QRN ever minted.
        uint256 supply;
        uint256 minted;
        /// QRN that earns the stakers' stream.
        uint256 totalActive;
    }

    /// @notice A token, and what it may be used for.
    struct TokenPage {
        address token;
        IEscrowBase.TokenView rule;
    }

    /// @notice A kernel, and the limits of its jobs.
    struct KernelPage {
        uint32 kernelId;
        IKernelRegistry.Kernel kernel;
        IKernelRegistry.Limits limits;
    }

    /// @notice What holds for everybody.
    struct Parameters {
        Contracts contracts;
        Times times;
        Most most;
        Penalties penalties;
        Curve curve;
        Running running;
        TokenPage[] tokens;
        KernelPage[] kernels;
    }

    /// @notice Everything about shard `shard` of `request`.
    /// @dev Reverts as the kernel does for a shard that the request does not have, and `KernelUnknown`.
    function jobPage(Request calldata request, uint32 shard) external view returns (JobPage memory);
    /// @notice Everything about `worker`, whoever it is.
    function workerPage(address worker) external view returns (WorkerPage memory);
    /// @notice The jobs of `requests` that workers hold, from the shard numbered `cursor` on, all shards counted through: at
    /// most `limit` of them, 0 for as many as are found; a call looks at `MOST_LOOKED` shards at most.
    /// @dev The chain keeps no list of a requester's jobs: the caller names its requests, which its events tell.
    function openJobs(
        RequestShards[] calldata requests,
        uint256 cursor,
        uint256 limit
    ) external view returns (OpenPage memory);
    /// @notice All that was fixed at deployment, the rules of `tokens` and of `kernelIds`, and where the epoch is.
    /// @dev Reverts `KernelUnknown`.
    function parameters(
        address[] calldata tokens,
        uint32[] calldata kernelIds
    ) external view returns (Parameters memory);

    function ESCROW() external view returns (IJobEscrow);
    /// @notice Shards that one `openJobs` looks at, at most.
    function MOST_LOOKED() external view returns (uint256);
}
