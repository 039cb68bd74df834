// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice How many samples one reveal may prove: what fits a transaction of 96 KiB and 12M gas.
library RevealLimits {
    using SafeCast for uint256;

    /// @dev What 96 KiB leave for the proofs of a reveal when the rest of the call takes 8 KiB.
    uint256 private constant PROOFS_BYTES = 98_304 - 8_192;
    /// @dev Offset and length of one proof in the call.
    uint256 private constant PROOF_HEAD_BYTES = 64;
    uint256 private constant GAS = 12_000_000;

    /// @notice The samples whose proofs, each of `proofBytes`, fit the call.
    /// @dev Proofs are whole words, so they need no padding in the call.
    function samplesOfBytes(uint256 proofBytes) internal pure returns (uint8) {
        return (PROOFS_BYTES / (proofBytes + PROOF_HEAD_BYTES)).toUint8();
    }

    /// @notice The samples that fit the call and of which each may take `sampleGas`, its part of the call included.
    function samples(uint256 proofBytes, uint256 sampleGas) internal pure returns (uint8) {
        return Math.min(PROOFS_BYTES / (proofBytes + PROOF_HEAD_BYTES), GAS / sampleGas).toUint8();
    }
}
