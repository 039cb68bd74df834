// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ShapeFault, ShapeFaults} from "./ShapeFault.sol";

/// @notice Which address is wanted, and which salts are searched for it.
/// @dev All fields are whole words, so 192 bytes always decode, and a fault shows a word with dirty upper bits as it is.
struct Create2Query {
    /// Who will execute CREATE2: an address.
    uint256 deployer;
    /// keccak256 of the init code.
    bytes32 initCodeHash;
    /// The bits of the address that count: 160 bits, of which 1 to 64 are set.
    uint256 mask;
    /// What they must be: no bit is set outside the mask.
    uint256 value;
    /// Shard s owns the 2^r salts with `salt >> r == base + s`.
    uint256 base;
    uint256 r;
}

/// @notice Reads and bounds the params of `Create2Search`:
/// `abi.encode(address deployer, bytes32 initCodeHash, uint160 mask, uint160 value, uint256 base, uint8 r)`.
library Create2Queries {
    using SafeCast for uint256;
    using ShapeFaults for ShapeFault;

    uint256 internal constant PARAMS_BYTES = 192;
    uint256 internal constant MAX_ADDRESS = type(uint160).max;
    /// @dev A shard is one worker's, for at most two days: nobody computes 2^64 hashes in them, and `units` stays small.
    uint256 internal constant MAX_MASK_BITS = 64;
    /// @dev A shard has 2^7 solutions on average, so that it has none with a probability of e^-128.
    uint256 internal constant SPARE_BITS = 7;
    uint256 internal constant MAX_R = 255;
    /// @dev Every other bit, pair of bits and four bits of a word, from the lowest on.
    uint256 private constant ODD_BITS = 0x5555555555555555555555555555555555555555555555555555555555555555;
    uint256 private constant ODD_PAIRS = 0x3333333333333333333333333333333333333333333333333333333333333333;
    uint256 private constant ODD_FOURS = 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;

    /// @notice The query; reverts `ShapeOutOfBounds` unless params, shards and shard fit.
    function read(bytes calldata params, uint256 shards, uint256 shard) internal pure returns (Create2Query memory) {
        faultOf(params, shards, shard).requireNone();
        return build(params);
    }

    /// @notice The first value that is out of its bounds, if any.
    function faultOf(
        bytes calldata params,
        uint256 shards,
        uint256 shard
    ) internal pure returns (ShapeFault memory fault) {
        if (params.length != PARAMS_BYTES) return ShapeFault("paramsLength", params.length, PARAMS_BYTES, PARAMS_BYTES);

        Create2Query memory query = build(params);
        fault = _targetFault(query);
        if (fault.name == 0) fault = _rangeFault(query, shards, shard);
    }

    /// @notice The query in params of the right length.
    function build(bytes calldata params) internal pure returns (Create2Query memory) {
        return abi.decode(params, (Create2Query));
    }

    /// @notice How many hashes a search takes on average: 2 to the number of bits in the mask.
    function expectedHashes(Create2Query memory query) internal pure returns (uint256) {
        return 1 << _bitsOf(query.mask);
    }

    /// @notice Whether `salt` belongs to `shard` and leads to a wanted address, for a query without a fault.
    function isSolvedBy(Create2Query memory query, uint256 shard, bytes32 salt) internal pure returns (bool) {
        if (uint256(salt) >> query.r != query.base + shard) return false;

        address found = Create2.computeAddress(salt, query.initCodeHash, address(query.deployer.toUint160()));
        return uint256(uint160(found)) & query.mask == query.value;
    }

    /// @dev What is wanted of the address.
    function _targetFault(Create2Query memory query) private pure returns (ShapeFault memory fault) {
        (uint256 deployer, uint256 mask) = (query.deployer, query.mask);
        if (deployer == 0 || deployer > MAX_ADDRESS) return ShapeFault("deployer", deployer, 1, MAX_ADDRESS);
        if (query.initCodeHash == 0) return ShapeFault("initCodeHash", 0, 1, type(uint256).max);
        if (mask == 0 || mask > MAX_ADDRESS) return ShapeFault("mask", mask, 1, MAX_ADDRESS);

        uint256 bits = _bitsOf(mask);
        if (bits > MAX_MASK_BITS) return ShapeFault("maskBits", bits, 1, MAX_MASK_BITS);
        uint256 stray = query.value & ~mask;
        if (stray != 0) return ShapeFault("value & ~mask", stray, 0, 0);
    }

    /// @dev Where the salts of all shards, and of this one, lie.
    function _rangeFault(
        Create2Query memory query,
        uint256 shards,
        uint256 shard
    ) private pure returns (ShapeFault memory fault) {
        uint256 leastR = _bitsOf(query.mask) + SPARE_BITS;
        if (query.r < leastR || query.r > MAX_R) return ShapeFault("r", query.r, leastR, MAX_R);

        uint256 lastRange = type(uint256).max >> query.r;
        if (query.base > lastRange) return ShapeFault("base", query.base, 0, lastRange);
        uint256 most = Math.min(lastRange - query.base + 1, type(uint32).max);
        if (shards == 0 || shards > most) return ShapeFault("shards", shards, 1, most);
        if (shard >= shards) return ShapeFault("shard", shard, 0, shards - 1);
    }

    /// @dev How many bits of a word of 160 bits are set: of each pair, of each four, of each byte. 256 is 1 modulo 255, so
    /// the remainder is the sum of the bytes, which is at most 160.
    function _bitsOf(uint256 word) private pure returns (uint256) {
        uint256 pairs = word - ((word >> 1) & ODD_BITS);
        uint256 fours = (pairs & ODD_PAIRS) + ((pairs >> 2) & ODD_PAIRS);
        return ((fours + (fours >> 4)) & ODD_FOURS) % 255;
    }
}
