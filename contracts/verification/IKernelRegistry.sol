// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Kind} from "./IKernel.sol";

/// @notice Kernel ids and the limits of their jobs. Ids are never re-pointed.
interface IKernelRegistry {
    /// @notice What never changes for an id.
    struct Kernel {
        address kernel;
        Kind kind;
        /// The author's part of each price, in bps (≤ 1000).
        uint16 royaltyBps;
        /// Gas that one `check` may use.
        uint32 gasCap;
        address author;
    }

    /// @notice What may change, and is read only when a request is posted or accepted.
    struct Limits {
        /// A retired kernel takes no new jobs and still answers for its live ones.
        bool retired;
        uint16 minSampleBps;
        uint8 minSamples;
        /// QRN that a job must burn per unit of work to earn emission, in base units.
        uint64 unitBurn;
        /// Bounds of a job's lock, in base units of QRN; `maxLock` is the value cap of a job.
        uint96 minLock;
        uint96 maxLock;
    }

    /// @notice There is no kernel `id`.
    error KernelUnknown(uint32 id);
    /// @notice Kernel `id` is registered already.
    error KernelExists(uint32 id);
    /// @notice Kernel ids begin at 1.
    error ZeroKernelId();
    /// @notice `kernel` has no code.
    error NotAContract(address kernel);
    /// @notice `kernel` does not answer `kind()` with `need`.
    error KindMismatch(address kernel, Kind need);
    /// @notice A value is out of its range: `name` is `have`, allowed are `least`..`most`.
    error ParameterOutOfRange(bytes32 name, uint256 have, uint256 least, uint256 most);

    /// @notice Kernel `id` is known from now on; nothing named here ever changes.
    event KernelRegistered(
        uint32 indexed id,
        address indexed kernel,
        address indexed author,
        Kind kind,
        uint16 royaltyBps,
        uint32 gasCap
    );
    /// @notice New jobs of kernel `id` must keep these limits from now on.
    event LimitsSet(
        uint32 indexed id,
        bool retired,
        uint16 minSampleBps,
        uint8 minSamples,
        uint64 unitBurn,
        uint96 minLock,
        uint96 maxLock
    );

    /// @notice Registers kernel `id` for ever. Listing role.
    function register(uint32 id, Kernel calldata kernel, Limits calldata limits) external;
    /// @notice Replaces the limits of `id`; jobs that exist are not touched. Listing role.
    function setLimits(uint32 id, Limits calldata limits) external;
    /// @notice Takes no new jobs for `id`. Guardian.
    function retire(uint32 id) external;

    /// @notice The kernel `id`; reverts `KernelUnknown`.
    function kernelOf(uint32 id) external view returns (Kernel memory);
    /// @notice The limits of `id`; reverts `KernelUnknown`.
    function limitsOf(uint32 id) external view returns (Limits memory);
    /// @notice What accepting a job needs, in one call of two slots (no author).
    function termsOf(
        uint32 id
    ) external view returns (address kernel, Kind kind, uint16 royaltyBps, Limits memory limits);
    /// @notice What running `check` needs, in one slot.
    function checkOf(uint32 id) external view returns (address kernel, uint32 gasCap);
    /// @notice Who earns royalties of `id`, and how much of a price in bps.
    function royaltyOf(uint32 id) external view returns (address author, uint16 royaltyBps);
}
