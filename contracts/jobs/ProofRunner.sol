// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../verification/IKernel.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {Draw} from "./Draw.sol";
import {IEscrowBase} from "./IEscrowBase.sol";
import {IProofRunner} from "./IProofRunner.sol";
import {Request} from "./Request.sol";

/// @notice The rare, large code paths of the escrow, in a contract without storage that it calls statically.
/// @dev Invariant J12: whatever a kernel does ends as a verdict or a revert of this one call.
contract ProofRunner is IProofRunner {
    /// @inheritdoc IProofRunner
    IKernelRegistry public immutable REGISTRY;

    constructor(IKernelRegistry registry) {
        REGISTRY = registry;
    }

    /// @inheritdoc IProofRunner
    function requireSamples(
        Request calldata request,
        IEscrowBase.Reveal calldata opening,
        bytes32 seed,
        bytes32[] calldata inputRoots,
        bytes[] calldata proofs
    ) external view returns (uint64[] memory drawn) {
        _requireInputs(request, inputRoots);
        drawn = _draw(request, opening.shard, seed);
        if (proofs.length != drawn.length) revert IEscrowBase.ProofCountMismatch(proofs.length, drawn.length);
        for (uint256 i; i < drawn.length; ++i) {
            _requireCorrect(request, opening, inputRoots, proofs[i], drawn, i);
        }
    }

    /// @inheritdoc IProofRunner
    function verdictOf(
        Request calldata request,
        uint32 shard,
        bytes32 root,
        uint64 element,
        bytes32[] calldata inputRoots,
        bytes calldata proof
    ) external view returns (Verdict) {
        _requireInputs(request, inputRoots);
        return _run(request.terms.kernelId, _checkCall(request, shard, root, element, inputRoots, proof));
    }

    function _draw(Request calldata request, uint32 shard, bytes32 seed) private view returns (uint64[] memory drawn) {
        (address kernel, ) = REGISTRY.checkOf(request.terms.kernelId);
        uint64 elements = IKernel(kernel).elements(request.work.params, request.work.shards, shard);
        drawn = new uint64[](request.terms.samples);
        for (uint8 i; i < drawn.length; ++i) drawn[i] = Draw.elementOf(seed, i, elements);
    }

    function _requireCorrect(
        Request calldata request,
        IEscrowBase.Reveal calldata opening,
        bytes32[] calldata inputRoots,
        bytes calldata proof,
        uint64[] memory drawn,
        uint256 i
    ) private view {
        bytes memory callData = _checkCall(request, opening.shard, opening.root, drawn[i], inputRoots, proof);
        if (_run(request.terms.kernelId, callData) != Verdict.Correct) {
            revert IEscrowBase.SampleNotCorrect(i, drawn[i]);
        }
    }

    /// @dev Only 32 bytes of what the kernel returns are copied, so a huge answer costs nothing here.
    function _run(uint32 kernelId, bytes memory callData) private view returns (Verdict) {
        (address kernel, uint32 gasCap) = REGISTRY.checkOf(kernelId);
        bool ok;
        uint256 size;
        uint256 answer;
        // Review note: writes only the scratch word 0x00, and reads it only when the call filled all of it.
        assembly ("memory-safe") {
            ok := staticcall(gasCap, kernel, add(callData, 32), mload(callData), 0, 32)
            size := returndatasize()
            answer := mload(0)
        }
        if (!ok || size != 32 || answer > uint256(type(Verdict).max)) return Verdict.Invalid;
        return Verdict(answer);
    }

    function _checkCall(
        Request calldata request,
        uint32 shard,
        bytes32 root,
        uint64 element,
        bytes32[] calldata inputRoots,
        bytes calldata proof
    ) private pure returns (bytes memory) {
        return
            abi.encodeCall(
                IKernel.check,
                (inputRoots, root, request.work.params, request.work.shards, shard, element, proof)
            );
    }

    function _requireInputs(Request calldata request, bytes32[] calldata inputRoots) private pure {
        bytes32 have = keccak256(abi.encode(inputRoots));
        if (have != request.work.inputRoot) revert IEscrowBase.InputRootMismatch(have, request.work.inputRoot);
    }
}
