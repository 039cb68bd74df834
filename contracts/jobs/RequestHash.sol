// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Terms, Work} from "./Request.sol";

/// @notice EIP-712 hashes of a request's parts, and the ids made from them.
library RequestHash {
    bytes private constant TERMS_TYPE =
        "Terms(address requester,uint64 nonce,address payToken,uint96 minPrice,uint96 maxPrice,uint40 rampStart,uint32 rampPeriod,uint96 burn,uint96 lock,uint40 acceptBy,uint32 duration,uint32 challengeWindow,uint16 sampleBps,uint8 samples,address assignee,uint32 kernelId)";
    bytes private constant WORK_TYPE = "Work(uint32 shards,bytes32 inputRoot,bytes params,string inputUri)";

    bytes32 internal constant TERMS_TYPEHASH = keccak256(TERMS_TYPE);
    bytes32 internal constant WORK_TYPEHASH = keccak256(WORK_TYPE);
    bytes32 internal constant REQUEST_TYPEHASH = keccak256(
        abi.encodePacked("Request(Terms terms,Work work)", TERMS_TYPE, WORK_TYPE)
    );

    /// @dev `Terms` holds static fields only, so its ABI encoding is its EIP-712 encoding.
    function hashTerms(Terms calldata terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(TERMS_TYPEHASH, terms));
    }

    function hashWork(Work calldata work) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    WORK_TYPEHASH,
                    work.shards,
                    work.inputRoot,
                    keccak256(work.params),
                    keccak256(bytes(work.inputUri))
                )
            );
    }

    /// @notice The struct hash of the request whose work hashes to `workHash`.
    function hashRequest(Terms calldata terms, bytes32 workHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(REQUEST_TYPEHASH, hashTerms(terms), workHash));
    }

    /// @notice The id of one shard.
    function jobId(bytes32 requestId, uint32 shard) internal pure returns (bytes32) {
        return keccak256(abi.encode(requestId, shard));
    }
}
