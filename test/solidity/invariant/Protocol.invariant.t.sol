// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Emission} from "../../../contracts/emission/Emission.sol";
import {JobEscrow} from "../../../contracts/jobs/JobEscrow.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Test} from "../utils/Test.sol";
import {EmissionBound} from "./EmissionBound.sol";
import {ProtocolHandler} from "./ProtocolHandler.t.sol";

/// @notice One campaign over the whole protocol, with all its numbered assertions; each names its number when it fails.
/// @dev Invariants J1, J2, J3, J4, J5, J6, J7, J8, J9, J10, J11, J12, S1, S2, S3, S6, E1, E2, E3, V2, V3 and V4.
contract ProtocolInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    ProtocolHandler private _handler;
    JobEscrow private _escrow;
    Staking private _staking;
    Emission private _emission;
    IQuernToken private _qrn;

    function setUp() external {
        _handler = new ProtocolHandler();
        (_escrow, _staking, _emission, _qrn) = _handler.contracts();
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory list) {
        bytes4[29] memory actions = _handler.actions();
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(_handler), new bytes4[](actions.length));
        for (uint256 i; i < actions.length; ++i) list[0].selectors[i] = actions[i];
    }

    function invariant_protocol_holds() public view {
        string memory rule = _handler.broken();
        assertTrue(bytes(rule).length == 0, rule);
        assertTrue(!_handler.honestSlashed(), "V2: an honest result was slashed");
        _assertStakes();
        _assertMoney();
        _assertEmission();
        _assertBurns();
    }

    /// @dev The handler reaches every action and every ending, so the campaign is not vacuous. That is no `afterInvariant`,
    /// because a failing sequence is shrunk for as long as either fails: it would end as one in which nothing happens.
    /// After a look at the clock Hardhat does not run a failure again for its stack trace, which would fill the memory.
    function test_handler_reachesEverything() external {
        vm.unixTime();
        bytes4[29] memory actions = _handler.actions();
        for (uint256 i; i < 10_000; ++i) {
            uint256 word = uint256(keccak256(abi.encode("campaign", i)));
            bytes memory call = abi.encodeWithSelector(
                actions[word % actions.length],
                word >> 8,
                word >> 64,
                (word >> 128) % 2
            );
            (bool ok, ) = address(_handler).call{gas: 100_000_000}(call);
            if (ok && i % 100 == 0) invariant_protocol_holds();
        }
        bytes32[24] memory names = _handler.names();
        for (uint256 i; i < names.length; ++i) _assertCalled(names[i]);
        bytes32[28] memory jobNames = _handler.jobNames();
        for (uint256 i; i < jobNames.length; ++i) _assertCalled(jobNames[i]);
    }

    function _assertCalled(bytes32 name) private view {
        assertTrue(_handler.calls(name) != 0, string.concat("never: ", string(abi.encode(name))));
    }

    /// @dev Once an unbonding has passed since a worker's last accept, all its jobs are over (S4), and only those that
    /// nobody ended may hold more than delegators left behind.
    function _assertStakes() private view {
        uint256 sum;
        for (uint256 i; i < 3; ++i) {
            address worker = _handler.workerAt(i);
            uint256 locked = _escrow.lockedOf(worker);
            (uint256 self, uint256 pool) = _handler.heldBy(worker);
            sum += self + pool;
            assertEq(locked, _handler.locks(worker), "J5: locked is the sum of live locks");
            if (block.timestamp - _handler.acceptedAt(worker) < _staking.UNBONDING()) {
                assertTrue(locked <= self + pool, "S2: locked <= active + unbonding of both sides");
            }
            uint256 left = _handler.withdrawn(worker) + _handler.slashed(worker) + self;
            assertEq(left, _handler.bonded(worker), "S3: slashed tokens of a bond are gone, and no others");
            (uint256 put, uint256 out, uint256 slashed, uint256 roundings) = _handler.poolOf(worker);
            left = out + slashed + pool;
            assertTrue(left <= put && left + roundings >= put, "S3: slashed tokens of a pool are gone, and no others");
        }
        assertTrue(_qrn.balanceOf(address(_staking)) >= sum, "S1: staking holds all assets");
    }

    /// @dev J1 is about the balance; J2 follows each amount through the books: in, set aside, live, credited, out.
    function _assertMoney() private view {
        (, , uint256 burnable) = _escrow.running();
        for (uint256 i; i < 3; ++i) {
            address token = _handler.tokens(i);
            (, , uint256 setAside, uint256 live) = _handler.purseOf(token);
            uint256 owed = _handler.credits(token) + setAside + live + (token == address(_qrn) ? burnable : 0);
            assertTrue(
                _handler.balanceOf(token) >= owed,
                "J1: the balance covers credits, set aside, live and burnable"
            );
        }
        for (uint256 i; i < 3; ++i) {
            address token = _handler.tokens(i);
            (uint256 paidIn, uint256 paidOut, uint256 setAside, uint256 live) = _handler.purseOf(token);
            if (token == address(_qrn)) {
                paidIn += _handler.payouts();
                paidOut += _emission.burnedTotal() + burnable;
            }
            assertEq(
                paidIn,
                _handler.credits(token) + setAside + live + paidOut,
                "J2: each amount leaves exactly once"
            );
            assertTrue(_handler.hasItsCredits(token), "J2: each amount goes to whom it belongs");
        }
    }

    function _assertEmission() private view {
        uint256 most = EmissionBound.mostEmitted(block.timestamp - _emission.START());
        uint256 emitted = _emission.emittedBy(block.timestamp);
        assertTrue(emitted <= most, "E1: the curve is not above budget * (1 - 2^-(t / half-life))");
        assertTrue(_qrn.totalMinted() - EmissionBound.GENESIS <= emitted, "E1: minted <= emittedBy(t)");
        uint256 rewards = _emission.stakersMinted();
        for (uint256 i; i < 3; ++i) rewards += _handler.rewardsOf(_handler.workerAt(i));
        assertTrue(rewards <= (most * 4) / 10, "S6: rewards minted and owed <= the stakers' stream");
        assertTrue(_emission.workMinted() <= (most * 6) / 10, "E1: work minted <= the work stream");
        assertTrue(_emission.workMinted() * 10 <= _emission.burnedTotal() * 9, "E2: workMinted <= gamma * burned");
    }

    function _assertBurns() private view {
        (uint256 epoch, uint256 running, uint256 burnable) = _escrow.running();
        uint256 count = _handler.burnEpochsCount();
        for (uint256 i; i < count; ++i) {
            uint256 e = _handler.burnEpochs(i);
            uint256 counted = e == epoch ? running : _emission.burnedIn(address(_escrow), e);
            assertEq(counted, _handler.burnedIn(e), "E3: each job's burn is counted once in its epoch");
        }
        for (uint256 i; i < 3; ++i) {
            address worker = _handler.workerAt(i);
            (uint256 last, uint256 burned) = _escrow.runningOf(worker);
            assertEq(burned, _handler.burnedBy(worker, last), "E3: each job's burn is counted once for its worker");
        }
        uint256 left = burnable + _emission.burnedTotal();
        assertEq(left, _handler.burnedByJobs(), "E3: each finalized job's burn is burned once");
    }
}
