// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {Undoing} from "../utils/Undoing.sol";
import {Plot} from "./Plot.sol";

/// @notice A token that enters again while it is deposited or withdrawn, and a receiver of coin that does while it is paid, by
/// every call that is theirs to make: either they are kept out, or everything is as if they had called before or afterwards.
contract ReenteringTokenTest is Plot, Undoing {
    using MatmulFixture for MatmulFixture.Product;

    /// @notice One call, and whether the guard keeps it out.
    struct Inner {
        address target;
        bytes call;
        bool guarded;
    }

    address private constant SINK = address(0x51AC);
    /// @dev What the plotter is moved by: a deposit, a withdrawal, and a withdrawal of coin to itself.
    uint256 private constant OUTER = 3;

    Inner[] private _inner;

    function setUp() external {
        setUpPlot();
    }

    function test_escrow_isEnteredInTimeAsIfInARow() external {
        _listGuarded();
        _listRequests();
        _listWork();
        _listSettling();
        _tryAll();
    }

    function test_escrow_isEnteredAfterTheDeadlinesAsIfInARow() external {
        vm.warp(posting.terms.acceptBy + 1);
        bytes32 hash = workHash(signed);
        _add(abi.encodeCall(escrow.noShow, (signed.terms, hash, one(ASSIGNED))), true);
        _add(abi.encodeCall(escrow.slashTimeout, (signed.terms, hash, one(UNDRAWN))), true);
        _add(abi.encodeCall(escrow.finalize, (signed.terms, hash, one(RIGHT))), false);
        _add(abi.encodeCall(escrow.expire, (posting)), false);
        _add(_multicall(abi.encodeCall(escrow.finalize, (signed.terms, hash, one(WRONG)))), false);
        _add(_multicall(abi.encodeCall(escrow.noShow, (signed.terms, hash, one(ASSIGNED)))), true);
        _tryAll();
    }

    function test_escrow_isEnteredWhileADisputeIsOpenAsIfInARow() external {
        asPlotter(address(escrow), abi.encodeCall(escrow.openDispute, (jobId(signed, RIGHT))));
        _add(abi.encodeCall(escrow.closeDispute, (jobId(signed, RIGHT))), false);
        _add(_multicall(abi.encodeCall(escrow.closeDispute, (jobId(signed, RIGHT)))), false);
        bytes32 hash = workHash(signed);
        _add(abi.encodeCall(escrow.slashByDispute, (signed.terms, hash, RIGHT, address(plotter))), true);
        _tryAll();
    }

    /// @dev Staking and emission hold no guard of the escrow's, and share no books with a transfer of this token.
    function test_stakingAndEmission_areEnteredAsIfInARow() external {
        address[] memory workers = new address[](1);
        workers[0] = WORKER;
        _addTo(address(staking), abi.encodeCall(staking.bond, (1 ether)));
        _addTo(address(staking), abi.encodeCall(staking.bondWithPermit, (1 ether, block.timestamp, 0, 0, 0)));
        _addTo(address(staking), abi.encodeCall(staking.unbond, (1 ether)));
        _addTo(address(staking), abi.encodeCall(staking.rebond, (0)));
        _addTo(address(staking), abi.encodeCall(staking.withdraw, (0, address(plotter))));
        _addTo(address(staking), abi.encodeCall(staking.setOperator, (STRANGER)));
        _addTo(address(staking), abi.encodeCall(staking.setLockCap, (1 ether)));
        _addTo(address(staking), abi.encodeCall(staking.setLocker, (address(escrow), true)));
        _addTo(address(staking), abi.encodeCall(staking.setCommission, (2_000)));
        _addTo(address(staking), abi.encodeCall(staking.applyCommission, (address(plotter))));
        _addTo(address(staking), abi.encodeCall(staking.claimRewards, (address(plotter))));
        _addTo(address(staking), abi.encodeCall(staking.delegate, (WORKER, 1 ether)));
        _addTo(
            address(staking),
            abi.encodeCall(staking.delegateWithPermit, (WORKER, 1 ether, block.timestamp, 0, 0, 0))
        );
        _addTo(address(staking), abi.encodeCall(staking.undelegate, (WORKER, 1 ether)));
        _addTo(address(staking), abi.encodeCall(staking.rebondDelegation, (WORKER, 0)));
        _addTo(address(staking), abi.encodeCall(staking.withdrawDelegation, (WORKER, 0, address(plotter))));
        _addTo(address(staking), abi.encodeCall(staking.claimDelegationRewards, (workers, address(plotter))));
        _addTo(address(emission), abi.encodeCall(emission.closeEpoch, (0, 1 ether)));
        _addTo(address(emission), abi.encodeCall(emission.credit, (address(plotter), 0, 1 ether)));
        _tryAll();
    }

    /// @dev A claim of work flushes the escrow's burn, which the guard puts off: the claim itself goes through, for less.
    function test_claimWork_enteredLeavesTheBurnForLater() external {
        plotter.arm(address(emission), abi.encodeCall(emission.claimWork, (address(plotter))), false);
        _outer(0);
        assertTrue(plotter.entered() && !plotter.ok(), "no burn was flushed, so nothing can be minted yet");
        (, , uint256 burnable) = escrow.running();
        assertEq(burnable, BURN, "the burn waits");
        assertEq(emission.claimWork(address(plotter)), (BURN * 9) / 10, "and the claim is whole afterwards");
    }

    /// @dev Tokens sent along while a deposit or a withdrawal is measured only make it fail.
    function test_transfer_ofItsOwnFromWithinIsNoDeposit() external {
        bytes32 before = _books();
        plotter.arm(address(plotter), abi.encodeCall(plotter.transfer, (address(escrow), 1 ether)), false);
        for (uint256 outer; outer < 2; ++outer) assertTrue(!_tryOuter(outer), "refused");
        plotter.arm(address(0), "", false);
        assertEq(_books(), before, "nothing happened");
    }

    function _listGuarded() private {
        bytes32[] memory roots = productOf(WRONG).inputRoots();
        bytes memory proof = productOf(WRONG).proof(BAD);
        _add(abi.encodeCall(escrow.deposit, (address(plotter), address(plotter), 1)), true);
        _add(
            abi.encodeCall(escrow.depositWithPermit, (address(qrn), address(plotter), 1, block.timestamp, 0, 0, 0)),
            true
        );
        _add(abi.encodeCall(escrow.withdraw, (address(plotter), address(plotter), 1)), true);
        _add(abi.encodeCall(escrow.withdraw, (address(qrn), address(plotter), 1)), true);
        _add(abi.encodeCall(escrow.withdraw, (address(0), address(plotter), 1)), true);
        _add(abi.encodeCall(escrow.flushBurn, ()), true);
        _add(abi.encodeCall(escrow.proveFraud, (signed, WRONG, BAD, NONCE, roots, proof)), true);
        _add(abi.encodeCall(escrow.submitWitness, (signed, ASSIGNED, roots, "output")), true);
        bytes32 hash = workHash(signed);
        _add(abi.encodeCall(escrow.slashByDispute, (signed.terms, hash, RIGHT, address(plotter))), true);
        _add(_multicall(abi.encodeCall(escrow.withdraw, (address(0), address(plotter), 1))), true);
    }

    function _listRequests() private {
        _add(abi.encodeCall(escrow.lockBalance, (address(0), block.timestamp + 1 days)), false);
        _add(abi.encodeCall(escrow.post, (plotRequest(3, 9))), false);
        _add(abi.encodeCall(escrow.post, (_coinRequest())), false);
        _add(abi.encodeCall(escrow.acceptSigned, (_coinRequest(), one(0), address(plotter), "any")), false);
        _add(abi.encodeCall(escrow.cancel, (posting)), false);
        _add(abi.encodeCall(escrow.cancel, (signed)), false);
        _add(abi.encodeCall(escrow.cancelBefore, (address(plotter), 5)), false);
        bytes32 posted = workHash(posting);
        _add(abi.encodeCall(escrow.accept, (posting.terms, posted, one(0), address(plotter))), false);
        _add(abi.encodeCall(escrow.acceptSigned, (signed, one(FREE), address(plotter), "any")), false);
        bytes32[] memory seals = oneWord("seal");
        _add(abi.encodeCall(escrow.acceptAndCommit, (signed, one(FREE), address(plotter), "any", seals)), false);
        _add(abi.encodeCall(escrow.acceptAndCommit, (posting, one(1), address(plotter), "", seals)), false);
    }

    function _listWork() private {
        bytes32 hash = workHash(signed);
        _add(abi.encodeCall(escrow.commit, (signed.terms, hash, one(ASSIGNED), oneWord("seal"))), false);
        bytes32 root = rootOf(UNDRAWN);
        _add(abi.encodeCall(escrow.reveal, (signed.terms, hash, openings(UNDRAWN, root), "")), false);
        MatmulFixture.Product memory p = productOf(DRAWN);
        bytes[] memory proofs = samplesOf(signed, p, seed);
        bytes32[] memory roots = p.inputRoots();
        _add(abi.encodeCall(escrow.revealSampled, (signed, opening(DRAWN, p.outputRoot()), roots, proofs, "")), false);
    }

    function _listSettling() private {
        bytes32 hash = workHash(signed);
        address[] memory workers = new address[](1);
        workers[0] = address(plotter);
        _add(abi.encodeCall(escrow.approve, (signed.terms, hash, one(RIGHT))), false);
        bytes32[] memory roots = oneWord(rootOf(WRONG));
        _add(abi.encodeCall(escrow.approveSigned, (signed.terms, hash, one(WRONG), roots, "any")), false);
        _add(abi.encodeCall(escrow.registerChallenge, ("c")), false);
        _add(abi.encodeCall(escrow.openDispute, (jobId(signed, RIGHT))), false);
        _add(abi.encodeCall(escrow.roll, (workers)), false);
        bytes memory dispute = abi.encodeCall(escrow.openDispute, (jobId(signed, RIGHT)));
        _add(_multicall(dispute), false);
    }

    function _add(bytes memory call, bool guarded) private {
        _inner.push(Inner(address(escrow), call, guarded));
    }

    function _addTo(address target, bytes memory call) private {
        _inner.push(Inner(target, call, false));
    }

    /// @dev It takes from the same credit as a withdrawal of coin.
    function _coinRequest() private view returns (Request memory r) {
        r = plotRequest(1, 10);
        r.terms.payToken = address(0);
    }

    function _multicall(bytes memory call) private view returns (bytes memory) {
        bytes[] memory calls = new bytes[](1);
        calls[0] = call;
        return abi.encodeCall(escrow.multicall, (calls));
    }

    /// @notice Arms the `i`-th call, moves the token, and says whether the call came through, with what answer, and what is
    /// whose then.
    function nested(uint256 i, uint256 outer, bool early) external returns (bool, bytes memory, bytes32) {
        plotter.arm(_inner[i].target, _inner[i].call, early);
        _outer(outer);
        assertTrue(plotter.entered(), "it tried");
        return (plotter.ok(), plotter.answer(), _books());
    }

    /// @notice What is whose after both, one after the other; zero if the inner call keeps the outer one from coming second.
    function inARow(uint256 i, uint256 outer, bool innerFirst) external returns (bytes32) {
        if (innerFirst) plotter.run(_inner[i].target, _inner[i].call);
        if (!_tryOuter(outer)) return 0;
        if (!innerFirst) plotter.run(_inner[i].target, _inner[i].call);
        return _books();
    }

    /// @notice What is whose when nobody enters.
    function alone(uint256 outer) external returns (bytes32) {
        _outer(outer);
        return _books();
    }

    function _tryAll() private {
        for (uint256 i; i < _inner.length; ++i) {
            for (uint256 outer; outer < OUTER; ++outer) {
                _try(i, outer, true);
                _try(i, outer, false);
            }
        }
    }

    function _try(uint256 i, uint256 outer, bool early) private {
        bytes memory found = tried(abi.encodeCall(this.nested, (i, outer, early)));
        (bool ok, bytes memory answer, bytes32 books) = abi.decode(found, (bool, bytes, bytes32));
        assertTrue(ok != _inner[i].guarded, "the guard, and nothing else, keeps it out");
        if (!ok) {
            assertTrue(bytes4(answer) == ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector, "the guard");
            assertEq(books, _row(abi.encodeCall(this.alone, (outer))), "as if it had not called");
            return;
        }
        bool afterwards = books == _row(abi.encodeCall(this.inARow, (i, outer, false)));
        bool before = books == _row(abi.encodeCall(this.inARow, (i, outer, true)));
        assertTrue(afterwards || before, "as if in a row");
    }

    function _row(bytes memory call) private returns (bytes32) {
        return abi.decode(tried(call), (bytes32));
    }

    /// @dev Moves the plotter's token into the escrow, or out of it, or coin to the plotter.
    function _outer(uint256 which) private {
        assertTrue(_tryOuter(which), "the outer call went well");
    }

    function _tryOuter(uint256 which) private returns (bool ok) {
        bytes memory call = abi.encodeCall(escrow.deposit, (address(plotter), address(plotter), 7 ether));
        if (which == 1) call = abi.encodeCall(escrow.withdraw, (address(plotter), SINK, 7 ether));
        if (which == 2) call = abi.encodeCall(escrow.withdraw, (address(0), address(plotter), 2 ether));
        (ok, ) = address(plotter).call(abi.encodeCall(plotter.run, (address(escrow), call)));
    }

    /// @dev Everything that anybody owns, and every job and request.
    function _books() private view returns (bytes32) {
        return keccak256(abi.encode(_money(), _jobs(), _stakes()));
    }

    function _money() private view returns (bytes32 hash) {
        address[5] memory accounts = [address(plotter), requester, WORKER, AUTHOR, SINK];
        for (uint256 i; i < accounts.length; ++i) {
            address a = accounts[i];
            hash = keccak256(
                abi.encode(
                    hash,
                    escrow.accountOf(address(0), a),
                    escrow.accountOf(address(qrn), a),
                    escrow.accountOf(address(plotter), a),
                    a.balance,
                    qrn.balanceOf(a),
                    plotter.balanceOf(a)
                )
            );
        }
        (uint256 epoch, uint256 burned, uint256 burnable) = escrow.running();
        hash = keccak256(abi.encode(hash, epoch, burned, burnable, address(escrow).balance));
        return keccak256(abi.encode(hash, qrn.balanceOf(address(escrow)), plotter.balanceOf(address(escrow))));
    }

    function _jobs() private view returns (bytes32 hash) {
        for (uint32 shard; shard <= FREE; ++shard) {
            hash = keccak256(abi.encode(hash, escrow.jobOf(jobId(signed, shard))));
            hash = keccak256(abi.encode(hash, escrow.jobOf(jobId(posting, shard))));
        }
        bytes32 other = escrow.requestIdOf(plotRequest(3, 9));
        hash = keccak256(abi.encode(hash, escrow.requestOf(escrow.requestIdOf(signed)), escrow.requestOf(other)));
        hash = keccak256(abi.encode(hash, escrow.requestOf(escrow.requestIdOf(posting)), escrow.registeredAt("c")));
        return keccak256(abi.encode(hash, escrow.lockedOf(address(plotter)), escrow.lockedOf(WORKER)));
    }

    function _stakes() private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    staking.workerView(address(plotter)),
                    staking.workerView(WORKER),
                    staking.delegationView(WORKER, address(plotter)),
                    qrn.balanceOf(address(staking)),
                    emission.owedTo(address(plotter)),
                    emission.workMinted(),
                    qrn.totalSupply()
                )
            );
    }
}
