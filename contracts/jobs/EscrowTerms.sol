// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IKernel, Kind} from "../verification/IKernel.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {MAX_OPEN, MAX_PARAMS, MAX_SHARDS, MIN_DURATION} from "./Bounds.sol";
import {EscrowBooks} from "./EscrowBooks.sol";
import {TokenRule} from "./EscrowState.sol";
import {JobParts} from "./Job.sol";
import {Request, Terms} from "./Request.sol";

/// @notice What a request has to keep to, and who signed it.
abstract contract EscrowTerms is EscrowBooks {
    uint256 private constant BPS = 10_000;
    uint256 private constant ERC1271_GAS = 200_000;

    /// @dev An account's key first, then its contract: ERC-1271 by a static call bounded in gas.
    function _requireSigner(address signer, bytes32 digest, bytes calldata signature) internal view {
        (address recovered, ECDSA.RecoverError failed, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failed == ECDSA.RecoverError.NoError && recovered == signer) return;
        if (signer.code.length == 0 || !_contractAgrees(signer, digest, signature)) {
            revert SignatureMismatch(digest, signer);
        }
    }

    /// @dev The bounds of protocol.md §3. Notes in `parts` what the kernel makes of its jobs, and returns what it makes of the
    /// parameters.
    function _requireBounds(
        Request calldata request,
        JobParts memory parts
    ) internal view returns (uint8 maxSamples, uint64 units) {
        Terms calldata t = request.terms;
        _requireWithin("maxPrice", t.maxPrice, t.minPrice, _requireToken(t.payToken));
        _requireWithin("acceptBy", t.acceptBy, block.timestamp, block.timestamp + MAX_OPEN);
        _requireWithin("duration", t.duration, MIN_DURATION, MAX_DURATION);
        _requireWithin("challengeWindow", t.challengeWindow, MIN_CHALLENGE_WINDOW, MAX_CHALLENGE_WINDOW);
        _requireWithin("shards", request.work.shards, 1, MAX_SHARDS);
        _requireWithin("params", request.work.params.length, 0, MAX_PARAMS);
        _requireUri(request.work.inputUri);
        (address kernel, IKernelRegistry.Limits memory limits) = _requireKernel(t, parts);

        (maxSamples, units) = IKernel(kernel).validate(request.work.params, request.work.shards);
        _requireEffort(t, limits, maxSamples, units);
    }

    /// @dev Samples and burn against the kernel's limits, for parameters that allow `maxSamples` and take `units` of work.
    function _requireEffort(
        Terms calldata t,
        IKernelRegistry.Limits memory limits,
        uint8 maxSamples,
        uint64 units
    ) internal pure {
        if (t.sampleBps == 0) {
            _requireWithin("samples", t.samples, 0, 0);
        } else {
            uint256 least = limits.minSamples < maxSamples ? limits.minSamples : maxSamples;
            _requireWithin("samples", t.samples, least == 0 ? 1 : least, maxSamples);
        }
        if (t.burn != 0) _requireWithin("burn", t.burn, uint256(units) * limits.unitBurn, type(uint96).max);
    }

    /// @dev What may have changed about the kernel since a request was made.
    function _requireKernel(
        Terms calldata t,
        JobParts memory parts
    ) internal view returns (address kernel, IKernelRegistry.Limits memory limits) {
        Kind kind;
        uint16 royaltyBps;
        (kernel, kind, royaltyBps, limits) = REGISTRY.termsOf(t.kernelId);
        if (limits.retired) revert KernelRetired(t.kernelId);
        _requireWithin("sampleBps", t.sampleBps, limits.minSampleBps, BPS);
        _requireWithin("lock", t.lock, limits.minLock, limits.maxLock);
        (parts.royalty, parts.witness) = (royaltyBps != 0, kind == Kind.Witness);
    }

    /// @dev Reverts unless new jobs may be paid in `token`; returns its price cap.
    function _requireToken(address token) internal view returns (uint96 maxPrice) {
        TokenRule memory rule = _tokens[token];
        if (rule.paused) revert TokenPaused(token);
        return rule.maxPrice;
    }

    /// @dev Review note: copies at most one word of what the signer returns, to the scratch space.
    function _contractAgrees(address signer, bytes32 hash, bytes calldata signature) private view returns (bool) {
        bytes memory callData = abi.encodeCall(IERC1271.isValidSignature, (hash, signature));
        bool ok;
        bytes32 answer;
        uint256 size;
        assembly ("memory-safe") {
            ok := staticcall(ERC1271_GAS, signer, add(callData, 32), mload(callData), 0, 32)
            size := returndatasize()
            answer := mload(0)
        }
        return ok && size == 32 && answer == bytes32(IERC1271.isValidSignature.selector);
    }
}
