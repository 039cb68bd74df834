// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice How a kernel's work is checked.
enum Kind {
    /// Every output element depends directly on the inputs and is re-executed alone.
    Flat,
    /// The output is its own proof.
    Witness
}

/// @notice What `check` found for one element.
enum Verdict {
    /// The proof is malformed or does not belong to these roots: says nothing about the result.
    Invalid,
    /// The element's value is right and its leaf's padding is zero.
    Correct,
    /// The element's value is wrong, or its leaf's padding is not zero.
    Wrong
}

/// @notice One kind of work, exact in integers: the on-chain twin of a GPU program.
/// @dev No element may ever have both a Correct and a Wrong proof (invariant V1).
interface IKernel {
    /// @notice A value of the params, `shards` or `shard` is out of bounds: `name` is `have`, allowed are `least`..`most`.
    error ShapeOutOfBounds(bytes32 name, uint256 have, uint256 least, uint256 most);

    /// @notice Flat or Witness; never changes.
    function kind() external view returns (Kind);

    /// @notice Reverts unless `params` are well formed, in bounds, and every one of `shards` shards has an element.
    /// @return maxSamples The most samples of one reveal (bounded by 96 KiB and 12M gas); 0 for witness kernels.
    /// @return units Work of the largest shard, rounded up to whole units.
    function validate(bytes calldata params, uint32 shards) external pure returns (uint8 maxSamples, uint64 units);

    /// @notice How many output elements `shard` has; reverts as `validate` does, and unless `shard` is one of `shards`.
    function elements(bytes calldata params, uint32 shards, uint32 shard) external pure returns (uint64);

    /// @notice Re-executes one element. Ids from `elements` on name leaves of pure padding.
    /// @dev Never reverts: params, shards, roots or a proof that do not fit are `Invalid`.
    function check(
        bytes32[] calldata inputRoots,
        bytes32 outputRoot,
        bytes calldata params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external view returns (Verdict);
}
