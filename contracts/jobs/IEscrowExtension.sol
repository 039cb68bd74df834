// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEscrowBase} from "./IEscrowBase.sol";
import {Request, Terms} from "./Request.sol";

/// @notice The calls that are rare: the escrow runs them in its extension, over its own storage.
interface IEscrowExtension is IEscrowBase {
    // ---- anyone, own money

    /// @notice Deposits a token by a signed permit of the caller; a permit that was used already does no harm.
    function depositWithPermit(
        address token,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;
    /// @notice Binds the caller's credit until `until`, at most 7 days from now and never earlier than before: it cannot be
    /// withdrawn, and still pays for jobs.
    function lockBalance(address token, uint256 until) external;

    // ---- requester

    /// @notice Sets aside price and burn of all shards and publishes the request; workers take it by `accept`.
    function post(Request calldata request) external;
    /// @notice Closes the caller's request for ever, posted or signed; what is set aside returns, live jobs run on.
    function cancel(Request calldata request) external;
    /// @notice Closes all the caller's signed requests that are paid in `token` and have a smaller nonce; only rises.
    function cancelBefore(address token, uint64 nonce) external;
    /// @notice Settles revealed jobs at once, by the requester's signature over `Approval(requestId, shards, roots)`.
    function approveSigned(
        Terms calldata terms,
        bytes32 workHash,
        uint32[] calldata shards,
        bytes32[] calldata roots,
        bytes calldata signature
    ) external;

    // ---- worker (owner or operator)

    /// @notice Opens the seal of a drawn job, with one proof per drawn element.
    function revealSampled(
        Request calldata request,
        Reveal calldata opening,
        bytes32[] calldata inputRoots,
        bytes[] calldata proofs,
        bytes calldata header
    ) external;
    /// @notice Ends a job of a witness kernel by its output, from the block after its accept on: it is paid at once.
    function submitWitness(
        Request calldata request,
        uint32 shard,
        bytes32[] calldata inputRoots,
        bytes calldata output
    ) external;

    // ---- anyone

    /// @notice Returns what a posted request still has set aside, once nobody can take it any more.
    function expire(Request calldata request) external;
    /// @notice Ends jobs whose worker did not commit in time: 5 % of the lock is slashed and the shard opens again.
    function noShow(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external;
    /// @notice Ends jobs whose worker did not reveal in time: the whole lock is slashed.
    function slashTimeout(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external;
    /// @notice Proves one element of a revealed job wrong, after registering the challenge in an earlier block.
    function proveFraud(
        Request calldata request,
        uint32 shard,
        uint64 element,
        bytes32 nonce,
        bytes32[] calldata inputRoots,
        bytes calldata proof
    ) external;

    // ---- disputes

    /// @notice Names the contract that decides disputes, once. Core role.
    function setDisputer(address disputer) external;
    /// @notice Keeps a revealed job from being paid, until its dispute is closed or too old. The disputer only.
    function openDispute(bytes32 jobId) external;
    /// @notice Closes one dispute about a revealed job. The disputer only.
    function closeDispute(bytes32 jobId) external;
    /// @notice Ends a revealed job whose worker lost a dispute, as a proof of fraud does. The disputer only.
    function slashByDispute(Terms calldata terms, bytes32 workHash, uint32 shard, address challenger) external;
}
