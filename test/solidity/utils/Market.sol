// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Attempt, Draw} from "../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {Request, Terms, Work} from "../../../contracts/jobs/Request.sol";
import {RequestHash} from "../../../contracts/jobs/RequestHash.sol";
import {MatmulFixture} from "./MatmulFixture.sol";
import {Protocol} from "./Protocol.sol";

/// @notice A requester, a worker with an operator, a challenger, and a signed request of two Matmul8 shards.
abstract contract Market is Protocol {
    using MatmulFixture for MatmulFixture.Product;

    uint256 internal constant REQUESTER_KEY = 0xA11CE;
    address internal constant WORKER = address(0x3031);
    address internal constant OPERATOR = address(0x3032);
    address internal constant CHALLENGER = address(0x3033);
    address internal constant STRANGER = address(0x3034);
    bytes32 internal constant SALT = keccak256("salt");
    uint96 internal constant LOCK = 100 ether;
    uint96 internal constant BURN = 2 ether;
    uint256 internal constant SEED = 42;

    address internal requester = vm.addr(REQUESTER_KEY);

    function setUpMarket() internal {
        deployProtocol();
        vm.deal(address(this), 1_000 ether);
        escrow.deposit{value: 100 ether}(address(0), requester, 100 ether);
        giveQrn(address(this), 1_000 ether);
        qrn.approve(address(escrow), type(uint256).max);
        escrow.deposit(address(qrn), requester, 100 ether);
        bond(WORKER, OPERATOR, 500 ether);
    }

    /// @notice A request of `shards` row blocks of a 6 × 5 × 40 product, priced 1 to 2 ETH.
    function requestOf(uint32 shards) internal view returns (Request memory r) {
        bytes memory params = MatmulFixture.paramsOf(6, 5, 40);
        r.terms = Terms({
            requester: requester,
            nonce: 1,
            payToken: address(0),
            minPrice: 1 ether,
            maxPrice: 2 ether,
            rampStart: uint40(block.timestamp),
            rampPeriod: 100,
            burn: BURN,
            lock: LOCK,
            acceptBy: uint40(block.timestamp + 1000),
            duration: 60,
            challengeWindow: 50,
            sampleBps: 5000,
            samples: 4,
            assignee: address(0),
            kernelId: MATMUL8
        });
        bytes32 inputRoot = MatmulFixture.build(params, shards, 0, SEED).inputRoot();
        r.work = Work({shards: shards, inputRoot: inputRoot, params: params, inputUri: "file:///inputs/"});
    }

    function product(Request memory r, uint32 shard) internal pure returns (MatmulFixture.Product memory) {
        return MatmulFixture.build(r.work.params, r.work.shards, shard, SEED);
    }

    function sign(Request memory r) internal view returns (bytes memory) {
        return signAs(REQUESTER_KEY, r);
    }

    function signAs(uint256 key, Request memory r) internal view returns (bytes memory) {
        (uint8 v, bytes32 first, bytes32 second) = vm.sign(key, escrow.requestIdOf(r));
        return abi.encodePacked(first, second, v);
    }

    function hashWork(Work calldata work) external pure returns (bytes32) {
        return RequestHash.hashWork(work);
    }

    function workHash(Request memory r) internal view returns (bytes32) {
        return this.hashWork(r.work);
    }

    function jobId(Request memory r, uint32 shard) internal view returns (bytes32) {
        return RequestHash.jobId(escrow.requestIdOf(r), shard);
    }

    function one(uint32 shard) internal pure returns (uint32[] memory list) {
        list = new uint32[](1);
        list[0] = shard;
    }

    /// @notice The shards 0 to `count` - 1.
    function firstShards(uint32 count) internal pure returns (uint32[] memory list) {
        list = new uint32[](count);
        for (uint32 i; i < count; ++i) list[i] = i;
    }

    function oneWord(bytes32 word) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = word;
    }

    function attemptOf(Request memory r, uint32 shard, address worker) internal view returns (Attempt memory) {
        bytes32 id = jobId(r, shard);
        return Attempt(address(escrow), id, escrow.jobOf(id).attempt, worker);
    }

    function sealOf(Request memory r, uint32 shard, bytes32 root) internal view returns (bytes32) {
        return Draw.sealOf(attemptOf(r, shard, WORKER), root, SALT);
    }

    function opening(uint32 shard, bytes32 root) internal pure returns (IEscrowBase.Reveal memory) {
        return IEscrowBase.Reveal({shard: shard, root: root, salt: SALT, outputUri: "file:///out"});
    }

    function openings(uint32 shard, bytes32 root) internal pure returns (IEscrowBase.Reveal[] memory list) {
        list = new IEscrowBase.Reveal[](1);
        list[0] = opening(shard, root);
    }

    function accept(Request memory r, uint32 shard) internal {
        bytes memory signature = sign(r);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(shard), WORKER, signature);
    }

    function post(Request memory r) internal {
        vm.prank(r.terms.requester);
        escrow.post(r);
    }

    /// @notice Accepts shards of a posted request.
    function take(Request memory r, uint32[] memory shards) internal {
        bytes32 hash = workHash(r);
        vm.prank(OPERATOR);
        escrow.accept(r.terms, hash, shards, WORKER);
    }

    function noShow(Request memory r, uint32 shard) internal {
        escrow.noShow(r.terms, workHash(r), one(shard));
    }

    function commit(Request memory r, uint32 shard, bytes32 root) internal {
        bytes32 seal = sealOf(r, shard, root);
        bytes32 hash = workHash(r);
        vm.prank(OPERATOR);
        escrow.commit(r.terms, hash, one(shard), oneWord(seal));
    }

    /// @notice Chooses a beacon value under which the committed job is, or is not, drawn; and sets it.
    function draw(Request memory r, uint32 shard, bool drawn) internal returns (bytes32 seed) {
        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, shard));
        Attempt memory attempt = attemptOf(r, shard, job.worker);
        for (uint256 i = 1; ; ++i) {
            bytes32 value = keccak256(abi.encode("beacon", i));
            seed = Draw.seedOf(attempt, job.sealOrRoot, value);
            if (Draw.isSampled(seed, r.terms.sampleBps) != drawn) continue;
            beacon.set(job.aux, value);
            return seed;
        }
    }

    function reveal(Request memory r, uint32 shard, bytes32 root) internal {
        bytes32 hash = workHash(r);
        vm.prank(OPERATOR);
        escrow.reveal(r.terms, hash, openings(shard, root), "");
    }

    /// @notice Brings `shard` to Revealed with `root`, undrawn.
    function runTo(Request memory r, uint32 shard, bytes32 root) internal {
        accept(r, shard);
        commit(r, shard, root);
        draw(r, shard, false);
        reveal(r, shard, root);
    }

    /// @notice Proofs of the elements that `seed` draws.
    function samplesOf(
        Request memory r,
        MatmulFixture.Product memory p,
        bytes32 seed
    ) internal pure returns (bytes[] memory proofs) {
        proofs = new bytes[](r.terms.samples);
        for (uint8 i; i < proofs.length; ++i) proofs[i] = p.proof(Draw.elementOf(seed, i, p.elements()));
    }

    function challenge(
        Request memory r,
        uint32 shard,
        uint64 element,
        bytes memory proof,
        bytes32 nonce
    ) internal view returns (bytes32) {
        return Draw.challengeOf(attemptOf(r, shard, WORKER), CHALLENGER, element, keccak256(proof), nonce);
    }
}
