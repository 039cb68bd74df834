// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKernel, Kind, Verdict} from "../IKernel.sol";
import {Create2Queries, Create2Query} from "./Create2Query.sol";

/// @notice A salt whose CREATE2 address has wanted bits: `keccak256(0xff ‖ deployer ‖ salt ‖ initCodeHash) & mask == value`.
/// Kernel id 3.
/// @dev Params are `abi.encode(address deployer, bytes32 initCodeHash, uint160 mask, uint160 value, uint256 base, uint8 r)`:
/// 192 bytes, no dirty upper bits. Shard s owns the salts with `salt >> r == base + s`. There are no inputs. The output of
/// a shard is the salt, 32 bytes, and its own proof; `outputRoot` is its hash. The only element is 0.
///
/// Correct is a salt that opens the root and solves the shard, Wrong one that opens it and does not, because it lies outside
/// the shard's range or leads elsewhere. All else is Invalid, an output of another length too.
///
/// Invariant V1: no element has both a Correct and a Wrong proof. A root has one preimage, and the verdict follows from the
/// preimage and the params alone.
contract Create2Search is IKernel {
    using Create2Queries for Create2Query;
    using SafeCast for uint256;

    uint256 private constant SALT_BYTES = 32;
    /// @dev Expected hashes of one unit of work.
    uint256 private constant UNIT = 1 << 20;

    /// @inheritdoc IKernel
    function kind() external pure returns (Kind) {
        return Kind.Witness;
    }

    /// @inheritdoc IKernel
    /// @dev The work of a shard is what its search takes on average, 2^(bits set in the mask) hashes, whatever it took; a
    /// unit is 2^20 of them. All shards are equal, and each must have 2^7 solutions or more on average.
    function validate(bytes calldata params, uint32 shards) external pure returns (uint8 maxSamples, uint64 units) {
        uint256 hashes = Create2Queries.read(params, shards, 0).expectedHashes();
        return (0, Math.ceilDiv(hashes, UNIT).toUint64());
    }

    /// @inheritdoc IKernel
    function elements(bytes calldata params, uint32 shards, uint32 shard) external pure returns (uint64) {
        Create2Queries.read(params, shards, shard);
        return 1;
    }

    /// @inheritdoc IKernel
    function check(
        bytes32[] calldata inputRoots,
        bytes32 outputRoot,
        bytes calldata params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external pure returns (Verdict) {
        if (inputRoots.length != 0 || element != 0 || proof.length != SALT_BYTES) return Verdict.Invalid;
        if (keccak256(proof) != outputRoot) return Verdict.Invalid;
        if (Create2Queries.faultOf(params, shards, shard).name != 0) return Verdict.Invalid;
        return Create2Queries.build(params).isSolvedBy(shard, bytes32(proof)) ? Verdict.Correct : Verdict.Wrong;
    }
}
