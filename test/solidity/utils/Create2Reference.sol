// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";

/// @notice The rules of `Create2Search` in plain words, and a search by trying. Shares no code with the kernel but, in
/// `search`, the library that computes addresses.
library Create2Reference {
    struct Query {
        address deployer;
        bytes32 initCodeHash;
        uint160 mask;
        uint160 value;
        uint256 base;
        uint8 r;
    }

    /// @notice A call of `check`, without the input roots.
    struct Claim {
        bytes params;
        uint32 shards;
        uint32 shard;
        uint64 element;
        bytes32 outputRoot;
        bytes proof;
    }

    function encode(Query memory query) internal pure returns (bytes memory) {
        return abi.encode(query.deployer, query.initCodeHash, query.mask, query.value, query.base, query.r);
    }

    /// @notice The claim that `salt` is the output of `shard`.
    function claim(Query memory query, uint32 shards, uint32 shard, bytes32 salt) internal pure returns (Claim memory) {
        return Claim(encode(query), shards, shard, 0, keccak256(abi.encode(salt)), abi.encode(salt));
    }

    function verdict(Claim memory shown, IKernel kernel) internal view returns (Verdict) {
        return
            kernel.check(
                new bytes32[](0),
                shown.outputRoot,
                shown.params,
                shown.shards,
                shown.shard,
                shown.element,
                shown.proof
            );
    }

    function firstSalt(Query memory query, uint256 shard) internal pure returns (bytes32) {
        return bytes32((query.base + shard) * uint256(2) ** query.r);
    }

    function lastSalt(Query memory query, uint256 shard) internal pure returns (bytes32) {
        return bytes32(uint256(firstSalt(query, shard)) + (uint256(2) ** query.r - 1));
    }

    /// @notice The first salt of `shard` whose address is wanted.
    function search(Query memory query, uint256 shard) internal pure returns (bytes32) {
        uint256 salt = uint256(firstSalt(query, shard));
        while (true) {
            address found = Create2.computeAddress(bytes32(salt), query.initCodeHash, query.deployer);
            if (uint160(found) & query.mask == query.value) break;
            ++salt;
        }
        return bytes32(salt);
    }

    /// @notice EIP-1014, word for word.
    function addressOf(Query memory query, bytes32 salt) internal pure returns (address) {
        bytes memory preimage = abi.encodePacked(bytes1(0xff), query.deployer, salt, query.initCodeHash);
        return address(uint160(uint256(keccak256(preimage))));
    }

    function bitCount(uint256 word) internal pure returns (uint256 count) {
        for (; word != 0; word >>= 1) count += word & 1;
    }

    /// @notice Whether these words are params of a job of `shards` shards.
    function accepts(uint256[6] memory words, uint256 shards) internal pure returns (bool) {
        (uint256 deployer, uint256 mask, uint256 value) = (words[0], words[2], words[3]);
        (uint256 base, uint256 r) = (words[4], words[5]);
        if (deployer >> 160 != 0 || mask >> 160 != 0 || value >> 160 != 0) return false;
        if (deployer == 0 || words[1] == 0 || mask | value != mask) return false;
        if (mask == 0 || bitCount(mask) > 64 || r > 255 || shards == 0) return false;
        if (uint256(2) ** r / uint256(2) ** bitCount(mask) < 128) return false;
        uint256 last = type(uint256).max / uint256(2) ** r;
        return base <= last && shards - 1 <= last - base;
    }

    /// @notice What `check` must find for a proof of 32 bytes that opens the root.
    function expected(Query memory query, uint32 shards, uint32 shard, bytes32 salt) internal pure returns (Verdict) {
        uint256[6] memory words = abi.decode(encode(query), (uint256[6]));
        if (!accepts(words, shards) || shard >= shards) return Verdict.Invalid;
        bool inRange = salt >= firstSalt(query, shard) && salt <= lastSalt(query, shard);
        bool wanted = uint160(addressOf(query, salt)) & query.mask == query.value;
        return inRange && wanted ? Verdict.Correct : Verdict.Wrong;
    }
}
