// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";

/// @notice One job for each way to end, paid in one token, and a posted request that nobody takes. Whatever turns hostile
/// after they began, all of them end in time, and everybody has what is theirs.
abstract contract Affairs is Market {
    using MatmulFixture for MatmulFixture.Product;

    uint32 internal constant MISSED = 0;
    uint32 internal constant LATE = 1;
    uint32 internal constant WRONG = 2;
    uint32 internal constant DUE = 3;
    uint32 internal constant APPROVED = 4;
    uint64 internal constant BAD = 3;
    uint96 internal constant PRICE = 1 ether;
    /// @dev What a paid job leaves its worker: the author has 2.5 %.
    uint256 internal constant PAID = 0.975 ether;
    address internal constant SINK = address(0x51AC);
    bytes32 internal constant NONCE = "nonce";

    uint32 internal kernelId = MATMUL8;
    /// @dev The request of the five jobs, and the posted one.
    Request internal taken;
    Request internal posted;

    /// @notice Begins everything: `payer` has 7 tokens or more in its ledger for it, and 12 QRN.
    function beginAffairs(address payToken, address payer) internal {
        Request memory r = requestOf(6);
        (r.terms.requester, r.terms.payToken, r.terms.maxPrice) = (payer, payToken, PRICE);
        r.terms.kernelId = kernelId;
        (taken.terms, taken.work) = (r.terms, r.work);
        bytes memory signature = signatureOf(r);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, firstShards(5), WORKER, signature);
        for (uint32 shard = LATE; shard <= APPROVED; ++shard) {
            // A block, and with it a draw, for each.
            vm.roll(block.number + 1);
            commit(r, shard, rootOf(shard));
            if (shard == LATE) continue;
            draw(r, shard, false);
            reveal(r, shard, rootOf(shard));
        }
        (r.terms.nonce, r.work.shards) = (2, 1);
        (posted.terms, posted.work) = (r.terms, r.work);
        post(r);
    }

    /// @notice Ends everything, as whoever may: within the window what is wrong and what is approved, then what is late.
    function endAffairs() internal {
        proveWrong();
        bytes32 hash = workHash(taken);
        vm.prank(taken.terms.requester);
        escrow.approve(taken.terms, hash, one(APPROVED));
        endLate();
        escrow.finalize(taken.terms, hash, one(DUE));
    }

    function proveWrong() internal {
        MatmulFixture.Product memory p = _wrong();
        bytes memory proof = p.proof(BAD);
        escrow.registerChallenge(challenge(taken, WRONG, BAD, proof, NONCE));
        vm.roll(block.number + 1);
        vm.prank(CHALLENGER);
        escrow.proveFraud(taken, WRONG, BAD, NONCE, p.inputRoots(), proof);
    }

    /// @notice Moves past every deadline, and ends what its worker did not.
    function endLate() internal {
        vm.warp(posted.terms.acceptBy + 1);
        bytes32 hash = workHash(taken);
        vm.startPrank(STRANGER);
        escrow.noShow(taken.terms, hash, one(MISSED));
        escrow.slashTimeout(taken.terms, hash, one(LATE));
        escrow.expire(posted);
        vm.stopPrank();
    }

    /// @notice Each job ended as its name says; of the pay token two of seven went to worker and author, and the rest returned.
    function assertEnded(uint256 payerHad) internal view {
        State[5] memory want = [State.Open, State.Slashed, State.Slashed, State.Finalized, State.Finalized];
        for (uint32 shard; shard < 5; ++shard) {
            assertEq(uint256(escrow.jobOf(jobId(taken, shard)).state), uint256(want[shard]), "state");
        }
        address token = taken.terms.payToken;
        assertEq(escrow.ledgerOf(token, taken.terms.requester), payerHad - 2 * PRICE, "the payer's credit");
        assertEq(escrow.ledgerOf(token, WORKER), 2 * PAID, "the worker's credit");
        assertEq(escrow.ledgerOf(token, AUTHOR), 2 * (PRICE - PAID), "the author's credit");
        assertEq(escrow.lockedOf(WORKER), 0, "every lock is released");
    }

    /// @notice All QRN leaves: the payer's credit with its part of three slashes, the challenger's, the burn, and the stake.
    function assertQrnLeaves(uint256 payerHad) internal {
        address payer = taken.terms.requester;
        _leaves(address(qrn), payer, payerHad - 2 * BURN + 2.5 ether + 5 ether + 20 ether);
        _leaves(address(qrn), CHALLENGER, 30 ether);
        uint256 supply = qrn.totalSupply();
        escrow.flushBurn();
        assertEq(supply - qrn.totalSupply(), 2 * BURN, "burned");
        assertEq(
            qrn.balanceOf(address(escrow)),
            escrow.ledgerOf(address(qrn), requester),
            "only a bystander's is left"
        );

        uint256 before = qrn.balanceOf(SINK);
        vm.startPrank(WORKER);
        uint256 index = staking.unbond(295 ether);
        vm.warp(block.timestamp + UNBONDING);
        staking.withdraw(index, SINK);
        vm.stopPrank();
        assertEq(qrn.balanceOf(SINK) - before, 295 ether, "the rest of the stake");
    }

    /// @notice Coin that has nothing to do with any of it leaves, too.
    function assertCoinLeaves(address account, uint256 amount) internal {
        uint256 before = SINK.balance;
        vm.prank(account);
        escrow.withdraw(address(0), SINK, amount);
        assertEq(SINK.balance - before, amount, "coin");
        assertEq(escrow.ledgerOf(address(0), account), 0, "all of it");
    }

    /// @notice The payer's signature; a contract's is whatever it takes for one.
    function signatureOf(Request memory r) internal view virtual returns (bytes memory) {
        return sign(r);
    }

    function rootOf(uint32 shard) internal view returns (bytes32) {
        return shard == WRONG ? _wrong().outputRoot() : product(taken, shard).outputRoot();
    }

    function _leaves(address token, address account, uint256 amount) private {
        assertEq(escrow.ledgerOf(token, account), amount, "the whole credit");
        uint256 before = qrn.balanceOf(SINK);
        vm.prank(account);
        escrow.withdraw(token, SINK, amount);
        assertEq(qrn.balanceOf(SINK) - before, amount, "paid out");
    }

    function _wrong() private view returns (MatmulFixture.Product memory p) {
        p = product(taken, WRONG);
        p.corrupt(BAD);
    }
}
