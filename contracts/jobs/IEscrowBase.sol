// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBeacon} from "../verification/IBeacon.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {IStaking} from "../staking/IStaking.sol";
import {IEmission} from "../emission/IEmission.sol";
import {Request} from "./Request.sol";
import {State} from "./Job.sol";

/// @notice What both halves of the job market share: views, errors, events, and the values it was deployed with.
interface IEscrowBase {
    /// @notice How one job's seal is opened.
    struct Reveal {
        uint32 shard;
        bytes32 root;
        bytes32 salt;
        /// Where the output can be fetched; at most 256 bytes.
        string outputUri;
    }

    /// @notice A job as stored, unpacked.
    struct JobView {
        State state;
        uint8 attempt;
        address worker;
        /// Place on the price ramp, 0..65535.
        uint16 step;
        /// Unix time until which the worker (or, once revealed, a challenger) may act.
        uint32 deadline;
        /// Accept block while Assigned, beacon id while Committed, open disputes while Revealed.
        uint64 aux;
        /// Whether the kernel's author earns a part of the price.
        bool royalty;
        /// Whether the job ends by `submitWitness`.
        bool witness;
        /// The seal from Committed on, the revealed root from Revealed on; a job that timed out keeps its seal.
        bytes32 sealOrRoot;
    }

    /// @notice A request as stored; all zero for one that was neither posted nor cancelled.
    struct RequestView {
        bool posted;
        bool cancelled;
        /// Shards of a posted request.
        uint16 shards;
        /// Shards of it whose price and burn are set aside still: those that nobody took since it was posted.
        uint16 openShards;
    }

    /// @notice An account's credit in one token, with what binds it.
    struct AccountView {
        uint256 amount;
        /// Unix time before which the credit cannot be withdrawn.
        uint256 lockedUntil;
        /// The least nonce of a signed request that the credit still pays.
        uint64 minNonce;
    }

    /// @notice What a token may be used for.
    struct TokenView {
        bool allowed;
        bool paused;
        uint96 maxPrice;
    }

    // ---- errors: money

    /// @notice Amounts must be above zero.
    error ZeroAmount();
    /// @notice The zero address cannot own or receive tokens.
    error ZeroAddress();
    /// @notice `token` is not allow-listed.
    error TokenNotAllowed(address token);
    /// @notice `token` is stopped for new exposure by the guardian.
    error TokenPaused(address token);
    /// @notice `token` moved `moved` into the escrow, or out of it, instead of `amount`.
    error TransferMismatch(address token, uint256 moved, uint256 amount);
    /// @notice The call carries `value` wei, but `amount` (0 for a token) was named.
    error ValueMismatch(uint256 value, uint256 amount);
    /// @notice `account` has `have` of `token` in the ledger, less than the `need`.
    error LedgerTooLow(address token, address account, uint256 have, uint256 need);
    /// @notice `account` would have `have` of `token`, above the `most` that the ledger holds for one account.
    error LedgerFull(address token, address account, uint256 have, uint256 most);
    /// @notice The credit of `account` is bound until `until`, and it is `time`.
    error BalanceBound(address token, address account, uint256 until, uint256 time);
    /// @notice Sending `amount` wei to `to` failed.
    error SendFailed(address to, uint256 amount);

    // ---- errors: requests

    /// @notice `caller` is not the requester.
    error NotRequester(address caller, address requester);
    /// @notice The signature over `requestId` is not `requester`'s.
    error SignatureMismatch(bytes32 requestId, address requester);
    /// @notice The request was cancelled.
    error RequestIsCancelled(bytes32 requestId);
    /// @notice The request's nonce is `have`; its requester cancelled all signed requests below `need`.
    error NonceCancelled(uint64 have, uint64 need);
    /// @notice The least nonce is `least` already; it only rises.
    error NonceNotRaised(uint64 have, uint64 least);
    /// @notice The request was posted: it is taken by `accept`, and posted once.
    error RequestIsPosted(bytes32 requestId);
    /// @notice The request was not posted: it is taken by `acceptSigned`.
    error RequestNotPosted(bytes32 requestId);
    /// @notice The request is open until `acceptBy`, and it is only `time`.
    error RequestNotExpired(uint256 acceptBy, uint256 time);
    /// @notice The last accept was at `acceptBy`, and it is `time`.
    error RequestExpired(uint256 acceptBy, uint256 time);
    /// @notice Only `assignee` may accept.
    error NotAssignee(address worker, address assignee);
    /// @notice A field of the request is out of its bounds: `name` is `have`, allowed are `least`..`most`.
    error TermOutOfRange(bytes32 name, uint256 have, uint256 least, uint256 most);
    /// @notice Kernel `kernelId` takes no new jobs.
    error KernelRetired(uint32 kernelId);
    /// @notice Kernel `kernelId` is a witness kernel; this call is for flat ones.
    error KernelNotFlat(uint32 kernelId);
    /// @notice Kernel `kernelId` is a flat kernel; this call is for witness ones.
    error KernelNotWitness(uint32 kernelId);

    // ---- errors: jobs

    /// @notice The list of shards is empty, or lists that belong together differ in length.
    error ListMismatch(uint256 have, uint256 need);
    /// @notice The request has no shard `shard`.
    error ShardUnknown(uint32 shard, uint32 shards);
    /// @notice The job is in `have`, the call needs `need`.
    error JobInState(bytes32 jobId, State have, State need);
    /// @notice No attempt is left for the job.
    error AttemptsExhausted(bytes32 jobId);
    /// @notice `worker` may lock `capacity`, and would hold `needed`.
    error CapacityExceeded(address worker, uint256 capacity, uint256 needed);
    /// @notice `caller` is neither the owner nor the operator of `worker`.
    error NotWorker(address caller, address worker);
    /// @notice The deadline was `deadline`, and it is `time`.
    error DeadlinePassed(bytes32 jobId, uint256 deadline, uint256 time);
    /// @notice The deadline is `deadline`, and it is only `time`.
    error DeadlineNotPassed(bytes32 jobId, uint256 deadline, uint256 time);
    /// @notice The seal that root and salt make is `have`, committed was `need`.
    error SealMismatch(bytes32 jobId, bytes32 have, bytes32 need);
    /// @notice The job was drawn: reveal it by `revealSampled` with proofs.
    error SamplesRequired(bytes32 jobId);
    /// @notice The job was not drawn: reveal it by `reveal`.
    error SamplesNotRequired(bytes32 jobId);
    /// @notice `have` proofs were given, `need` elements were drawn.
    error ProofCountMismatch(uint256 have, uint256 need);
    /// @notice The proof of sample `index`, element `element`, does not show a correct value.
    error SampleNotCorrect(uint256 index, uint64 element);
    /// @notice The input roots hash to `have`, the request names `need`.
    error InputRootMismatch(bytes32 have, bytes32 need);
    /// @notice The job was accepted in this very block; its witness can be submitted from the next one on.
    error WitnessTooFresh(bytes32 jobId);
    /// @notice The kernel does not find the output right.
    error WitnessNotCorrect(bytes32 jobId);
    /// @notice The revealed root is `have`, the approval names `need`.
    error RootMismatch(bytes32 jobId, bytes32 have, bytes32 need);
    /// @notice None of the listed jobs was due.
    error NothingDue();
    /// @notice A URI has `have` bytes, at most `most` are allowed.
    error UriTooLong(uint256 have, uint256 most);

    // ---- errors: fraud

    /// @notice The challenge `c` was not registered.
    error ChallengeUnknown(bytes32 c);
    /// @notice The challenge `c` was registered in this very block.
    error ChallengeTooFresh(bytes32 c);
    /// @notice The proof shows that element `element` is right.
    error ResultCorrect(bytes32 jobId, uint64 element);
    /// @notice The proof of element `element` is malformed or does not open the job's roots; nothing changed.
    error ProofMalformed(bytes32 jobId, uint64 element);

    // ---- errors: disputes

    /// @notice `caller` is not the contract that decides disputes.
    error NotDisputer(address caller);
    /// @notice The contract that decides disputes is `disputer` for ever.
    error DisputerIsSet(address disputer);
    /// @notice `open` disputes about the job are open.
    error DisputeOpen(bytes32 jobId, uint256 open);
    /// @notice No dispute about the job is open.
    error DisputeNotOpen(bytes32 jobId);

    // ---- errors: deployment

    /// @notice A constructor value is out of its range: `name` is `have`, allowed are `least`..`most`.
    error ParameterOutOfRange(bytes32 name, uint256 have, uint256 least, uint256 most);

    /// @notice Contracts that belong together do not: `name` names `have` where this escrow has `need`.
    error ContractMismatch(bytes32 name, address have, address need);
    /// @notice The extension was deployed with other values: they hash to `have`, not `need`.
    error ExtensionMismatch(bytes32 have, bytes32 need);

    // ---- events: money

    event Deposited(address indexed token, address indexed account, address indexed from, uint256 amount);
    event Withdrawn(address indexed token, address indexed account, address indexed to, uint256 amount);
    /// @notice `account` bound its credit of `token` until `until`.
    event BalanceLocked(address indexed token, address indexed account, uint256 until);
    /// @notice `account` cancelled its signed requests in `token` with a nonce below `nonce`.
    event NonceRaised(address indexed token, address indexed account, uint64 nonce);
    /// @notice `amount` of accumulated burn went to emission.
    event BurnFlushed(uint256 amount);
    event TokenSet(address indexed token, bool allowed, uint96 maxPrice);
    event TokenPausedSet(address indexed token, bool paused);

    // ---- events: requests and jobs

    /// @notice A signed request was used: everything needed to finish or check its jobs.
    event RequestPublished(bytes32 indexed requestId, address indexed requester, Request request);
    /// @notice A request was posted: price and burn of all its shards are set aside.
    event RequestPosted(bytes32 indexed requestId, address indexed requester, Request request);
    /// @notice What was set aside for `openShards` shards returned to the requester's ledger.
    event RequestClosed(bytes32 indexed requestId, address indexed requester, uint16 openShards);
    event RequestCancelled(bytes32 indexed requestId, address indexed requester);
    /// @notice `worker` took `shard` for `price` and the request's burn: from what a posted request set aside, or from the
    /// requester's ledger.
    event JobAccepted(
        bytes32 indexed jobId,
        bytes32 indexed requestId,
        address indexed worker,
        uint32 shard,
        uint8 attempt,
        uint96 price,
        uint32 deadline
    );
    event JobCommitted(bytes32 indexed jobId, address indexed worker, bytes32 seal, uint256 beaconId, uint32 deadline);
    event JobRevealed(bytes32 indexed jobId, address indexed worker, bytes32 root, string outputUri, uint32 deadline);
    /// @notice `worker` showed `output`, which the kernel found right.
    event WitnessSubmitted(bytes32 indexed jobId, address indexed worker, bytes output);
    /// @notice The job was drawn and its elements proved right.
    event JobSampled(bytes32 indexed jobId, uint64[] elements);
    /// @notice `worker`'s ledger got `paid`, the author's `royalty`, and `burned` QRN await the flush.
    event JobFinalized(bytes32 indexed jobId, address indexed worker, uint96 paid, uint96 royalty, uint96 burned);
    /// @notice The worker did not commit: the requester's ledger got `price`, `burn` and `toRequester` QRN; the shard is open again.
    event JobNoShow(
        bytes32 indexed jobId,
        address indexed worker,
        uint8 attempt,
        uint96 price,
        uint96 burn,
        uint256 taken,
        uint256 toRequester
    );
    /// @notice The worker did not reveal: the requester's ledger got `price`, `burn` and `toRequester` QRN.
    event JobTimedOut(
        bytes32 indexed jobId,
        address indexed worker,
        uint96 price,
        uint96 burn,
        uint256 taken,
        uint256 toRequester
    );
    event ChallengeRegistered(bytes32 indexed c, address indexed challenger);
    /// @notice Element `element` was wrong: the requester's ledger got `price`, `burn` and `toRequester` QRN, the challenger's `toChallenger` QRN.
    event FraudProven(
        bytes32 indexed jobId,
        address indexed worker,
        address indexed challenger,
        uint64 element,
        uint96 price,
        uint96 burn,
        uint256 taken,
        uint256 toRequester,
        uint256 toChallenger
    );

    // ---- events: disputes

    event DisputerSet(address indexed disputer);
    /// @notice A dispute was opened or closed; `open` disputes about the job are open now.
    event DisputesChanged(bytes32 indexed jobId, uint256 open);
    /// @notice The worker lost a dispute: the ledgers got what a proof of fraud gives them.
    event DisputeLost(
        bytes32 indexed jobId,
        address indexed worker,
        address indexed challenger,
        uint96 price,
        uint96 burn,
        uint256 taken,
        uint256 toRequester,
        uint256 toChallenger
    );

    // ---- what it was deployed with

    function STAKING() external view returns (IStaking);
    function EMISSION() external view returns (IEmission);
    function REGISTRY() external view returns (IKernelRegistry);
    function BEACON() external view returns (IBeacon);
    function QRN() external view returns (address);
    /// @notice Runs `check` for samples and fraud proofs.
    function PROOF_RUNNER() external view returns (address);
    /// @notice Seconds a beacon may need, and seconds to reveal after that.
    function BEACON_DELAY() external view returns (uint256);
    function REVEAL_WINDOW() external view returns (uint256);
    function MIN_CHALLENGE_WINDOW() external view returns (uint256);
    function MAX_CHALLENGE_WINDOW() external view returns (uint256);
    function MAX_DURATION() external view returns (uint256);
    /// @notice The hash of all values that the contract was deployed with.
    function CONFIG_HASH() external view returns (bytes32);
    /// @notice Seconds that each side of a dispute has.
    function DISPUTE_CLOCK() external view returns (uint256);
}
