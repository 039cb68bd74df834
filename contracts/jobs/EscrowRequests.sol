// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {LONGEST_LOCK} from "./Bounds.sol";
import {Deadline} from "./Deadline.sol";
import {RequestHash} from "./RequestHash.sol";
import {Account, RequestState} from "./EscrowState.sol";
import {EscrowTerms} from "./EscrowTerms.sol";
import {IEscrowExtension} from "./IEscrowExtension.sol";
import {JobParts, JobWord} from "./Job.sol";
import {Request, Terms} from "./Request.sol";

/// @notice What requesters do besides signing: post, cancel, bind their credit, approve by signature.
abstract contract EscrowRequests is EscrowTerms, IEscrowExtension {
    bytes32 private constant APPROVAL_TYPEHASH = keccak256(
        "Approval(bytes32 requestId,uint32[] shards,bytes32[] roots)"
    );

    /// @inheritdoc IEscrowExtension
    function depositWithPermit(
        address token,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        if (token == address(0)) revert ValueMismatch(0, amount);
        _enter(token, account, amount);
        // A permit that somebody used already left its allowance.
        if (IERC20(token).allowance(msg.sender, address(this)) < amount) {
            IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s);
        }
        _pull(IERC20(token), amount);
    }

    /// @inheritdoc IEscrowExtension
    function lockBalance(address token, uint256 until) external {
        Account storage account = _ledger[token][msg.sender];
        _requireWithin("until", until, account.lockedUntil, block.timestamp + LONGEST_LOCK);

        account.lockedUntil = uint40(until);
        emit BalanceLocked(token, msg.sender, until);
    }

    /// @inheritdoc IEscrowExtension
    function post(Request calldata request) external {
        Terms calldata terms = request.terms;
        _requireRequester(terms);
        bytes32 requestId = _requestIdOf(request);
        RequestState storage state = _requests[requestId];
        if (state.cancelled) revert RequestIsCancelled(requestId);
        if (state.posted) revert RequestIsPosted(requestId);
        JobParts memory parts;
        (uint8 maxSamples, uint64 units) = _requireBounds(request, parts);

        // At most MAX_SHARDS.
        uint16 shards = uint16(request.work.shards);
        (state.posted, state.shards, state.openShards) = (true, shards, shards);
        (state.maxSamples, state.units) = (maxSamples, units);
        _charge(terms, uint256(shards) * terms.maxPrice, uint256(shards) * terms.burn);
        emit RequestPosted(requestId, msg.sender, request);
    }

    /// @inheritdoc IEscrowExtension
    function cancel(Request calldata request) external {
        _requireRequester(request.terms);
        bytes32 requestId = _requestIdOf(request);
        RequestState storage state = _requests[requestId];
        if (state.cancelled) revert RequestIsCancelled(requestId);

        state.cancelled = true;
        _close(request.terms, requestId, state);
        emit RequestCancelled(requestId, msg.sender);
    }

    /// @inheritdoc IEscrowExtension
    function cancelBefore(address token, uint64 nonce) external {
        Account storage account = _ledger[token][msg.sender];
        if (nonce <= account.minNonce) revert NonceNotRaised(nonce, account.minNonce);

        account.minNonce = nonce;
        emit NonceRaised(token, msg.sender, nonce);
    }

    /// @inheritdoc IEscrowExtension
    function expire(Request calldata request) external {
        uint256 acceptBy = request.terms.acceptBy;
        if (!Deadline.isPast(block.timestamp, acceptBy)) revert RequestNotExpired(acceptBy, block.timestamp);
        bytes32 requestId = _requestIdOf(request);
        RequestState storage state = _requests[requestId];
        if (!state.posted) revert RequestNotPosted(requestId);
        if (state.openShards == 0) revert NothingDue();

        _close(request.terms, requestId, state);
    }

    /// @inheritdoc IEscrowExtension
    function approveSigned(
        Terms calldata terms,
        bytes32 workHash,
        uint32[] calldata shards,
        bytes32[] calldata roots,
        bytes calldata signature
    ) external {
        _requireShards(shards.length);
        if (roots.length != shards.length) revert ListMismatch(roots.length, shards.length);
        bytes32 requestId = _requestId(terms, workHash);
        bytes32 hash = keccak256(
            abi.encode(
                APPROVAL_TYPEHASH,
                requestId,
                keccak256(abi.encodePacked(shards)),
                keccak256(abi.encodePacked(roots))
            )
        );
        _requireSigner(terms.requester, _hashTypedDataV4(hash), signature);

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            JobWord word = _undisputed(jobId);
            bytes32 root = _jobs[jobId].sealOrRoot;
            if (root != roots[i]) revert RootMismatch(jobId, root, roots[i]);
            _pay(terms, jobId, word);
        }
    }

    function _requireRequester(Terms calldata terms) private view {
        if (msg.sender != terms.requester) revert NotRequester(msg.sender, terms.requester);
    }

    /// @dev Gives back what the open shards of a posted request have set aside, once.
    function _close(Terms calldata terms, bytes32 requestId, RequestState storage state) private {
        uint16 open = state.openShards;
        if (open == 0) return;
        state.openShards = 0;
        _credit(terms.payToken, terms.requester, uint256(open) * terms.maxPrice);
        _credit(QRN, terms.requester, uint256(open) * terms.burn);
        emit RequestClosed(requestId, terms.requester, open);
    }
}
