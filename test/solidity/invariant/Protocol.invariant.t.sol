// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Emission} from "../../../contracts/emission/Emission.sol";
import {JobEscrow} from "../../../contracts/jobs/JobEscrow.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Test} from "../utils/Test.sol";
import {ProtocolHandler} from "./ProtocolHandler.t.sol";

/// @notice One campaign over the whole protocol, with all its numbered assertions.
contract ProtocolInvariantTest is Test {
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

    function invariant_protocol_holds() public view {
        _assertJobs();
        _assertStakes();
        _assertEmission();
    }

    /// @dev A campaign in which no job was taken proves nothing.
    function afterInvariant() external view {
        assertTrue(_handler.tracksCount() != 0, "no job was ever accepted");
    }

    /// @dev The handler reaches every action and every ending, so the campaign is not vacuous.
    function test_handler_reachesEverything() external {
        bytes4[] memory actions = _handler.actions();
        for (uint256 i; i < 3_000; ++i) {
            uint256 word = uint256(keccak256(abi.encode("campaign", i)));
            bytes memory call = abi.encodeWithSelector(actions[word % actions.length], word >> 8, word >> 64, word % 2);
            (bool ok, ) = address(_handler).call(call);
            if (ok && i % 100 == 0) invariant_protocol_holds();
        }
        bytes32[] memory names = _handler.names();
        for (uint256 i; i < names.length; ++i) {
            assertTrue(_handler.calls(names[i]) != 0, string.concat("never: ", string(abi.encode(names[i]))));
        }
        assertTrue(_handler.sampledReveals() != 0, "no sampled reveal");
    }

    function _assertJobs() private view {
        assertEq(_handler.broken(), 0, "J3 J4 J6 J7 S2: a rule broke while jobs moved");
        assertTrue(!_handler.honestSlashed(), "V2: an honest result was slashed");
        (uint256 prices, uint256 burns, ) = _handler.live(address(0));
        assertEq(_handler.pricesIn(), _handler.pricesOut() + prices, "J2 prices");
        assertEq(_handler.burnsIn(), _handler.burnsOut() + burns, "J2 burns");
        _assertBalances();
        for (uint256 i; i < 3; ++i) {
            address worker = _handler.workerAt(i);
            (, , uint256 locks) = _handler.live(worker);
            assertEq(_escrow.lockedOf(worker), locks, "J5 locked is the sum of live locks");
        }
    }

    /// @dev Nothing is donated in the campaign, so J1 holds with equality.
    function _assertBalances() private view {
        (uint256 coin, uint256 tokens) = _handler.credits();
        (uint256 coinLive, uint256 tokensLive) = _handler.escrowed();
        (, , uint256 burnable) = _escrow.running();
        assertEq(address(_escrow).balance, coin + coinLive, "J1 coin");
        assertEq(_qrn.balanceOf(address(_escrow)), tokens + tokensLive + burnable, "J1 QRN");
    }

    function _assertStakes() private view {
        uint256 sum;
        for (uint256 i; i < 3; ++i) {
            address worker = _handler.workerAt(i);
            (uint256 active, uint256 unbonding) = _staking.assetsOf(worker);
            sum += active + unbonding;
            assertTrue(_escrow.lockedOf(worker) <= active + unbonding, "S2 locked <= active + unbonding");
            uint256 left = _handler.withdrawn(worker) + _handler.slashed(worker) + active + unbonding;
            assertTrue(left <= _handler.bonded(worker), "S3 slashed tokens are gone");
        }
        assertTrue(_qrn.balanceOf(address(_staking)) >= sum, "S1 staking holds all assets");
    }

    function _assertEmission() private view {
        uint256 minted = _qrn.totalMinted() - 400_000_000 ether;
        assertTrue(minted <= _emission.emittedBy(block.timestamp), "E1 minted <= emitted");
        assertTrue(_emission.workMinted() * 10 <= _emission.burnedTotal() * 9, "E2 workMinted <= gamma * burned");
        uint256 allowed;
        uint256 reported;
        for (uint256 e; e <= _emission.currentEpoch(); ++e) {
            uint256 burned = _emission.burnedIn(address(_escrow), e);
            uint256 most = _emission.workOf(address(_escrow), e);
            uint256 share = (burned * 9) / 10;
            allowed += share < most ? share : most;
            reported += burned;
        }
        (, uint256 running, ) = _escrow.running();
        assertEq(reported + running, _handler.burnedByJobs(), "E3 each job's burn is counted once");
        uint256 owed = _emission.workMinted();
        uint256 pending;
        for (uint256 i; i < 3; ++i) {
            address worker = _handler.workerAt(i);
            owed += _emission.owedTo(worker);
            (, uint256 burned) = _escrow.runningOf(worker);
            pending += burned;
        }
        assertTrue(owed <= allowed, "E2 claims of an epoch <= min(E, gamma * burned)");
        assertTrue(pending <= _handler.burnedByJobs(), "E3 a worker's burn is a part of the sum");
    }
}
