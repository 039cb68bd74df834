// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IKernel, Kind} from "./IKernel.sol";
import {IKernelRegistry} from "./IKernelRegistry.sol";

/// @notice The kernels that jobs may name, and the limits of new jobs.
/// @dev Invariant J11: a job's kernel never changes: an id keeps its kernel, kind, gas cap, author and royalty for ever.
/// @dev Until a dispute game exists, withheld output cannot be disproved: flat kernels must sample at least a quarter
/// of their jobs, at four elements or more.
contract KernelRegistry is IKernelRegistry, AccessManaged {
    /// @notice A kernel and its limits.
    /// @dev Three storage slots: 160 + 32 + 16 + 8 + 8 + 16 + 8 bits, 96 + 96 + 64 bits, 160 bits.
    struct Entry {
        address kernel;
        uint32 gasCap;
        uint16 royaltyBps;
        Kind kind;
        bool retired;
        uint16 minSampleBps;
        uint8 minSamples;
        uint96 minLock;
        uint96 maxLock;
        uint64 unitBurn;
        address author;
    }

    uint256 private constant MAX_ROYALTY_BPS = 1_000;
    uint256 private constant MIN_GAS_CAP = 100_000;
    uint256 private constant MAX_GAS_CAP = 12_000_000;
    uint256 private constant MAX_BPS = 10_000;
    uint256 private constant FLAT_MIN_SAMPLE_BPS = 2_500;
    uint256 private constant FLAT_MIN_SAMPLES = 4;
    /// @dev 1 QRN.
    uint256 private constant LEAST_LOCK = 1e18;

    mapping(uint32 id => Entry) private _entries;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IKernelRegistry
    function register(uint32 id, Kernel calldata kernel, Limits calldata limits) external restricted {
        if (id == 0) revert ZeroKernelId();
        if (_entries[id].kernel != address(0)) revert KernelExists(id);
        _checkKernel(kernel);
        _checkLimits(kernel.kind, limits);

        Entry storage entry = _entries[id];
        entry.kernel = kernel.kernel;
        entry.gasCap = kernel.gasCap;
        entry.royaltyBps = kernel.royaltyBps;
        entry.kind = kernel.kind;
        entry.author = kernel.author;
        emit KernelRegistered(id, kernel.kernel, kernel.author, kernel.kind, kernel.royaltyBps, kernel.gasCap);
        _setLimits(id, limits);
    }

    /// @inheritdoc IKernelRegistry
    function setLimits(uint32 id, Limits calldata limits) external restricted {
        _checkLimits(_known(id).kind, limits);

        _setLimits(id, limits);
    }

    /// @inheritdoc IKernelRegistry
    function retire(uint32 id) external restricted {
        Entry storage entry = _known(id);

        entry.retired = true;
        _emitLimits(id);
    }

    /// @inheritdoc IKernelRegistry
    function kernelOf(uint32 id) external view returns (Kernel memory) {
        Entry storage entry = _known(id);
        return Kernel(entry.kernel, entry.kind, entry.royaltyBps, entry.gasCap, entry.author);
    }

    /// @inheritdoc IKernelRegistry
    function limitsOf(uint32 id) external view returns (Limits memory) {
        return _limitsOf(_known(id));
    }

    /// @inheritdoc IKernelRegistry
    function termsOf(
        uint32 id
    ) external view returns (address kernel, Kind kind, uint16 royaltyBps, Limits memory limits) {
        Entry storage entry = _known(id);
        return (entry.kernel, entry.kind, entry.royaltyBps, _limitsOf(entry));
    }

    /// @inheritdoc IKernelRegistry
    function checkOf(uint32 id) external view returns (address kernel, uint32 gasCap) {
        Entry storage entry = _known(id);
        return (entry.kernel, entry.gasCap);
    }

    /// @inheritdoc IKernelRegistry
    function royaltyOf(uint32 id) external view returns (address author, uint16 royaltyBps) {
        Entry storage entry = _known(id);
        return (entry.author, entry.royaltyBps);
    }

    function _setLimits(uint32 id, Limits calldata limits) private {
        Entry storage entry = _entries[id];
        entry.retired = limits.retired;
        entry.minSampleBps = limits.minSampleBps;
        entry.minSamples = limits.minSamples;
        entry.minLock = limits.minLock;
        entry.maxLock = limits.maxLock;
        entry.unitBurn = limits.unitBurn;
        _emitLimits(id);
    }

    function _emitLimits(uint32 id) private {
        Limits memory limits = _limitsOf(_entries[id]);
        emit LimitsSet(
            id,
            limits.retired,
            limits.minSampleBps,
            limits.minSamples,
            limits.unitBurn,
            limits.minLock,
            limits.maxLock
        );
    }

    function _known(uint32 id) private view returns (Entry storage entry) {
        entry = _entries[id];
        if (entry.kernel == address(0)) revert KernelUnknown(id);
    }

    function _limitsOf(Entry storage entry) private view returns (Limits memory) {
        return
            Limits({
                retired: entry.retired,
                minSampleBps: entry.minSampleBps,
                minSamples: entry.minSamples,
                unitBurn: entry.unitBurn,
                minLock: entry.minLock,
                maxLock: entry.maxLock
            });
    }

    function _checkKernel(Kernel calldata kernel) private view {
        if (kernel.kernel.code.length == 0) revert NotAContract(kernel.kernel);
        (bool ok, bytes memory answer) = kernel.kernel.staticcall(abi.encodeCall(IKernel.kind, ()));
        if (!ok || answer.length != 32 || uint256(bytes32(answer)) != uint256(kernel.kind)) {
            revert KindMismatch(kernel.kernel, kernel.kind);
        }
        // Without an author there is nobody to pay a royalty to.
        _checkRange("royaltyBps", kernel.royaltyBps, 0, kernel.author == address(0) ? 0 : MAX_ROYALTY_BPS);
        _checkRange("gasCap", kernel.gasCap, MIN_GAS_CAP, MAX_GAS_CAP);
    }

    function _checkLimits(Kind kind, Limits calldata limits) private pure {
        bool flat = kind == Kind.Flat;
        // A witness is never sampled: a rate above 0 would fit no request.
        _checkRange("minSampleBps", limits.minSampleBps, flat ? FLAT_MIN_SAMPLE_BPS : 0, flat ? MAX_BPS : 0);
        _checkRange("minSamples", limits.minSamples, flat ? FLAT_MIN_SAMPLES : 0, flat ? type(uint8).max : 0);
        _checkRange("maxLock", limits.maxLock, LEAST_LOCK, type(uint96).max);
        _checkRange("minLock", limits.minLock, LEAST_LOCK, limits.maxLock);
    }

    function _checkRange(bytes32 name, uint256 have, uint256 least, uint256 most) private pure {
        if (have < least || have > most) revert ParameterOutOfRange(name, have, least, most);
    }
}
