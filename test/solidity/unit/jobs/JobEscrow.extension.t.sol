// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {IEscrowExtension} from "../../../../contracts/jobs/IEscrowExtension.sol";
import {EscrowConfig} from "../../../../contracts/jobs/EscrowState.sol";
import {EscrowExtension} from "../../../../contracts/jobs/EscrowExtension.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Stands in for an extension: gives back who called, as which contract, and with what.
contract Echo {
    error Heard(address caller, address self, bytes sent);

    fallback() external {
        revert Heard(msg.sender, address(this), msg.data);
    }
}

/// @notice The rare calls run in the extension, over the escrow's storage and nobody else's.
contract JobEscrowExtensionTest is Market {
    bytes32 private constant ROOT = keccak256("root");
    /// Reverts with what it was sent.
    bytes private constant THROWS_BACK = hex"365f5f37365ffd";
    /// Stops, with coin or without.
    bytes private constant DOES_NOTHING = hex"00";
    /// Reverts without a reason.
    bytes private constant THROWS_NOTHING = hex"5f5ffd";

    EscrowExtension private _extension;
    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;

    function setUp() external {
        setUpMarket();
        _extension = EscrowExtension(escrow.EXTENSION());
        Request memory r = requestOf(2);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_hash, _id) = (workHash(r), jobId(r, 0));
    }

    /// @dev The list of calls below is whole: their selectors make the interface's id.
    function test_rareCalls_areAllOfTheExtensions() external view {
        bytes[] memory calls = _rareCalls();
        bytes4 id;
        for (uint256 i; i < calls.length; ++i) id ^= bytes4(calls[i]);
        assertEq(bytes32(id), bytes32(type(IEscrowExtension).interfaceId), "none is left out");
    }

    function test_rareCalls_revertWithTheExtensionsReason() external {
        bytes[] memory calls = _rareCalls();
        bytes[] memory reasons = _refusals();
        assertEq(reasons.length, calls.length, "one each");
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = _send(calls[i], 0);
            assertTrue(!ok, "refused");
            assertEq(keccak256(answer), keccak256(reasons[i]), "by the extension's own words");
        }
    }

    /// @dev Every call arrives byte for byte, in the caller's name and over the escrow's storage; reasons come back so.
    function testFuzz_rareCalls_areHandedOnAsTheyCame(bytes calldata tail) external {
        bytes[] memory calls = _rareCalls();
        for (uint256 i; i < calls.length; ++i) {
            bytes memory sent = bytes.concat(calls[i], tail);
            vm.etch(address(_extension), type(Echo).runtimeCode);
            (bool ok, bytes memory answer) = _send(sent, 0);
            bytes memory heard = abi.encodeWithSelector(Echo.Heard.selector, STRANGER, address(escrow), sent);
            assertTrue(!ok && keccak256(answer) == keccak256(heard), "what it hears");
            vm.etch(address(_extension), THROWS_BACK);
            (ok, answer) = _send(sent, 0);
            assertTrue(!ok && keccak256(answer) == keccak256(sent), "a reason");
        }
        vm.etch(address(_extension), THROWS_NOTHING);
        (bool none, bytes memory empty) = _send(calls[0], 0);
        assertTrue(!none && bytes4(empty) == Errors.FailedCall.selector, "no reason");
    }

    /// @dev The escrow itself refuses coin, whatever the extension would do with it.
    function test_rareCalls_takeNoCoin() external {
        bytes[] memory calls = _rareCalls();
        vm.deal(STRANGER, 1 ether);
        vm.etch(address(_extension), DOES_NOTHING);
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = _send(calls[i], 1);
            assertTrue(!ok && answer.length == 0, "refused before anything runs");
            (ok, ) = _send(calls[i], 0);
            assertTrue(ok, "for the coin alone");
        }
    }

    function test_constructor_keepsAnExtensionOfTheSameValues() external {
        EscrowConfig memory config = escrowConfig();
        EscrowExtension twin = new EscrowExtension(config);
        JobEscrow other = new JobEscrow(config, address(twin));
        assertEq(other.EXTENSION(), address(twin), "kept");
        assertEq(other.CONFIG_HASH(), keccak256(abi.encode(config)), "all values");
    }

    /// @dev Each value that can differ alone is part of the hash.
    function test_constructor_revertsWhen_theExtensionHasOtherValues() external {
        EscrowConfig memory config = escrowConfig();
        EscrowExtension[9] memory others = _otherExtensions(config);
        for (uint256 i; i < others.length; ++i) {
            bytes32 have = others[i].CONFIG_HASH();
            bytes32 need = keccak256(abi.encode(config));
            assertTrue(have != need, "another hash");
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ExtensionMismatch.selector, have, need));
            new JobEscrow(config, address(others[i]));
        }
    }

    function test_constructor_revertsWhen_theExtensionHasNoCodeOrAnother() external {
        EscrowConfig memory config = escrowConfig();
        address[3] memory others = [address(0), STRANGER, address(qrn)];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert();
            new JobEscrow(config, others[i]);
        }
    }

    function test_extension_takesNoMoneyItself() external {
        vm.deal(STRANGER, 10);
        bytes[] memory calls = _rareCalls();
        vm.startPrank(STRANGER);
        for (uint256 i; i < calls.length; ++i) {
            (bool paid, ) = address(_extension).call{value: 1}(calls[i]);
            assertTrue(!paid, "no coin");
        }
        (bool ok, ) = address(_extension).call{value: 1}("");
        assertTrue(!ok, "no plain transfer");
        (ok, ) = address(_extension).call{value: 1}(abi.encodeCall(escrow.deposit, (address(0), STRANGER, 1)));
        assertTrue(!ok, "no deposit");
        vm.stopPrank();
        qrn.approve(address(_extension), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TokenNotAllowed.selector, address(qrn)));
        _extension.depositWithPermit(address(qrn), address(this), 1, 0, 0, 0, 0);
        (ok, ) = address(_extension).call(abi.encodeCall(escrow.setToken, (address(qrn), true, 1)));
        assertTrue(!ok, "and no token can be allowed there");
    }

    function test_extension_knowsNoJobOfTheEscrow() external {
        accept(_r, 0);
        vm.warp(block.timestamp + 61);
        (bool ok, bytes memory reason) = address(_extension).call(
            abi.encodeCall(_extension.noShow, (_r.terms, _hash, one(0)))
        );
        assertTrue(!ok && bytes4(reason) == IEscrowBase.JobInState.selector, "its own job is Open");
        bytes memory accepted = abi.encodeCall(escrow.acceptSigned, (_r, one(0), WORKER, sign(_r)));
        vm.prank(OPERATOR);
        (ok, ) = address(_extension).call(accepted);
        assertTrue(!ok, "and cannot become anything else");
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Assigned), "the escrow's is as it was");
        assertEq(escrow.lockedOf(WORKER), LOCK, "and its lock");
    }

    function test_extension_hasNoPowerOverTheEscrow() external {
        runTo(_r, 0, ROOT);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        _extension.setDisputer(STRANGER);
        _extension.setDisputer(STRANGER);
        assertEq(escrow.disputer(), address(0), "the escrow has none");
        vm.startPrank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.JobInState.selector, _id, State.Open, State.Revealed));
        _extension.openDispute(_id);
        (bool ok, ) = address(_extension).call(
            abi.encodeCall(_extension.slashByDispute, (_r.terms, _hash, 0, STRANGER))
        );
        assertTrue(!ok, "nobody is slashed");
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotDisputer.selector, STRANGER));
        escrow.openDispute(_id);
        vm.stopPrank();
        assertEq(escrow.jobOf(_id).aux, 0, "no dispute");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 500 ether, "stake");
    }

    /// @dev What a requester writes there by mistake binds it nowhere.
    function test_extension_keepsItsOwnStorage() external {
        Request memory r = requestOf(1);
        r.terms.nonce = 10;
        vm.startPrank(requester);
        _extension.cancel(_r);
        _extension.cancelBefore(address(0), 9);
        _extension.lockBalance(address(0), block.timestamp + 1 days);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, bytes32("maxPrice"), 2 ether, 1 ether, 0)
        );
        _extension.post(r);
        escrow.withdraw(address(0), requester, 1 ether);
        vm.stopPrank();
        assertTrue(!escrow.isCancelled(escrow.requestIdOf(_r)), "not cancelled");
        assertEq(escrow.accountOf(address(0), requester).minNonce, 0, "no nonce");
        accept(_r, 0);
    }

    function _otherExtensions(EscrowConfig memory config) private returns (EscrowExtension[9] memory others) {
        bytes memory kept = abi.encode(config);
        for (uint256 i; i < others.length; ++i) {
            EscrowConfig memory c = abi.decode(kept, (EscrowConfig));
            if (i == 0) c.authority = address(new AccessManager(STRANGER));
            else if (i == 1) c.beacon = STRANGER;
            else if (i == 2) c.proofRunner = escrow.PROOF_RUNNER();
            else if (i == 3) c.beaconDelay += 1;
            else if (i == 4) c.revealWindow += 1;
            else if (i == 5) c.minChallengeWindow += 1;
            else if (i == 6) c.maxChallengeWindow += 1;
            else if (i == 7) c.maxDuration -= 1;
            else c.disputeClock += 1;
            others[i] = new EscrowExtension(c);
        }
    }

    function _send(bytes memory call, uint256 value) private returns (bool ok, bytes memory answer) {
        vm.prank(STRANGER);
        (ok, answer) = address(escrow).call{value: value}(call);
    }

    /// @dev One call of each kind that a stranger is refused, for the reason in `_refusals`.
    function _rareCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](16);
        bytes32[] memory none;
        bytes[] memory noProofs;
        calls[0] = abi.encodeCall(escrow.depositWithPermit, (address(1), STRANGER, 1, 2, 27, "r", "s"));
        calls[1] = abi.encodeCall(escrow.lockBalance, (address(0), block.timestamp + 7 days + 1));
        calls[2] = abi.encodeCall(escrow.post, (_r));
        calls[3] = abi.encodeCall(escrow.cancel, (_r));
        calls[4] = abi.encodeCall(escrow.cancelBefore, (address(0), 0));
        calls[5] = abi.encodeCall(escrow.approveSigned, (_r.terms, _hash, one(0), none, "signature"));
        calls[6] = abi.encodeCall(escrow.revealSampled, (_r, opening(0, ROOT), none, noProofs, "header"));
        calls[7] = abi.encodeCall(escrow.submitWitness, (_r, 0, none, "output"));
        calls[8] = abi.encodeCall(escrow.expire, (_r));
        calls[9] = abi.encodeCall(escrow.noShow, (_r.terms, _hash, one(0)));
        calls[10] = abi.encodeCall(escrow.slashTimeout, (_r.terms, _hash, one(0)));
        calls[11] = abi.encodeCall(escrow.proveFraud, (_r, 0, 1, "nonce", none, "proof"));
        calls[12] = abi.encodeCall(escrow.setDisputer, (STRANGER));
        calls[13] = abi.encodeCall(escrow.openDispute, (_id));
        calls[14] = abi.encodeCall(escrow.closeDispute, (_id));
        calls[15] = abi.encodeCall(escrow.slashByDispute, (_r.terms, _hash, 0, STRANGER));
    }

    function _refusals() private view returns (bytes[] memory reasons) {
        reasons = new bytes[](16);
        uint256 most = block.timestamp + 7 days;
        bytes memory notRequester = abi.encodeWithSelector(IEscrowBase.NotRequester.selector, STRANGER, requester);
        bytes memory notDisputer = abi.encodeWithSelector(IEscrowBase.NotDisputer.selector, STRANGER);
        reasons[0] = abi.encodeWithSelector(IEscrowBase.TokenNotAllowed.selector, address(1));
        reasons[1] = abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, bytes32("until"), most + 1, 0, most);
        (reasons[2], reasons[3]) = (notRequester, notRequester);
        reasons[4] = abi.encodeWithSelector(IEscrowBase.NonceNotRaised.selector, 0, 0);
        reasons[5] = abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1);
        (reasons[6], reasons[7]) = (_openNot(State.Committed), _openNot(State.Assigned));
        reasons[8] = abi.encodeWithSelector(IEscrowBase.RequestNotExpired.selector, _r.terms.acceptBy, block.timestamp);
        (reasons[9], reasons[10]) = (_openNot(State.Assigned), _openNot(State.Committed));
        reasons[11] = _openNot(State.Revealed);
        reasons[12] = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER);
        (reasons[13], reasons[14], reasons[15]) = (notDisputer, notDisputer, notDisputer);
    }

    function _openNot(State need) private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.JobInState.selector, _id, State.Open, need);
    }
}
