// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICrediter} from "../emission/ICrediter.sol";
import {ILocker} from "../staking/ILocker.sol";
import {IEscrowExtension} from "./IEscrowExtension.sol";
import {Request, Terms} from "./Request.sol";

/// @notice The job market: ledger, requests, the life of a job, locks and settlement.
interface IJobEscrow is IEscrowExtension, ILocker, ICrediter {
    // ---- anyone, own money

    /// @notice Credits `account`'s ledger with `amount` of `token` (zero: the native coin, sent along).
    function deposit(address token, address account, uint256 amount) external payable;
    /// @notice Sends `amount` of the caller's ledger to `to`; reverts, and keeps the credit, unless exactly that leaves.
    function withdraw(address token, address to, uint256 amount) external;

    // ---- requester

    /// @notice Settles revealed jobs at once.
    function approve(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external;

    // ---- worker (owner or operator)

    /// @notice Takes shards of a posted request for `worker`; all or none.
    function accept(Terms calldata terms, bytes32 workHash, uint32[] calldata shards, address worker) external;
    /// @notice Takes shards of a signed request for `worker`; all or none.
    function acceptSigned(
        Request calldata request,
        uint32[] calldata shards,
        address worker,
        bytes calldata signature
    ) external;
    /// @notice Takes shards and commits their seals in one call; the signature of a posted request is not looked at.
    function acceptAndCommit(
        Request calldata request,
        uint32[] calldata shards,
        address worker,
        bytes calldata signature,
        bytes32[] calldata seals
    ) external;
    /// @notice Commits to results without showing them; fixes the beacon id of the draw.
    function commit(
        Terms calldata terms,
        bytes32 workHash,
        uint32[] calldata shards,
        bytes32[] calldata seals
    ) external;
    /// @notice Opens seals of jobs that were not drawn. `header` may post the beacon value of the first of them.
    function reveal(Terms calldata terms, bytes32 workHash, Reveal[] calldata reveals, bytes calldata header) external;

    // ---- anyone

    /// @notice Pays what is due: revealed, window over, and no dispute open or every open one too old. Skips what is not due.
    function finalize(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external;
    /// @notice Stores the block of a challenge; holds up nothing and gives no right.
    function registerChallenge(bytes32 c) external;

    // ---- powers

    /// @notice Allows or de-lists a token for deposits, and sets the highest price of requests in it that are posted, or paid
    /// from the ledger at their accept. Listing role.
    function setToken(address token, bool allowed, uint96 maxPrice) external;
    /// @notice Stops or allows deposits, postings and accepts in `token`. Guardian.
    function setTokenPaused(address token, bool paused) external;

    // ---- reads

    function jobOf(bytes32 jobId) external view returns (JobView memory);
    function ledgerOf(address token, address account) external view returns (uint256);
    /// @notice QRN burned by `worker`'s finalized jobs in `epoch`, not yet credited.
    function runningOf(address worker) external view returns (uint256 epoch, uint256 burned);
    /// @notice The running epoch's sum, and the burn that awaits the flush.
    function running() external view returns (uint256 epoch, uint256 burned, uint256 burnable);
    function isCancelled(bytes32 requestId) external view returns (bool);
    function requestOf(bytes32 requestId) external view returns (RequestView memory);
    function accountOf(address token, address account) external view returns (AccountView memory);
    /// @notice The contract that decides disputes; zero until it is set.
    function disputer() external view returns (address);
    function tokenOf(address token) external view returns (TokenView memory);
    /// @notice Block in which the challenge `c` was registered; 0 for never.
    function registeredAt(bytes32 c) external view returns (uint256);
    /// @notice The id that a request's signature covers: its EIP-712 digest.
    function requestIdOf(Request calldata request) external view returns (bytes32);
    function domainSeparator() external view returns (bytes32);
    /// @notice Where the rare calls run.
    function EXTENSION() external view returns (address);
}
