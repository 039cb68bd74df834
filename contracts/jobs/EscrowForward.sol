// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {IEscrowExtension} from "./IEscrowExtension.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {Request, Terms} from "./Request.sol";

/// @notice Hands the rare calls, as they came, to the extension: its code runs over this contract's storage.
abstract contract EscrowForward is EscrowBase, IJobEscrow {
    /// @inheritdoc IJobEscrow
    address public immutable EXTENSION;

    constructor(address extension) {
        bytes32 have = IEscrowExtension(extension).CONFIG_HASH();
        if (have != CONFIG_HASH) revert ExtensionMismatch(have, CONFIG_HASH);
        EXTENSION = extension;
    }

    /// @inheritdoc IEscrowExtension
    function depositWithPermit(address, address, uint256, uint256, uint8, bytes32, bytes32) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function lockBalance(address, uint256) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function post(Request calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function cancel(Request calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function cancelBefore(address, uint64) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function approveSigned(Terms calldata, bytes32, uint32[] calldata, bytes32[] calldata, bytes calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function revealSampled(
        Request calldata,
        Reveal calldata,
        bytes32[] calldata,
        bytes[] calldata,
        bytes calldata
    ) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function submitWitness(Request calldata, uint32, bytes32[] calldata, bytes calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function expire(Request calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function noShow(Terms calldata, bytes32, uint32[] calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function slashTimeout(Terms calldata, bytes32, uint32[] calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function proveFraud(Request calldata, uint32, uint64, bytes32, bytes32[] calldata, bytes calldata) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function setDisputer(address) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function openDispute(bytes32) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function closeDispute(bytes32) external {
        _forward();
    }

    /// @inheritdoc IEscrowExtension
    function slashByDispute(Terms calldata, bytes32, uint32, address) external {
        _forward();
    }

    /// @dev The extension is code that was deployed with the same values (`CONFIG_HASH`), and whose storage is laid out by the
    /// same base. None of its calls returns anything; what they revert with is handed on.
    function _forward() private {
        Address.functionDelegateCall(EXTENSION, msg.data);
    }
}
