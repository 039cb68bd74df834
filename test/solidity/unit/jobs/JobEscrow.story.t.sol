// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";

/// @notice A job's whole life, on every path.
contract JobEscrowStoryTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    function setUp() external {
        setUpMarket();
    }

    function test_honestJob_isPaidAfterItsWindow() external {
        Request memory r = requestOf(2);
        bytes32 root = product(r, 1).outputRoot();
        runTo(r, 1, root);
        assertEq(escrow.lockedOf(WORKER), LOCK, "locked while live");
        assertEq(escrow.ledgerOf(address(0), requester), 99 ether, "price escrowed");
        assertEq(escrow.ledgerOf(address(qrn), requester), 98 ether, "burn escrowed");

        vm.warp(block.timestamp + 51);
        escrow.finalize(r.terms, workHash(r), one(1));

        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, 1));
        assertEq(uint256(job.state), uint256(State.Finalized), "state");
        assertEq(job.sealOrRoot, root, "the root stays");
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "worker paid less the royalty");
        assertEq(escrow.ledgerOf(address(0), AUTHOR), 0.025 ether, "royalty");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        (, uint256 burned, uint256 burnable) = escrow.running();
        assertEq(burned, BURN, "burned in the epoch");
        assertEq(burnable, BURN, "awaits the flush");
    }

    function test_sampledJob_provesItsElements() external {
        Request memory r = requestOf(2);
        MatmulFixture.Product memory p = product(r, 0);
        accept(r, 0);
        commit(r, 0, p.outputRoot());
        bytes32 seed = draw(r, 0, true);
        bytes[] memory proofs = samplesOf(r, p, seed);

        vm.prank(OPERATOR);
        escrow.revealSampled(r, opening(0, p.outputRoot()), p.inputRoots(), proofs, "");
        assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Revealed), "state");
    }

    function test_fraud_isProvenAndPaysOutHalf() external {
        Request memory r = requestOf(2);
        MatmulFixture.Product memory p = product(r, 0);
        p.corrupt(7);
        runTo(r, 0, p.outputRoot());
        bytes memory proof = p.proof(7);
        vm.prank(CHALLENGER);
        escrow.registerChallenge(challenge(r, 0, 7, proof, "n"));
        vm.roll(block.number + 1);

        vm.prank(CHALLENGER);
        escrow.proveFraud(r, 0, 7, "n", p.inputRoots(), proof);

        assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Slashed), "state");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "price back");
        assertEq(escrow.ledgerOf(address(qrn), requester), 100 ether + 20 ether, "burn back and a fifth of the lock");
        assertEq(escrow.ledgerOf(address(qrn), CHALLENGER), 30 ether, "bounty");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 400 ether, "the whole lock was taken");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
    }

    function test_noShow_reopensTheShardForAnother() external {
        Request memory r = requestOf(2);
        accept(r, 0);
        vm.warp(block.timestamp + 61);
        escrow.noShow(r.terms, workHash(r), one(0));

        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, 0));
        assertEq(uint256(job.state), uint256(State.Open), "state");
        assertEq(job.attempt, 1, "attempt");
        assertEq(job.worker, address(0), "nobody holds it");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "price back");
        assertEq(escrow.ledgerOf(address(qrn), requester), 102.5 ether, "burn back, half of 5 % of the lock");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 495 ether, "5 % of the lock was taken");

        bond(STRANGER, STRANGER, 100 ether);
        bytes memory signature = sign(r);
        vm.prank(STRANGER);
        escrow.acceptSigned(r, one(0), STRANGER, signature);
        assertEq(escrow.jobOf(jobId(r, 0)).attempt, 1, "the second attempt");
    }

    function test_missedReveal_losesTheWholeLock() external {
        Request memory r = requestOf(2);
        accept(r, 0);
        commit(r, 0, keccak256("root"));
        vm.warp(block.timestamp + BEACON_DELAY + REVEAL_WINDOW + 1);
        escrow.slashTimeout(r.terms, workHash(r), one(0));

        assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Slashed), "state");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "price back");
        assertEq(escrow.ledgerOf(address(qrn), requester), 105 ether, "burn back and 5 % of the lock");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 400 ether, "the whole lock was taken");
    }

    function test_claimWork_mintsAtMostNineTenthsOfTheBurn() external {
        Request memory r = requestOf(2);
        runTo(r, 0, keccak256("root"));
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        vm.warp(block.timestamp + EPOCH);

        uint256 before = qrn.balanceOf(WORKER);
        uint256 amount = emission.claimWork(WORKER);
        assertEq(qrn.balanceOf(WORKER) - before, amount, "minted to the worker");
        assertEq(amount, (BURN * 9) / 10, "the emission of an epoch is far above the burn, so gamma binds");
        assertEq(emission.burnedTotal(), BURN, "flushed");
        assertEq(emission.workMinted(), amount, "counted");
    }

    function test_acceptAndCommit_skipsTheAssignedState() external {
        Request memory r = requestOf(2);
        bytes32 root = keccak256("root");
        bytes32 seal = sealOf(r, 0, root);
        bytes memory signature = sign(r);
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(r, one(0), WORKER, signature, oneWord(seal));
        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, 0));
        assertEq(uint256(job.state), uint256(State.Committed), "state");
        assertEq(job.aux, block.number + 1, "beacon id");
        draw(r, 0, false);
        reveal(r, 0, root);
    }
}
