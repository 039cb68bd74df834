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
import {Attempt, Draw} from "./Draw.sol";
import {EscrowConfig, Running, TokenRule, WorkerAccount} from "./EscrowState.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {IProofRunner} from "./IProofRunner.sol";
import {Job, JobWord, State} from "./Job.sol";
import {Request, Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice What all phases of the escrow share: its storage, its constants, and how jobs are found and changed.
abstract contract EscrowBase is IJobEscrow, AccessManaged, EIP712, ReentrancyGuardTransient {
    uint256 internal constant MIN_DURATION = 60;
    uint256 internal constant LONGEST_DURATION = 2 days;
    uint256 internal constant LONGEST_CHALLENGE_WINDOW = 2 days;
    uint256 internal constant MAX_URI = 256;
    /// @dev What public chains must have at least (protocol.md §13).
    uint256 private constant PUBLIC_BEACON_DELAY = 10 minutes;
    uint256 private constant PUBLIC_REVEAL_WINDOW = 2 hours;
    uint256 private constant PUBLIC_CHALLENGE_WINDOW = 2 hours;
    uint256 private constant PUBLIC_DISPUTE_CLOCK = 24 hours;

    /// @inheritdoc IJobEscrow
    IStaking public immutable STAKING;
    /// @inheritdoc IJobEscrow
    IEmission public immutable EMISSION;
    /// @inheritdoc IJobEscrow
    IKernelRegistry public immutable REGISTRY;
    /// @inheritdoc IJobEscrow
    IBeacon public immutable BEACON;
    /// @inheritdoc IJobEscrow
    address public immutable QRN;
    /// @inheritdoc IJobEscrow
    uint256 public immutable BEACON_DELAY;
    /// @inheritdoc IJobEscrow
    uint256 public immutable REVEAL_WINDOW;
    /// @inheritdoc IJobEscrow
    uint256 public immutable MIN_CHALLENGE_WINDOW;
    /// @inheritdoc IJobEscrow
    uint256 public immutable MAX_CHALLENGE_WINDOW;
    /// @inheritdoc IJobEscrow
    uint256 public immutable MAX_DURATION;
    /// @inheritdoc IJobEscrow
    uint256 public immutable DISPUTE_CLOCK;
    /// @inheritdoc IJobEscrow
    address public immutable PROOF_RUNNER;
    uint256 internal immutable EPOCH_START;
    uint256 internal immutable EPOCH_LENGTH;

    mapping(bytes32 jobId => Job) internal _jobs;
    mapping(bytes32 requestId => bool) internal _cancelled;
    mapping(address token => mapping(address account => uint256)) internal _ledger;
    mapping(address worker => WorkerAccount) internal _workers;
    mapping(address token => TokenRule) internal _tokens;
    mapping(bytes32 challenge => uint256 blockNumber) internal _registeredAt;
    Running internal _running;

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
        _requireTimes(c, IStaking(c.staking).UNBONDING());
        _requireSame("staking.EMISSION", address(IStaking(c.staking).EMISSION()), c.emission);
        _requireSame("proofRunner.REGISTRY", address(IProofRunner(c.proofRunner).REGISTRY()), c.registry);
    }

    /// @dev Invariant S4: a lock can never outlive an unbonding that began before it.
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

    function _credit(address token, address account, uint256 amount) internal {
        if (amount != 0) _ledger[token][account] += amount;
    }

    function _debit(address token, address account, uint256 amount) internal {
        if (amount == 0) return;
        uint256 have = _ledger[token][account];
        if (have < amount) revert LedgerTooLow(token, account, have, amount);
        // Cannot wrap: the line above.
        unchecked {
            _ledger[token][account] = have - amount;
        }
    }

    /// @dev The job as stored, in state `need`; else reverts `JobInState`.
    function _jobIn(bytes32 jobId, State need) internal view returns (JobWord word) {
        word = _jobs[jobId].word;
        if (word.state() != need) revert JobInState(jobId, word.state(), need);
    }

    function _requireNotPast(bytes32 jobId, uint256 deadline) internal view {
        if (block.timestamp > deadline) revert DeadlinePassed(jobId, deadline, block.timestamp);
    }

    function _requirePast(bytes32 jobId, uint256 deadline) internal view {
        if (block.timestamp <= deadline) revert DeadlineNotPassed(jobId, deadline, block.timestamp);
    }

    /// @dev The owner acts without a call; anybody else must be the operator.
    function _requireActs(address worker) internal view {
        if (msg.sender != worker && !STAKING.actsFor(worker, msg.sender)) revert NotWorker(msg.sender, worker);
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

    function _jobIdOf(Request calldata request, uint32 shard) internal view returns (bytes32) {
        return RequestHash.jobId(_requestId(request.terms, RequestHash.hashWork(request.work)), shard);
    }

    function _attempt(bytes32 jobId, JobWord word) internal view returns (Attempt memory) {
        return Attempt({escrow: address(this), jobId: jobId, attempt: word.attempt(), worker: word.worker()});
    }

    function _sealOf(bytes32 jobId, JobWord word, Reveal calldata r) internal view returns (bytes32) {
        return Draw.sealOf(_attempt(jobId, word), r.root, r.salt);
    }
}
