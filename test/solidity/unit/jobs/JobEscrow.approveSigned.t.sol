// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {SmartAccount} from "../../../../contracts/mocks/SmartAccount.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Approval by signature: anyone may hand it in, and it pays exactly the results that it names.
contract JobEscrowApproveSignedTest is Market {
    /// @notice What an approval says, and who signed it.
    struct Approval {
        uint32[] shards;
        bytes32[] roots;
        bytes signature;
    }

    bytes32 private constant ROOT = keccak256("root");
    bytes32 private constant OTHER = keccak256("other");

    function setUp() external {
        setUpMarket();
    }

    function test_approveSigned_paysAtOnceWhoeverHandsItIn() external {
        Request memory r = requestOf(3);
        runTo(r, 0, ROOT);
        runTo(r, 2, OTHER);
        Approval memory a = _two(r);
        bytes32 hash = workHash(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobFinalized(jobId(r, 2), WORKER, 0.975 ether, 0.025 ether, BURN);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobFinalized(jobId(r, 0), WORKER, 0.975 ether, 0.025 ether, BURN);
        vm.prank(STRANGER);
        escrow.approveSigned(r.terms, hash, a.shards, a.roots, a.signature);

        assertEq(escrow.ledgerOf(address(0), WORKER), 2 * 0.975 ether, "worker");
        assertEq(escrow.ledgerOf(address(0), AUTHOR), 2 * 0.025 ether, "author");
        assertEq(escrow.ledgerOf(address(0), requester), 98 ether, "requester");
        (, , uint256 burnable) = escrow.running();
        assertEq(burnable, 2 * BURN, "burned");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        assertEq(escrow.jobOf(jobId(r, 0)).sealOrRoot, ROOT, "the root stays");
    }

    /// @dev The refusal shows the digest that the contract made, beside the one written out here as EIP-712 says.
    function test_approveSigned_coversTheEip712Digest() external {
        Request memory r = requestOf(3);
        runTo(r, 0, ROOT);
        runTo(r, 2, OTHER);
        Approval memory a = _two(r);
        assertEq(escrow.domainSeparator(), _domain(), "domain");
        a.signature = "";
        _expect(r, a, _mismatch(r, a));
    }

    function testFuzz_approveSigned_coversTheEip712Digest(uint32[] calldata shards, bytes32 seed) external {
        if (shards.length == 0) return;
        Approval memory a = Approval({shards: shards, roots: new bytes32[](shards.length), signature: ""});
        for (uint256 i; i < shards.length; ++i) a.roots[i] = keccak256(abi.encode(seed, i));
        Request memory r = requestOf(1);
        _expect(r, a, _mismatch(r, a));
    }

    function test_approveSigned_asksASmartAccount() external {
        Request memory r = _smart();
        bytes memory signature = sign(r);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
        commit(r, 0, ROOT);
        draw(r, 0, false);
        reveal(r, 0, ROOT);

        Approval memory a = _approve(r, 0, ROOT);
        bytes memory good = a.signature;
        a.signature = _sign(REQUESTER_KEY + 1, r, a);
        _expect(r, a, _mismatch(r, a));
        a.signature = good;
        _send(r, a);
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
    }

    function test_approveSigned_revertsWhen_signatureIsNotTheRequesters() external {
        Request memory r = requestOf(1);
        runTo(r, 0, ROOT);
        Approval memory a = _approve(r, 0, ROOT);
        a.signature = _sign(REQUESTER_KEY + 1, r, a);
        _expect(r, a, _mismatch(r, a));
        // What the requester signed as a request approves nothing.
        a.signature = sign(r);
        _expect(r, a, _mismatch(r, a));
        a.signature = new bytes(65);
        _expect(r, a, _mismatch(r, a));
    }

    function test_approveSigned_revertsWhen_somethingChangedAfterSigning() external {
        Request memory r = requestOf(2);
        runTo(r, 0, ROOT);
        runTo(r, 1, ROOT);
        Approval memory a = _approve(r, 0, ROOT);
        a.shards[0] = 1;
        _expect(r, a, _mismatch(r, a));
        a = _approve(r, 0, OTHER);
        a.roots[0] = ROOT;
        _expect(r, a, _mismatch(r, a));
        a = _approve(r, 0, ROOT);
        r.terms.nonce = 2;
        _expect(r, a, _mismatch(r, a));
    }

    function test_approveSigned_revertsWhen_aRootIsAnother() external {
        Request memory r = requestOf(3);
        runTo(r, 0, ROOT);
        runTo(r, 2, ROOT);
        Approval memory a = _approve(r, 0, OTHER);
        _expect(r, a, _rootMismatch(r, 0, ROOT, OTHER));
        a = _two(r);
        _expect(r, a, _rootMismatch(r, 2, ROOT, OTHER));
        (a.shards[0], a.shards[1]) = (0, 2);
        (a.roots[0], a.roots[1]) = (ROOT, OTHER);
        a.signature = _sign(REQUESTER_KEY, r, a);
        _expect(r, a, _rootMismatch(r, 2, ROOT, OTHER));
        assertEq(escrow.ledgerOf(address(0), WORKER), 0, "all or none");
    }

    function test_approveSigned_revertsWhen_listsAreWrong() external {
        Request memory r = requestOf(1);
        runTo(r, 0, ROOT);
        Approval memory a = Approval({shards: one(0), roots: new bytes32[](2), signature: ""});
        a.signature = _sign(REQUESTER_KEY, r, a);
        _expect(r, a, abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 2, 1));
        a = Approval({shards: new uint32[](0), roots: new bytes32[](0), signature: ""});
        a.signature = _sign(REQUESTER_KEY, r, a);
        _expect(r, a, abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        a = Approval({shards: new uint32[](2), roots: new bytes32[](2), signature: ""});
        (a.roots[0], a.roots[1]) = (ROOT, ROOT);
        a.signature = _sign(REQUESTER_KEY, r, a);
        _expect(r, a, _inState(r, State.Finalized));
    }

    function test_approveSigned_revertsWhen_notRevealed() external {
        Request memory r = requestOf(1);
        Approval memory none = _approve(r, 0, 0);
        _expect(r, none, _inState(r, State.Open));
        accept(r, 0);
        _expect(r, none, _inState(r, State.Assigned));
        commit(r, 0, ROOT);
        // Not by the seal either.
        Approval memory a = _approve(r, 0, escrow.jobOf(jobId(r, 0)).sealOrRoot);
        _expect(r, a, _inState(r, State.Committed));
    }

    function test_approveSigned_paysOnce() external {
        Request memory r = requestOf(1);
        runTo(r, 0, ROOT);
        Approval memory a = _approve(r, 0, ROOT);
        _send(r, a);
        _expect(r, a, _inState(r, State.Finalized));
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "once");
    }

    /// @dev An approval names a result, not an attempt: it pays whoever shows that result, and no other.
    function test_approveSigned_ofAnotherAttemptPaysTheSameResultOnly() external {
        Request memory r = requestOf(1);
        Approval memory a = _approve(r, 0, ROOT);
        accept(r, 0);
        vm.warp(block.timestamp + 61);
        noShow(r, 0);
        uint256 snapshot = vm.snapshotState();
        runTo(r, 0, OTHER);
        _expect(r, a, _rootMismatch(r, 0, OTHER, ROOT));
        vm.revertToState(snapshot);
        runTo(r, 0, ROOT);
        _send(r, a);
        assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Finalized), "paid");
    }

    function test_approveSigned_revertsWhen_disputedOrSlashed() external {
        escrow.setDisputer(address(this));
        Request memory r = requestOf(1);
        runTo(r, 0, ROOT);
        Approval memory a = _approve(r, 0, ROOT);
        bytes32 id = jobId(r, 0);
        escrow.openDispute(id);
        _expect(r, a, abi.encodeWithSelector(IEscrowBase.DisputeOpen.selector, id, 1));
        escrow.slashByDispute(r.terms, workHash(r), 0, CHALLENGER);
        _expect(r, a, _inState(r, State.Slashed));
    }

    /// @dev A request of an account whose key is the requester's, which pays for it.
    function _smart() private returns (Request memory r) {
        r = requestOf(1);
        r.terms.requester = address(new SmartAccount(requester));
        escrow.deposit{value: 2 ether}(address(0), r.terms.requester, 2 ether);
        escrow.deposit(address(qrn), r.terms.requester, BURN);
    }

    /// @dev Shards 2 and 0, in this order, with the results `OTHER` and `ROOT`.
    function _two(Request memory r) private view returns (Approval memory a) {
        (a.shards, a.roots) = (new uint32[](2), new bytes32[](2));
        a.shards[0] = 2;
        (a.roots[0], a.roots[1]) = (OTHER, ROOT);
        a.signature = _sign(REQUESTER_KEY, r, a);
    }

    function _approve(Request memory r, uint32 shard, bytes32 root) private view returns (Approval memory a) {
        (a.shards, a.roots) = (one(shard), oneWord(root));
        a.signature = _sign(REQUESTER_KEY, r, a);
    }

    function _sign(uint256 key, Request memory r, Approval memory a) private view returns (bytes memory) {
        (uint8 v, bytes32 first, bytes32 second) = vm.sign(key, _digest(r, a));
        return abi.encodePacked(first, second, v);
    }

    function _digest(Request memory r, Approval memory a) private view returns (bytes32) {
        bytes memory shards;
        bytes memory roots;
        for (uint256 i; i < a.shards.length; ++i) shards = bytes.concat(shards, abi.encode(a.shards[i]));
        for (uint256 i; i < a.roots.length; ++i) roots = bytes.concat(roots, a.roots[i]);
        bytes32 typeHash = keccak256("Approval(bytes32 requestId,uint32[] shards,bytes32[] roots)");
        bytes memory fields = abi.encode(typeHash, escrow.requestIdOf(r), keccak256(shards), keccak256(roots));
        return keccak256(abi.encodePacked(bytes2(0x1901), _domain(), keccak256(fields)));
    }

    function _domain() private view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        return keccak256(abi.encode(typeHash, keccak256("Quern"), keccak256("1"), block.chainid, address(escrow)));
    }

    function _send(Request memory r, Approval memory a) private {
        bytes32 hash = workHash(r);
        vm.prank(STRANGER);
        escrow.approveSigned(r.terms, hash, a.shards, a.roots, a.signature);
    }

    function _expect(Request memory r, Approval memory a, bytes memory reason) private {
        bytes32 hash = workHash(r);
        vm.expectRevert(reason);
        vm.prank(STRANGER);
        escrow.approveSigned(r.terms, hash, a.shards, a.roots, a.signature);
    }

    function _mismatch(Request memory r, Approval memory a) private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.SignatureMismatch.selector, _digest(r, a), r.terms.requester);
    }

    function _rootMismatch(
        Request memory r,
        uint32 shard,
        bytes32 have,
        bytes32 need
    ) private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.RootMismatch.selector, jobId(r, shard), have, need);
    }

    function _inState(Request memory r, State have) private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.JobInState.selector, jobId(r, 0), have, State.Revealed);
    }
}
