// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IEmission} from "../emission/IEmission.sol";
import {Chains} from "../shared/Chains.sol";
import {IStaking} from "../staking/IStaking.sol";
import {IBeacon} from "../verification/IBeacon.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {MAX_URI, MIN_DURATION} from "./Bounds.sol";
import {Deadline} from "./Deadline.sol";
import {Attempt} from "./Draw.sol";
import {Account, EscrowConfig, RequestState, Running, TokenRule, WorkerAccount} from "./EscrowState.sol";
import {IEscrowBase} from "./IEscrowBase.sol";
import {IProofRunner} from "./IProofRunner.sol";
import {Job, JobWord, State} from "./Job.sol";
import {Request, Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice What both halves of the escrow share: its storage, its constants, and how jobs are found.
abstract contract EscrowBase is IEscrowBase, AccessManaged, EIP712, ReentrancyGuardTransient {
    uint256 internal constant LONGEST_DURATION = 2 days;
    uint256 internal constant LONGEST_CHALLENGE_WINDOW = 2 days;
    /// @dev What public chains must have at least (protocol.md §13).
    uint256 private constant PUBLIC_BEACON_DELAY = 10 minutes;
    uint256 private constant PUBLIC_REVEAL_WINDOW = 2 hours;
    uint256 private constant PUBLIC_CHALLENGE_WINDOW = 2 hours;
    uint256 private constant PUBLIC_DISPUTE_CLOCK = 24 hours;

    /// @inheritdoc IEscrowBase
    IStaking public immutable STAKING;
    /// @inheritdoc IEscrowBase
    IEmission public immutable EMISSION;
    /// @inheritdoc IEscrowBase
    IKernelRegistry public immutable REGISTRY;
    /// @inheritdoc IEscrowBase
    IBeacon public immutable BEACON;
    /// @inheritdoc IEscrowBase
    address public immutable QRN;
    /// @inheritdoc IEscrowBase
    uint256 public immutable BEACON_DELAY;
    /// @inheritdoc IEscrowBase
    uint256 public immutable REVEAL_WINDOW;
    /// @inheritdoc IEscrowBase
    uint256 public immutable MIN_CHALLENGE_WINDOW;
    /// @inheritdoc IEscrowBase
    uint256 public immutable MAX_CHALLENGE_WINDOW;
    /// @inheritdoc IEscrowBase
    uint256 public immutable MAX_DURATION;
    /// @inheritdoc IEscrowBase
    uint256 public immutable DISPUTE_CLOCK;
    /// @inheritdoc IEscrowBase
    address public immutable PROOF_RUNNER;
    /// @inheritdoc IEscrowBase
    bytes32 public immutable CONFIG_HASH;
    uint256 internal immutable EPOCH_START;
    uint256 internal immutable EPOCH_LENGTH;

    mapping(bytes32 jobId => Job) internal _jobs;
    mapping(bytes32 requestId => RequestState) internal _requests;
    mapping(address token => mapping(address account => Account)) internal _ledger;
    mapping(address worker => WorkerAccount) internal _workers;
    mapping(address token => TokenRule) internal _tokens;
    mapping(bytes32 challenge => uint256 blockNumber) internal _registeredAt;
    Running internal _running;
    /// @dev The contract that decides disputes.
    address internal _disputer;

    constructor(EscrowConfig memory c) AccessManaged(c.authority) EIP712("Quern", "1") {
        STAKING = IStaking(c.staking);
        EMISSION = IEmission(c.emission);
        REGISTRY = IKernelRegistry(c.registry);
        BEACON = IBeacon(c.beacon);
        PROOF_RUNNER = c.proofRunner;
        QRN = address(EMISSION.TOKEN());
        EPOCH_START = EMISSION.START();
        EPOCH_LENGTH = EMISSION.EPOCH();
        BEACON_DELAY = c.beaconDelay;
        REVEAL_WINDOW = c.revealWindow;
        MIN_CHALLENGE_WINDOW = c.minChallengeWindow;
        MAX_CHALLENGE_WINDOW = c.maxChallengeWindow;
        MAX_DURATION = c.maxDuration;
        DISPUTE_CLOCK = c.disputeClock;
        CONFIG_HASH = keccak256(abi.encode(c));
        _requireTimes(c, IStaking(c.staking).UNBONDING());
        _requireSame("staking.EMISSION", address(IStaking(c.staking).EMISSION()), c.emission);
        _requireSame("proofRunner.REGISTRY", address(IProofRunner(c.proofRunner).REGISTRY()), c.registry);
    }

    /// @dev Invariant S4: an unbonding that begins while a lock is held ends after the longest life of its job.
    function _requireTimes(EscrowConfig memory c, uint256 unbonding) private view {
        _requireConfig("maxDuration", c.maxDuration, MIN_DURATION, LONGEST_DURATION);
        _requireConfig("maxChallengeWindow", c.maxChallengeWindow, c.minChallengeWindow, LONGEST_CHALLENGE_WINDOW);
        uint256 longest = uint256(c.maxDuration) + c.beaconDelay + c.revealWindow;
        longest += uint256(c.maxChallengeWindow) + 2 * uint256(c.disputeClock);
        _requireConfig("unbonding", unbonding, longest + 1, type(uint256).max);
        if (Chains.isLocal(block.chainid)) return;
        _requireConfig("beaconDelay", c.beaconDelay, PUBLIC_BEACON_DELAY, type(uint32).max);
        _requireConfig("revealWindow", c.revealWindow, PUBLIC_REVEAL_WINDOW, type(uint32).max);
        _requireConfig("minChallengeWindow", c.minChallengeWindow, PUBLIC_CHALLENGE_WINDOW, type(uint32).max);
        _requireConfig("disputeClock", c.disputeClock, PUBLIC_DISPUTE_CLOCK, type(uint32).max);
    }

    function _requireSame(bytes32 name, address have, address need) private pure {
        if (have != need) revert ContractMismatch(name, have, need);
    }

    function _requireConfig(bytes32 name, uint256 have, uint256 least, uint256 most) private pure {
        if (have < least || have > most) revert ParameterOutOfRange(name, have, least, most);
    }

    /// @dev The job as stored, in state `need`; else reverts `JobInState`.
    function _jobIn(bytes32 jobId, State need) internal view returns (JobWord word) {
        word = _jobs[jobId].word;
        if (word.state() != need) revert JobInState(jobId, word.state(), need);
    }

    function _requireNotPast(bytes32 jobId, uint256 deadline) internal view {
        if (Deadline.isPast(block.timestamp, deadline)) revert DeadlinePassed(jobId, deadline, block.timestamp);
    }

    function _requirePast(bytes32 jobId, uint256 deadline) internal view {
        if (!Deadline.isPast(block.timestamp, deadline)) revert DeadlineNotPassed(jobId, deadline, block.timestamp);
    }

    /// @dev The owner acts without a call; anybody else must be the operator.
    function _requireActs(address worker) internal view {
        if (msg.sender != worker && !STAKING.actsFor(worker, msg.sender)) revert NotWorker(msg.sender, worker);
    }

    function _requireWithin(bytes32 name, uint256 have, uint256 least, uint256 most) internal pure {
        if (have < least || have > most) revert TermOutOfRange(name, have, least, most);
    }

    function _requireShards(uint256 have) internal pure {
        if (have == 0) revert ListMismatch(0, 1);
    }

    function _requireUri(string calldata uri) internal pure {
        if (bytes(uri).length > MAX_URI) revert UriTooLong(bytes(uri).length, MAX_URI);
    }

    function _requestId(Terms calldata terms, bytes32 workHash) internal view returns (bytes32) {
        return _hashTypedDataV4(RequestHash.hashRequest(terms, workHash));
    }

    function _requestIdOf(Request calldata request) internal view returns (bytes32) {
        return _requestId(request.terms, RequestHash.hashWork(request.work));
    }

    function _jobIdOf(Request calldata request, uint32 shard) internal view returns (bytes32) {
        return RequestHash.jobId(_requestIdOf(request), shard);
    }

    function _attempt(bytes32 jobId, JobWord word) internal view returns (Attempt memory) {
        return Attempt({escrow: address(this), jobId: jobId, attempt: word.attempt(), worker: word.worker()});
    }
}
