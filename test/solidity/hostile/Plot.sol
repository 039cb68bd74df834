// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Attempt, Draw} from "../../../contracts/jobs/Draw.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {Plotter} from "./Plotter.sol";

/// @notice A plotter in every part at once: its jobs are in every state, it has stake, a delegation, and rewards to claim.
abstract contract Plot is Market {
    using MatmulFixture for MatmulFixture.Product;

    uint32 internal constant ASSIGNED = 0;
    uint32 internal constant UNDRAWN = 1;
    uint32 internal constant WRONG = 2;
    uint32 internal constant RIGHT = 3;
    uint32 internal constant DRAWN = 4;
    uint32 internal constant FREE = 5;
    uint64 internal constant BAD = 3;
    bytes32 internal constant NONCE = "nonce";

    Plotter internal plotter;
    Request internal signed;
    Request internal posting;
    bytes32 internal seed;

    function setUpPlot() internal {
        setUpMarket();
        plotter = new Plotter(1_000 ether);
        escrow.setToken(address(plotter), true, MAX_PRICE);
        escrow.setDisputer(address(plotter));
        giveQrn(address(plotter), 10_000 ether);
        vm.deal(address(plotter), 10 ether);
        asPlotter(address(plotter), abi.encodeCall(plotter.approve, (address(escrow), type(uint256).max)));
        asPlotter(address(qrn), abi.encodeCall(qrn.approve, (address(escrow), type(uint256).max)));
        asPlotter(address(qrn), abi.encodeCall(qrn.approve, (address(staking), type(uint256).max)));
        asPlotter(address(escrow), abi.encodeCall(escrow.deposit, (address(plotter), address(plotter), 100 ether)));
        asPlotter(address(escrow), abi.encodeCall(escrow.deposit, (address(qrn), address(plotter), 100 ether)));
        escrow.deposit{value: 5 ether}(address(0), address(plotter), 5 ether);
        // Others have the same money in the escrow: what an attack would take.
        asPlotter(address(escrow), abi.encodeCall(escrow.deposit, (address(plotter), requester, 100 ether)));
        _stake();
        _earn();
        _begin();
    }

    /// @dev Bonded, delegated, and some of both past its unbonding.
    function _stake() private {
        asPlotter(address(staking), abi.encodeCall(staking.bond, (2_000 ether)));
        asPlotter(address(staking), abi.encodeCall(staking.delegate, (WORKER, 100 ether)));
        asPlotter(address(staking), abi.encodeCall(staking.unbond, (50 ether)));
        asPlotter(address(staking), abi.encodeCall(staking.undelegate, (WORKER, 40 ether)));
        asPlotter(address(staking), abi.encodeCall(staking.setCommission, (1_000)));
        vm.warp(block.timestamp + UNBONDING);
    }

    /// @dev A job that is paid, and its epoch over.
    function _earn() private {
        Request memory r = plotRequest(1, 1);
        asPlotter(address(escrow), abi.encodeCall(escrow.acceptSigned, (r, one(0), address(plotter), "any")));
        _commit(r, 0, "root");
        drawFor(r, 0, false);
        _reveal(r, 0, "root");
        asPlotter(address(escrow), abi.encodeCall(escrow.approve, (r.terms, workHash(r), one(0))));
        vm.warp(block.timestamp + EPOCH);
    }

    function _begin() private {
        Request memory r = plotRequest(6, 2);
        (signed.terms, signed.work) = (r.terms, r.work);
        asPlotter(address(escrow), abi.encodeCall(escrow.acceptSigned, (r, firstShards(5), address(plotter), "any")));
        for (uint32 shard = UNDRAWN; shard <= DRAWN; ++shard) {
            vm.roll(block.number + 1);
            _commit(r, shard, rootOf(shard));
            bytes32 drawnBy = drawFor(r, shard, shard == DRAWN);
            if (shard == DRAWN) seed = drawnBy;
            if (shard == WRONG || shard == RIGHT) _reveal(r, shard, rootOf(shard));
        }
        escrow.registerChallenge(_challenge());
        vm.roll(block.number + 1);
        r = plotRequest(2, 3);
        (posting.terms, posting.work) = (r.terms, r.work);
        asPlotter(address(escrow), abi.encodeCall(escrow.post, (r)));
    }

    function rootOf(uint32 shard) internal view returns (bytes32) {
        return productOf(shard).outputRoot();
    }

    function productOf(uint32 shard) internal view returns (MatmulFixture.Product memory p) {
        p = product(signed, shard);
        if (shard == WRONG) p.corrupt(BAD);
    }

    /// @notice Chooses a beacon value under which the plotter's job is, or is not, drawn.
    function drawFor(Request memory r, uint32 shard, bool drawn) internal returns (bytes32) {
        return draw(r, shard, drawn);
    }

    function sealFor(Request memory r, uint32 shard, bytes32 root) internal view returns (bytes32) {
        return Draw.sealOf(attemptOf(r, shard, address(plotter)), root, SALT);
    }

    function plotRequest(uint32 shards, uint64 nonce) internal view returns (Request memory r) {
        r = requestOf(shards);
        (r.terms.requester, r.terms.nonce) = (address(plotter), nonce);
        (r.terms.payToken, r.terms.maxPrice) = (address(plotter), r.terms.minPrice);
    }

    function _challenge() private view returns (bytes32) {
        bytes32 hash = keccak256(productOf(WRONG).proof(BAD));
        Attempt memory attempt = attemptOf(signed, WRONG, address(plotter));
        return Draw.challengeOf(attempt, address(plotter), BAD, hash, NONCE);
    }

    function _commit(Request memory r, uint32 shard, bytes32 root) private {
        bytes32[] memory seals = oneWord(sealFor(r, shard, root));
        asPlotter(address(escrow), abi.encodeCall(escrow.commit, (r.terms, workHash(r), one(shard), seals)));
    }

    function _reveal(Request memory r, uint32 shard, bytes32 root) private {
        asPlotter(address(escrow), abi.encodeCall(escrow.reveal, (r.terms, workHash(r), openings(shard, root), "")));
    }

    function asPlotter(address target, bytes memory call) internal {
        plotter.run(target, call);
    }
}
