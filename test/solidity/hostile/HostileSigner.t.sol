// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Mood} from "../invariant/Moody.sol";
import {MoodyRequester} from "../invariant/MoodyRequester.sol";
import {Undoing} from "../utils/Undoing.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A signer that makes a call of its own while it is asked, once it is armed, and agrees if the call did nothing.
/// @dev Nothing here keeps the call from changing state: only that it is asked by a static call does.
contract ReenteringSigner {
    /// @dev A change of state within a static call burns all gas that it has.
    uint256 private constant GAS = 100_000;

    address private _target;
    bytes private _call;

    function arm(address target, bytes calldata call) external {
        (_target, _call) = (target, call);
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (_target == address(0)) return IERC1271.isValidSignature.selector;
        (bool ok, ) = _target.call{gas: GAS}(_call);
        return ok ? bytes4(0) : IERC1271.isValidSignature.selector;
    }
}

/// @notice Smart accounts that sign for themselves (ERC-1271) and turn hostile: when they are asked, or afterwards.
contract HostileSignerTest is Affairs, Undoing {
    /// @dev What the escrow gives a signer, and what a whole accept takes besides.
    uint256 private constant SIGNER_GAS = 200_000;
    uint256 private constant ACCEPT_GAS = 500_000;

    MoodyRequester private _signer;

    function setUp() external {
        setUpMarket();
        _signer = new MoodyRequester();
        _fund(address(_signer));
    }

    /// @dev Whatever it answers but its agreement, the worker loses a bounded part of its gas and nobody anything else.
    function test_accept_isRefusedWhen_theSignerTurns() external {
        Request memory r = _requestOf(address(_signer));
        bytes memory reason = abi.encodeWithSelector(
            IEscrowBase.SignatureMismatch.selector,
            escrow.requestIdOf(r),
            address(_signer)
        );
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            _signer.turn(Mood(mood));
            bytes memory call = abi.encodeCall(escrow.acceptSigned, (r, one(0), WORKER, "any"));
            vm.prank(OPERATOR);
            uint256 gas = gasleft();
            (bool ok, bytes memory answer) = address(escrow).call(call);
            gas -= gasleft();
            assertTrue(!ok && keccak256(answer) == keccak256(reason), "refused");
            assertTrue(gas < SIGNER_GAS + ACCEPT_GAS, "and bounded in gas");
        }
        _assertUntouched(r);
    }

    /// @dev Whatever gas the worker sends, it has the jobs with everything that belongs to them, or nothing happened.
    function test_accept_isWholeOrNothingForAnyGas() external {
        Request memory r = _requestOf(address(_signer));
        bytes memory call = abi.encodeCall(escrow.acceptSigned, (r, one(0), WORKER, "any"));
        bool accepted;
        for (uint256 gas = 20_000; gas < 700_000; gas += 3_001) {
            bool ok = abi.decode(tried(abi.encodeCall(this.acceptWith, (gas, call, r))), (bool));
            assertTrue(ok || !accepted, "more gas never refuses");
            accepted = ok;
        }
        assertTrue(accepted, "with enough it is accepted");
    }

    /// @notice Accepts with so much gas; says whether it did.
    function acceptWith(uint256 gas, bytes calldata call, Request memory r) external returns (bool ok) {
        vm.prank(OPERATOR);
        (ok, ) = address(escrow).call{gas: gas}(call);
        if (!ok) _assertUntouched(r);
        else assertEq(escrow.lockedOf(WORKER), LOCK, "locked");
    }

    /// @dev It is asked by a static call: nothing that it calls can change anything, so none of these succeeds, though each
    /// would if the signer made it by itself.
    function test_accept_letsASignerCallNothing() external {
        ReenteringSigner signer = new ReenteringSigner();
        _fund(address(signer));
        Request memory r = _requestOf(address(signer));
        bytes[] memory calls = _callsOf(r);
        for (uint256 i; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.prank(address(signer));
            (bool ok, ) = address(escrow).call(calls[i]);
            assertTrue(ok, "its own to make");
            vm.revertToState(snapshot);

            signer.arm(address(escrow), calls[i]);
            vm.prank(OPERATOR);
            (ok, ) = address(escrow).call(abi.encodeCall(escrow.acceptSigned, (r, one(0), WORKER, "any")));
            assertTrue(ok, "agreed, as its call did nothing");
            assertEq(escrow.ledgerOf(address(0), address(signer)), 9 ether, "paid the price, and nothing else");
            assertEq(escrow.ledgerOf(address(qrn), address(signer)), 98 ether, "and the burn");
            assertEq(escrow.accountOf(address(0), address(signer)).minNonce, 0, "no nonce");
            assertEq(escrow.lockedOf(WORKER), LOCK, "locked");
            vm.revertToState(snapshot);
        }
    }

    /// @dev The same where it is asked about its approval.
    function test_approve_letsASignerCallNothing() external {
        ReenteringSigner signer = new ReenteringSigner();
        _fund(address(signer));
        beginAffairs(address(0), address(signer));
        bytes[] memory calls = _callsOf(_requestOf(address(signer)));
        bytes memory approval = _approval();
        uint256 credit = escrow.ledgerOf(address(0), address(signer));
        for (uint256 i; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            signer.arm(address(escrow), calls[i]);
            (bool ok, ) = address(escrow).call(approval);
            assertTrue(ok, "agreed, as its call did nothing");
            assertEq(uint256(escrow.jobOf(jobId(taken, APPROVED)).state), uint256(State.Finalized), "approved");
            assertEq(escrow.ledgerOf(address(0), address(signer)), credit, "its credit");
            assertEq(escrow.accountOf(address(0), address(signer)).minNonce, 0, "no nonce");
            vm.revertToState(snapshot);
        }
    }

    /// @dev After the accept nobody asks it again: it can refuse its approval, and every job ends without it.
    function test_jobs_endWhen_theSignerChangesItsMind() external {
        beginAffairs(address(0), address(_signer));
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            uint256 snapshot = vm.snapshotState();
            _signer.turn(Mood(mood));
            _assertNotApproved();
            endAffairs();
            assertEnded(10 ether);
            assertQrnLeaves(100 ether);
            assertCoinLeaves(address(_signer), 8 ether);
            assertCoinLeaves(WORKER, 2 * PAID);
            assertCoinLeaves(AUTHOR, 2 * (PRICE - PAID));
            vm.revertToState(snapshot);
        }
    }

    function _assertNotApproved() private {
        (bool ok, bytes memory reason) = address(escrow).call(_approval());
        assertTrue(!ok && bytes4(reason) == IEscrowBase.SignatureMismatch.selector, "not approved");
    }

    function _approval() private view returns (bytes memory) {
        bytes32[] memory roots = oneWord(rootOf(APPROVED));
        return abi.encodeCall(escrow.approveSigned, (taken.terms, workHash(taken), one(APPROVED), roots, "any"));
    }

    function signatureOf(Request memory) internal pure override returns (bytes memory) {
        return "any";
    }

    /// @dev Calls that are a requester's to make at any time.
    function _callsOf(Request memory r) private view returns (bytes[] memory calls) {
        bytes[] memory inner = new bytes[](1);
        inner[0] = abi.encodeCall(escrow.cancel, (r));
        calls = new bytes[](7);
        calls[0] = abi.encodeCall(escrow.withdraw, (address(0), SINK, 1 ether));
        calls[1] = inner[0];
        calls[2] = abi.encodeCall(escrow.cancelBefore, (address(0), 9));
        calls[3] = abi.encodeCall(escrow.lockBalance, (address(0), block.timestamp + 1));
        calls[4] = abi.encodeCall(escrow.post, (r));
        calls[5] = abi.encodeCall(escrow.registerChallenge, ("c"));
        calls[6] = abi.encodeCall(escrow.multicall, (inner));
    }

    function _fund(address account) private {
        escrow.deposit{value: 10 ether}(address(0), account, 10 ether);
        escrow.deposit(address(qrn), account, 100 ether);
    }

    function _requestOf(address signer) private view returns (Request memory r) {
        r = requestOf(2);
        r.terms.requester = signer;
    }

    function _assertUntouched(Request memory r) private view {
        assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Open), "open");
        assertEq(escrow.ledgerOf(address(0), r.terms.requester), 10 ether, "coin");
        assertEq(escrow.ledgerOf(address(qrn), r.terms.requester), 100 ether, "QRN");
        assertEq(escrow.lockedOf(WORKER), 0, "locks");
    }
}
