// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";

/// @notice A thief with a worker's operator key, who is requester and challenger, too. It can take jobs and lose them: that
/// costs both sides of the worker `lockCap` in all, and brings the thief half of what the owner's side bore, at most.
contract StolenOperatorTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    uint256 private constant THIEF_KEY = 0x7E1F;
    address private constant DELEGATOR = address(0xDE1);
    address private constant SINK = address(0x51AC);
    uint64 private constant BAD = 3;

    address private _thief = vm.addr(THIEF_KEY);
    uint64 private _nonce = 100;

    /// @dev A worker that owns one of everything: bond, ended unbonding, credit, rewards, earned work; and a delegator.
    function setUp() external {
        setUpMarket();
        bond(WORKER, OPERATOR, 500 ether);
        giveQrn(DELEGATOR, 1_000 ether);
        vm.startPrank(DELEGATOR);
        qrn.approve(address(staking), 1_000 ether);
        staking.delegate(WORKER, 600 ether);
        staking.undelegate(WORKER, 100 ether);
        vm.stopPrank();
        vm.startPrank(WORKER);
        staking.unbond(50 ether);
        staking.setCommission(1_000);
        vm.stopPrank();
        vm.warp(block.timestamp + UNBONDING);
        Request memory r = requestOf(1);
        runTo(r, 0, "root");
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        vm.warp(block.timestamp + EPOCH);
    }

    /// @dev Every call that moves money or changes whose it is, in the operator's name.
    function test_operator_movesNothingOfTheOwnersOrTheDelegators() external {
        bytes32 before = _owned();
        bytes[] memory calls = _stakingCalls();
        for (uint256 i; i < calls.length; ++i) _callAs(address(staking), calls[i]);
        calls = _moneyCalls();
        for (uint256 i; i < calls.length; ++i) _callAs(address(escrow), calls[i]);
        _callAs(address(qrn), abi.encodeCall(qrn.transferFrom, (WORKER, _thief, 1)));
        _callAs(address(qrn), abi.encodeCall(qrn.transferFrom, (address(staking), _thief, 1)));
        assertEq(_owned(), before, "as it was");
        assertEq(_gained(), 0, "and the thief has nothing");

        // The one thing that works pays the owner.
        uint256 wallet = qrn.balanceOf(WORKER);
        _callAs(address(emission), abi.encodeCall(emission.claimWork, (WORKER)));
        assertEq(qrn.balanceOf(WORKER) - wallet, (BURN * 9) / 10, "claimed, for the owner");
    }

    /// @dev Job after job, lost in every way there is, with locks of any size: until the cap is spent.
    function testFuzz_operator_costsNoMoreThanTheCap(uint256 seed, uint96 lockCap) external {
        lockCap = uint96(bound(lockCap, 1 ether, 900 ether));
        vm.prank(WORKER);
        staking.setLockCap(lockCap);
        (uint256 selfHad, uint256 poolHad) = _sides();
        for (uint256 i; i < 12; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 most = _capacity();
            if (most < MIN_LOCK) break;
            _lose(uint96(i == 0 ? most : bound(seed >> 8, MIN_LOCK, most)), seed % 3);
        }
        (uint256 self, uint256 pool) = _sides();
        uint256 lost = selfHad - self + poolHad - pool;
        assertTrue(lost <= lockCap, "both sides together lose the cap at most");
        assertTrue(selfHad - self >= poolHad - pool, "the owner's side no less than the pool");
        assertTrue(_gained() <= (selfHad - self) / 2, "half of the owner's part is the most that the thief has");
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "the pay is still there");
        assertEq(escrow.lockedOf(WORKER), 0, "nothing is locked");
        _assertAllLeaves(self + pool);
    }

    /// @dev The cap is spent to the last: one fraud over all of it.
    function test_operator_thatProvesItsOwnFraudSpendsTheCap() external {
        vm.prank(WORKER);
        staking.setLockCap(200 ether);
        (uint256 selfHad, uint256 poolHad) = _sides();
        _lose(200 ether, 2);
        (uint256 self, uint256 pool) = _sides();
        assertEq(selfHad - self, 125 ether, "1,000 of 1,600 are the owner's");
        assertEq(poolHad - pool, 75 ether, "600 are the pool's");
        assertEq(_gained(), 62.5 ether, "half of the owner's part to the thief, all else burned");
        assertEq(_capacity(), 1, "and nothing can be locked any more");
    }

    function test_operator_thatWasReplacedCanDoNothing() external {
        Request memory r = _request(100 ether);
        _accept(r);
        vm.prank(WORKER);
        staking.setOperator(address(0));
        bytes32 hash = workHash(r);
        bytes32 seal = sealOf(r, 0, "root");
        bytes memory call = abi.encodeCall(escrow.commit, (r.terms, hash, one(0), oneWord(seal)));
        assertTrue(!_callAs(address(escrow), call), "no commit");
        vm.prank(WORKER);
        escrow.commit(r.terms, hash, one(0), oneWord(seal));
        draw(r, 0, false);
        call = abi.encodeCall(escrow.reveal, (r.terms, hash, openings(0, "root"), ""));
        assertTrue(!_callAs(address(escrow), call), "no reveal");
        Request memory other = _request(100 ether);
        call = abi.encodeCall(escrow.acceptSigned, (other, one(0), WORKER, signAs(THIEF_KEY, other)));
        assertTrue(!_callAs(address(escrow), call), "no accept");
        vm.prank(WORKER);
        escrow.reveal(r.terms, hash, openings(0, "root"), "");
    }

    /// @dev Owner and delegator take all that is left after one more unbonding; each withdrawal may leave a base unit.
    function _assertAllLeaves(uint256 left) private {
        (uint256 self, ) = staking.assetsOf(WORKER);
        vm.prank(WORKER);
        uint256 own = staking.unbond(self);
        uint256 delegated = staking.delegationView(WORKER, DELEGATOR).active;
        vm.prank(DELEGATOR);
        uint256 others = staking.undelegate(WORKER, delegated);
        vm.warp(block.timestamp + UNBONDING);
        vm.startPrank(WORKER);
        staking.withdraw(0, SINK);
        staking.withdraw(own, SINK);
        vm.stopPrank();
        vm.startPrank(DELEGATOR);
        staking.withdrawDelegation(WORKER, 0, SINK);
        staking.withdrawDelegation(WORKER, others, SINK);
        vm.stopPrank();
        assertBetween(qrn.balanceOf(SINK), left - 4, left, "all of it");
    }

    function _lose(uint96 lock, uint256 way) private {
        Request memory r = _request(lock);
        MatmulFixture.Product memory p = product(r, 0);
        p.corrupt(BAD);
        _accept(r);
        if (way != 0) commit(r, 0, p.outputRoot());
        if (way == 2) return _defraud(r, p);
        vm.warp(block.timestamp + 100);
        if (way == 0) noShow(r, 0);
        else escrow.slashTimeout(r.terms, workHash(r), one(0));
    }

    /// @dev The thief is the challenger of what it sealed itself.
    function _defraud(Request memory r, MatmulFixture.Product memory p) private {
        draw(r, 0, false);
        reveal(r, 0, p.outputRoot());
        bytes memory proof = p.proof(BAD);
        escrow.registerChallenge(challenge(r, 0, BAD, proof, "n"));
        vm.roll(block.number + 1);
        vm.prank(CHALLENGER);
        escrow.proveFraud(r, 0, BAD, "n", p.inputRoots(), proof);
    }

    /// @dev A request that costs its requester nothing.
    function _request(uint96 lock) private returns (Request memory r) {
        r = requestOf(6);
        (r.terms.requester, r.terms.nonce, r.terms.lock) = (_thief, ++_nonce, lock);
        (r.terms.minPrice, r.terms.maxPrice, r.terms.burn) = (0, 0, 0);
    }

    function _accept(Request memory r) private {
        bytes memory signature = signAs(THIEF_KEY, r);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }

    function _callAs(address target, bytes memory call) private returns (bool ok) {
        vm.prank(OPERATOR);
        (ok, ) = target.call(call);
    }

    function _stakingCalls() private view returns (bytes[] memory calls) {
        address[] memory workers = new address[](1);
        workers[0] = WORKER;
        calls = new bytes[](16);
        calls[0] = abi.encodeCall(staking.unbond, (1 ether));
        calls[1] = abi.encodeCall(staking.rebond, (0));
        calls[2] = abi.encodeCall(staking.withdraw, (0, _thief));
        calls[3] = abi.encodeCall(staking.setOperator, (_thief));
        calls[4] = abi.encodeCall(staking.setLockCap, (type(uint96).max));
        calls[5] = abi.encodeCall(staking.setLocker, (address(escrow), false));
        calls[6] = abi.encodeCall(staking.setCommission, (5_000));
        calls[7] = abi.encodeCall(staking.setCommission, (0));
        calls[8] = abi.encodeCall(staking.claimRewards, (_thief));
        calls[9] = abi.encodeCall(staking.undelegate, (WORKER, 1 ether));
        calls[10] = abi.encodeCall(staking.rebondDelegation, (WORKER, 0));
        calls[11] = abi.encodeCall(staking.withdrawDelegation, (WORKER, 0, _thief));
        calls[12] = abi.encodeCall(staking.claimDelegationRewards, (workers, _thief));
        calls[13] = abi.encodeCall(staking.claimPastRewards, (WORKER, 0, _thief));
        calls[14] = abi.encodeCall(staking.slash, (WORKER, 1 ether, 5_000));
        calls[15] = abi.encodeCall(staking.bond, (1 ether));
    }

    function _moneyCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](6);
        calls[0] = abi.encodeCall(escrow.withdraw, (address(0), _thief, 1));
        calls[1] = abi.encodeCall(escrow.withdraw, (address(qrn), _thief, 1));
        calls[2] = abi.encodeCall(escrow.lockBalance, (address(0), block.timestamp + 7 days));
        calls[3] = abi.encodeCall(escrow.cancelBefore, (address(0), 9));
        calls[4] = abi.encodeCall(escrow.openDispute, (jobId(requestOf(1), 0)));
        calls[5] = abi.encodeCall(escrow.multicall, (new bytes[](0)));
    }

    function _owned() private view returns (bytes32) {
        IStaking.WorkerView memory worker = staking.workerView(WORKER);
        return
            keccak256(
                abi.encode(
                    worker,
                    staking.delegationView(WORKER, DELEGATOR),
                    escrow.accountOf(address(0), WORKER),
                    escrow.accountOf(address(qrn), WORKER),
                    qrn.balanceOf(WORKER),
                    emission.owedTo(WORKER)
                )
            );
    }

    /// @dev All QRN of thief, operator and challenger.
    function _gained() private view returns (uint256 sum) {
        address[3] memory all = [_thief, OPERATOR, CHALLENGER];
        for (uint256 i; i < all.length; ++i) {
            sum += escrow.ledgerOf(address(qrn), all[i]) + qrn.balanceOf(all[i]);
        }
    }

    function _sides() private view returns (uint256 self, uint256 pool) {
        (uint256 active, uint256 unbonding) = staking.assetsOf(WORKER);
        (uint256 poolActive, uint256 poolUnbonding) = staking.poolAssetsOf(WORKER);
        return (active + unbonding, poolActive + poolUnbonding);
    }

    function _capacity() private view returns (uint256) {
        return staking.workerView(WORKER).capacity;
    }
}
