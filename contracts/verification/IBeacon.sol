// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Randomness fixed by a future block: `next()` names it, `value(id)` reads it once it is posted.
interface IBeacon {
    /// @notice No value has been posted for `id` yet.
    error BeaconNotReady(uint256 id);
    /// @notice The chain no longer, or not yet, knows the hash of block `id`.
    error BlockHashUnavailable(uint256 id);
    /// @notice `header` hashes to `have`, but block `id` has the hash `need`.
    error HeaderMismatch(uint256 id, bytes32 have, bytes32 need);
    /// @notice The header's RLP is not that of a block header at byte `offset`.
    error HeaderMalformed(uint256 offset);
    /// @notice The header is that of block `have`, not of `need`.
    error HeaderNumberMismatch(uint256 have, uint256 need);
    /// @notice The header of block `id` has no randomness (mixHash is zero).
    error NoRandomness(uint256 id);
    /// @notice `id` is above the `most` that 36 bits hold.
    error IdOutOfRange(uint256 id, uint256 most);
    /// @notice This beacon must not run on chain `chainId`.
    error ChainNotAllowed(uint256 chainId);

    /// @notice Block `id` had the randomness `value`.
    event BeaconPosted(uint256 indexed id, bytes32 value);

    /// @notice Proves the randomness of block `id` by its RLP header. Posting it again changes nothing.
    function post(uint256 id, bytes calldata header) external;

    /// @notice The id that a commit in this block is drawn by: below 2^36, its value unknown to everyone now.
    function next() external view returns (uint256 id);

    /// @notice The value of `id`; reverts `BeaconNotReady` until it is posted.
    function value(uint256 id) external view returns (bytes32);
}
