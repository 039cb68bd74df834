// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";

/// @notice Both halves of the escrow find everything at the same place: what one writes, the other reads, for each of
/// the places that state has.
contract JobEscrowStorageTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    bytes32 private constant ROOT = keccak256("root");

    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(2);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_hash, _id) = (workHash(r), jobId(r, 0));
    }

    function test_storage_jobsAndLocks() external {
        accept(_r, 0);
        vm.warp(block.timestamp + 61);
        escrow.noShow(_r.terms, _hash, one(0));
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked by the extension");
        accept(_r, 0);
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        assertEq(job.attempt, 1, "its attempt is taken up");
        assertEq(uint256(job.state), uint256(State.Assigned), "and taken");
        assertEq(escrow.lockedOf(WORKER), LOCK, "locked by the escrow");
    }

    function test_storage_sealsAndRoots() external {
        MatmulFixture.Product memory p = product(_r, 0);
        accept(_r, 0);
        commit(_r, 0, p.outputRoot());
        bytes32 seed = draw(_r, 0, true);
        bytes[] memory proofs = samplesOf(_r, p, seed);
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, p.outputRoot()), p.inputRoots(), proofs, "");
        assertEq(escrow.jobOf(_id).sealOrRoot, p.outputRoot(), "the root is where the seal was");
        vm.prank(requester);
        escrow.approve(_r.terms, _hash, one(0));
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid by the escrow");
    }

    function test_storage_requests() external {
        bytes32 id = escrow.requestIdOf(_r);
        vm.prank(requester);
        escrow.post(_r);
        assertTrue(escrow.requestOf(id).posted, "posted by the extension");
        vm.prank(OPERATOR);
        escrow.accept(_r.terms, _hash, one(1), WORKER);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestClosed(id, requester, 1);
        vm.prank(requester);
        escrow.cancel(_r);
        assertTrue(escrow.isCancelled(id), "closed, without the shard that the escrow took");
    }

    function test_storage_credits() external {
        uint256 until = block.timestamp + 100;
        vm.startPrank(requester);
        escrow.lockBalance(address(0), until);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.BalanceBound.selector, address(0), requester, until, block.timestamp)
        );
        escrow.withdraw(address(0), requester, 1);
        escrow.cancelBefore(address(0), 2);
        vm.stopPrank();
        IEscrowBase.AccountView memory account = escrow.accountOf(address(0), requester);
        assertEq(account.amount, 100 ether, "by the escrow's deposit");
        assertEq(account.lockedUntil, until, "by the extension");
        assertEq(account.minNonce, 2, "by the extension");
        bytes memory signature = sign(_r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NonceCancelled.selector, 1, 2));
        vm.prank(OPERATOR);
        escrow.acceptSigned(_r, one(0), WORKER, signature);
    }

    function test_storage_tokens() external {
        escrow.setTokenPaused(address(qrn), true);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TokenPaused.selector, address(qrn)));
        escrow.depositWithPermit(address(qrn), WORKER, 5, 0, 0, 0, 0);
        escrow.setTokenPaused(address(qrn), false);
        escrow.depositWithPermit(address(qrn), WORKER, 5, 0, 0, 0, 0);
        assertEq(escrow.ledgerOf(address(qrn), WORKER), 5, "credited by the extension");
        vm.prank(WORKER);
        escrow.withdraw(address(qrn), STRANGER, 5);
        assertEq(qrn.balanceOf(STRANGER), 5, "withdrawn from the escrow");
        assertEq(qrn.balanceOf(escrow.EXTENSION()), 0, "which alone holds money");
    }

    function test_storage_challenges() external {
        MatmulFixture.Product memory p = product(_r, 0);
        p.corrupt(3);
        runTo(_r, 0, p.outputRoot());
        bytes32 c = challenge(_r, 0, 3, p.proof(3), "n");
        escrow.registerChallenge(c);
        bytes memory call = abi.encodeCall(escrow.proveFraud, (_r, 0, 3, "n", p.inputRoots(), p.proof(3)));
        vm.prank(CHALLENGER);
        (bool ok, bytes memory reason) = address(escrow).call(call);
        bytes memory fresh = abi.encodeWithSelector(IEscrowBase.ChallengeTooFresh.selector, c);
        assertTrue(!ok && keccak256(reason) == keccak256(fresh), "the block that the escrow stored");
        vm.roll(block.number + 1);
        vm.prank(CHALLENGER);
        (ok, ) = address(escrow).call(call);
        assertTrue(ok && escrow.jobOf(_id).state == State.Slashed, "proved");
    }

    /// @dev A signed approval counts the burn in the extension; the escrow adds its own, rolls both and flushes them.
    function test_storage_burns() external {
        runTo(_r, 0, ROOT);
        runTo(_r, 1, ROOT);
        bytes memory signature = _approval(0);
        escrow.approveSigned(_r.terms, _hash, one(0), oneWord(ROOT), signature);
        (uint256 epoch, uint256 burned, uint256 burnable) = escrow.running();
        assertEq(burned, BURN, "the epoch's sum");
        assertEq(burnable, BURN, "for the flush");
        vm.prank(requester);
        escrow.approve(_r.terms, _hash, one(1));
        (, burned) = escrow.runningOf(WORKER);
        assertEq(burned, 2 * BURN, "the worker's sum, of both");
        escrow.flushBurn();
        assertEq(emission.burnedTotal(), 2 * BURN, "flushed");
        vm.warp(block.timestamp + EPOCH);
        address[] memory workers = new address[](1);
        workers[0] = WORKER;
        escrow.roll(workers);
        assertEq(emission.burnedIn(address(escrow), epoch), 2 * BURN, "reported");
        assertEq(emission.owedTo(WORKER), (2 * BURN * 9) / 10, "credited");
    }

    function test_storage_disputer() external {
        runTo(_r, 0, ROOT);
        escrow.setDisputer(STRANGER);
        assertEq(escrow.disputer(), STRANGER, "named by the extension");
        vm.prank(STRANGER);
        escrow.openDispute(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeOpen.selector, _id, 1));
        vm.prank(requester);
        escrow.approve(_r.terms, _hash, one(0));
    }

    /// @dev Roles are the escrow's: a new authority of the escrow is the extension's too.
    function test_storage_authority() external {
        AccessManager other = new AccessManager(STRANGER);
        manager.updateAuthority(address(escrow), address(other));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        escrow.setDisputer(WORKER);
        vm.prank(STRANGER);
        escrow.setDisputer(WORKER);
        assertEq(escrow.disputer(), WORKER, "by the new authority's admin");
    }

    /// @dev A delayed role schedules the forwarded call as it schedules any other.
    function test_storage_scheduledCalls() external {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = escrow.setDisputer.selector;
        manager.setTargetFunctionRole(address(escrow), selectors, 7);
        manager.grantRole(7, STRANGER, 1 days);
        bytes memory call = abi.encodeCall(escrow.setDisputer, (WORKER));
        vm.startPrank(STRANGER);
        (bool ok, ) = address(escrow).call(call);
        assertTrue(!ok, "not before it is scheduled");
        manager.schedule(address(escrow), call, 0);
        (ok, ) = address(escrow).call(call);
        assertTrue(!ok, "nor before its time");
        vm.warp(block.timestamp + 1 days);
        escrow.setDisputer(WORKER);
        vm.stopPrank();
        assertEq(escrow.disputer(), WORKER, "then it is");
    }

    function _approval(uint32 shard) private view returns (bytes memory) {
        bytes32 typeHash = keccak256("Approval(bytes32 requestId,uint32[] shards,bytes32[] roots)");
        bytes32 shards = keccak256(abi.encode(uint256(shard)));
        bytes32 hash = keccak256(abi.encode(typeHash, escrow.requestIdOf(_r), shards, keccak256(abi.encode(ROOT))));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", escrow.domainSeparator(), hash));
        (uint8 v, bytes32 first, bytes32 second) = vm.sign(REQUESTER_KEY, digest);
        return abi.encodePacked(first, second, v);
    }
}
