// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Attempt, Draw} from "../../../contracts/jobs/Draw.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {Spoiler} from "../utils/Spoiler.sol";

/// @notice Takes the same call as `proveFraud`, copies every argument out of it, and says what a challenge of it names.
contract ChallengeReader {
    function proveFraud(
        Request memory,
        uint32,
        uint64 element,
        bytes32 nonce,
        bytes32[] memory,
        bytes memory proof
    ) external pure returns (uint64, bytes32, bytes32) {
        return (element, keccak256(proof), nonce);
    }
}

/// @notice A challenger whose calls no encoder wrote, each registered as it will be read: a right result is never slashed, and
/// a wrong one for its wrong element alone.
/// @dev Invariant V2, over raw calldata of the escrow.
contract HostileChallengerTest is Market {
    using MatmulFixture for MatmulFixture.Product;
    using Spoiler for bytes;

    uint64 private constant BAD = 2;

    ChallengeReader private _reader;
    Request private _r;

    function setUp() external {
        setUpMarket();
        _reader = new ChallengeReader();
        Request memory r = requestOf(6);
        (_r.terms, _r.work) = (r.terms, r.work);
        runTo(r, 0, _product(0).outputRoot());
        vm.roll(block.number + 1);
        runTo(r, 1, _product(1).outputRoot());
    }

    function testFuzz_V2_spoiledCallsSlashNoRightResult(uint256 seed, uint256 word) external {
        MatmulFixture.Product memory p = _product(0);
        uint64 element = uint64(seed % 5);
        _challenge(0, _call(p, element, p.proof(element)).spoil([uint256(0), 4, 5], [_hash(seed), word]));
        assertEq(uint256(_stateOf(0)), uint256(State.Revealed), "V2: a right result was slashed");
        assertEq(escrow.lockedOf(WORKER), 2 * LOCK, "both locks are held");
    }

    /// @dev What a spoiled call does, its canonical form does; most do nothing.
    function testFuzz_spoiledCallsSlashForTheWrongElementAlone(uint256 seed, uint256 word) external {
        MatmulFixture.Product memory p = _product(1);
        uint64 element = seed % 2 == 0 ? BAD : uint64(seed % 5);
        bytes memory spoiled = _call(p, element, p.proof(element)).spoil([uint256(0), 4, 5], [_hash(seed), word]);
        (bool read, uint64 named) = _challenge(1, spoiled);
        if (_stateOf(1) == State.Revealed) return;
        assertTrue(read && named == BAD, "slashed for a right element");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 400 ether, "one lock");
    }

    /// @dev Parts in another order, with gaps, and more behind them, are read like any others: the fraud is proved.
    function test_scatteredCallProvesTheFraud() external {
        MatmulFixture.Product memory p = _product(1);
        bytes memory call = _call(p, BAD, p.proof(BAD));
        uint256 end = call.length - 4;
        bytes memory moved = abi.encodePacked(call, hex"0badc0de", p.proof(BAD).length, p.proof(BAD), "tail");
        moved.put(5, end + 4);
        assertTrue(_sends(1, moved), "proved");
        assertEq(uint256(_stateOf(1)), uint256(State.Slashed), "slashed");
    }

    function _challenge(uint32 shard, bytes memory call) private returns (bool read, uint64 element) {
        (bool ok, bytes memory answer) = address(_reader).staticcall(call);
        if (ok) (element, , ) = abi.decode(answer, (uint64, bytes32, bytes32));
        _sends(shard, call);
        return (ok, element);
    }

    /// @dev Registers what the call names about the shard, and makes it in the next block.
    function _sends(uint32 shard, bytes memory call) private returns (bool ok) {
        (bool read, bytes memory answer) = address(_reader).staticcall(call);
        if (read) {
            (uint64 element, bytes32 proofHash, bytes32 nonce) = abi.decode(answer, (uint64, bytes32, bytes32));
            Attempt memory attempt = attemptOf(_r, shard, WORKER);
            escrow.registerChallenge(Draw.challengeOf(attempt, CHALLENGER, element, proofHash, nonce));
            vm.roll(block.number + 1);
        }
        vm.prank(CHALLENGER);
        (ok, ) = address(escrow).call(call);
    }

    function _call(MatmulFixture.Product memory p, uint64 e, bytes memory proof) private view returns (bytes memory) {
        return abi.encodeCall(escrow.proveFraud, (_r, p.shard, e, "nonce", p.inputRoots(), proof));
    }

    /// @dev Shard 1 has one wrong element.
    function _product(uint32 shard) private view returns (MatmulFixture.Product memory p) {
        p = product(_r, shard);
        if (shard == 1) p.corrupt(BAD);
    }

    function _stateOf(uint32 shard) private view returns (State) {
        return escrow.jobOf(jobId(_r, shard)).state;
    }

    function _hash(uint256 seed) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed)));
    }
}
