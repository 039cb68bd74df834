// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {IKernel} from "../../../../contracts/verification/IKernel.sol";
import {Market} from "../../utils/Market.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";

contract JobEscrowFraudTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    uint64 private constant BAD = 7;
    bytes32 private constant NONCE = "nonce";

    Request private _r;
    bytes32 private _id;
    bytes32[] private _inputs;
    bytes private _proof;
    bytes private _goodProof;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(1);
        _r.terms = r.terms;
        _r.work = r.work;
        _id = jobId(r, 0);
        MatmulFixture.Product memory p = product(r, 0);
        p.corrupt(BAD);
        _proof = p.proof(BAD);
        _goodProof = p.proof(BAD + 10);
        _inputs = p.inputRoots();
        runTo(r, 0, p.outputRoot());
    }

    function test_proveFraud_emitsTheSplit() external {
        _register(BAD, _proof);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.FraudProven(_id, WORKER, CHALLENGER, BAD, 1 ether, BURN, 100 ether, 20 ether, 30 ether);
        _prove(BAD, _proof);
    }

    function test_registerChallenge_keepsTheFirstBlock() external {
        uint256 first = block.number;
        vm.expectEmit(address(escrow));
        emit IEscrowBase.ChallengeRegistered("c", STRANGER);
        vm.prank(STRANGER);
        escrow.registerChallenge("c");
        vm.roll(first + 5);
        escrow.registerChallenge("c");
        assertEq(escrow.registeredAt("c"), first, "a later registration cannot make it fresh again");
    }

    function test_proveFraud_revertsWhen_unregisteredOrInTheSameBlock() external {
        bytes32 c = challenge(_r, 0, BAD, _proof, NONCE);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ChallengeUnknown.selector, c));
        _prove(BAD, _proof);
        escrow.registerChallenge(c);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ChallengeTooFresh.selector, c));
        _prove(BAD, _proof);
        vm.roll(block.number + 1);
        _prove(BAD, _proof);
    }

    /// @dev Whoever copies a pending proof has no registration of its own.
    function test_proveFraud_revertsWhen_anotherSendsTheProof() external {
        _register(BAD, _proof);
        (bool ok, bytes memory reason) = _proveAs(STRANGER);
        assertTrue(!ok, "a copier fails");
        assertEq(bytes32(bytes4(reason)), bytes32(IEscrowBase.ChallengeUnknown.selector), "for want of a registration");
    }

    function test_proveFraud_revertsWhen_theElementIsRight() external {
        _register(BAD + 10, _goodProof);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ResultCorrect.selector, _id, BAD + 10));
        _prove(BAD + 10, _goodProof);
    }

    function test_proveFraud_revertsWhen_theProofIsMalformed() external {
        bytes[] memory bad = new bytes[](4);
        bad[0] = "";
        bad[1] = bytes.concat(_proof, hex"00");
        bad[2] = _goodProof;
        bad[3] = _proof;
        bad[3][0] ^= 0x01;
        for (uint256 i; i < bad.length; ++i) {
            _register(BAD, bad[i]);
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ProofMalformed.selector, _id, BAD));
            _prove(BAD, bad[i]);
        }
        uint64 beyond = type(uint64).max;
        _register(beyond, _proof);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ProofMalformed.selector, _id, beyond));
        _prove(beyond, _proof);
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Revealed), "nothing changed");
    }

    /// @dev A kernel that answers anything but one word of a known verdict has shown nothing.
    function test_proveFraud_revertsWhen_theKernelsAnswerIsNoVerdict() external {
        bytes[4] memory answers = [bytes(""), hex"02", abi.encode(2, 2), abi.encode(3)];
        _register(BAD, _proof);
        for (uint256 i; i < answers.length; ++i) {
            vm.mockCall(address(matmul), abi.encodeWithSelector(IKernel.check.selector), answers[i]);
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ProofMalformed.selector, _id, BAD));
            _prove(BAD, _proof);
        }
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Revealed), "nothing changed");
        vm.mockCall(address(matmul), abi.encodeWithSelector(IKernel.check.selector), abi.encode(2));
        _prove(BAD, _proof);
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Slashed), "one word, a verdict");
    }

    function test_proveFraud_revertsWhen_inputsAreNotTheRequests() external {
        _register(BAD, _proof);
        _inputs.push(0);
        bytes32 have = keccak256(abi.encode(_inputs));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.InputRootMismatch.selector, have, _r.work.inputRoot));
        _prove(BAD, _proof);
    }

    function test_proveFraud_revertsWhen_settled() external {
        _register(BAD, _proof);
        bytes32 hash = workHash(_r);
        vm.prank(requester);
        escrow.approve(_r.terms, hash, one(0));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.JobInState.selector, _id, State.Finalized, State.Revealed));
        _prove(BAD, _proof);
    }

    /// @dev Gas starvation never turns a wrong element into a right one: the call reverts, or it slashes.
    function testFuzz_proveFraud_starvedOfGasChangesNothing(uint256 gas) external {
        _register(BAD, _proof);
        bytes memory call = abi.encodeCall(escrow.proveFraud, (_r, 0, BAD, NONCE, _inputs, _proof));
        vm.prank(CHALLENGER);
        (bool ok, ) = address(escrow).call{gas: bound(gas, 30_000, 600_000)}(call);
        State state = escrow.jobOf(_id).state;
        assertEq(uint256(state), uint256(ok ? State.Slashed : State.Revealed), "state");
    }

    /// @dev A stolen operator key that takes job after job and proves its own fraud: the cap is what it may cost in all.
    function test_lockCap_boundsWhatAStolenOperatorCosts() external {
        vm.prank(WORKER);
        staking.setLockCap(LOCK);
        _register(BAD, _proof);
        _prove(BAD, _proof);
        assertEq(staking.workerView(WORKER).lockCap, 1, "spent");
        _r.terms.nonce = 2;
        bytes memory signature = sign(_r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, WORKER, 1, LOCK));
        vm.prank(OPERATOR);
        escrow.acceptSigned(_r, one(0), WORKER, signature);
        vm.prank(WORKER);
        staking.setLockCap(LOCK);
        accept(_r, 0);
    }

    function _register(uint64 element, bytes memory proof) private {
        escrow.registerChallenge(challenge(_r, 0, element, proof, NONCE));
        vm.roll(block.number + 1);
    }

    function _prove(uint64 element, bytes memory proof) private {
        vm.prank(CHALLENGER);
        escrow.proveFraud(_r, 0, element, NONCE, _inputs, proof);
    }

    function _proveAs(address sender) private returns (bool, bytes memory) {
        bytes memory call = abi.encodeCall(escrow.proveFraud, (_r, 0, BAD, NONCE, _inputs, _proof));
        vm.prank(sender);
        return address(escrow).call(call);
    }
}
