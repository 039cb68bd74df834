// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Verdict} from "../verification/IKernel.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {IEscrowBase} from "./IEscrowBase.sol";
import {Request} from "./Request.sol";

/// @notice Runs a kernel's `check` for an escrow: bounded in gas, and never trusted to return well.
interface IProofRunner {
    /// @notice Where kernels and their gas caps are found.
    function REGISTRY() external view returns (IKernelRegistry);

    /// @notice Draws the elements of `opening.shard` from `seed` and requires a Correct proof of each.
    /// @dev Reverts `InputRootMismatch`, `ProofCountMismatch` or `SampleNotCorrect` of `IEscrowBase`.
    /// @return drawn The elements, in the order of `proofs`.
    function requireSamples(
        Request calldata request,
        IEscrowBase.Reveal calldata opening,
        bytes32 seed,
        bytes32[] calldata inputRoots,
        bytes[] calldata proofs
    ) external view returns (uint64[] memory drawn);

    /// @notice What the kernel says of one element. A kernel that fails, or returns junk, says Invalid.
    /// @dev Reverts `InputRootMismatch` of `IEscrowBase`.
    function verdictOf(
        Request calldata request,
        uint32 shard,
        bytes32 root,
        uint64 element,
        bytes32[] calldata inputRoots,
        bytes calldata proof
    ) external view returns (Verdict);
}
