// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Terms, Work} from "./Request.sol";

/// @notice EIP-712 hashes of a request's parts, and the ids made from them.
library RequestHash {
    bytes32 internal constant TERMS_TYPEHASH = keccak256(
        "Terms(address requester,uint64 nonce,address payToken,uint96 minPrice,uint96 maxPrice,uint40 rampStart,uint32 rampPeriod,uint96 burn,uint96 lock,uint40 acceptBy,uint32 duration,uint32 challengeWindow,uint16 sampleBps,uint8 samples,address assignee,uint32 kernelId)"
    );
    bytes32 internal constant WORK_TYPEHASH = keccak256(
        "Work(uint32 shards,bytes32 inputRoot,bytes params,string inputUri)"
    );
    bytes32 internal constant REQUEST_TYPEHASH = keccak256(
        "Request(Terms terms,Work work)"
        "Terms(address requester,uint64 nonce,address payToken,uint96 minPrice,uint96 maxPrice,uint40 rampStart,uint32 rampPeriod,uint96 burn,uint96 lock,uint40 acceptBy,uint32 duration,uint32 challengeWindow,uint16 sampleBps,uint8 samples,address assignee,uint32 kernelId)"
        "Work(uint32 shards,bytes32 inputRoot,bytes params,string inputUri)"
    );

    /// @dev `Terms` holds static fields only, so its words in calldata are its EIP-712 encoding. Review note on the assembly:
    /// it reads the 16 words of `terms` alone, which the decoder found to lie in calldata, and writes past the free memory
    /// pointer, which it does not move. Words with bits above their type are hashed as they come: they make the id of a
    /// request that no encoder writes, and that accept refuses, because its event encodes every field.
    function hashTerms(Terms calldata terms) internal pure returns (bytes32 hash) {
        bytes32 typeHash = TERMS_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 32), terms, 512)
            hash := keccak256(free, 544)
        }
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
