// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Emission} from "../../../contracts/emission/Emission.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Test} from "../utils/Test.sol";
import {EmissionBound} from "./EmissionBound.sol";
import {EpochCrediter} from "./EpochCrediter.sol";
import {StakeHandler} from "./StakeHandler.t.sol";

/// @notice One campaign over staking and emission with delegators, several lockers and several crediters; each assertion
/// names its number when it fails.
/// @dev Invariants S1, S2, S3, S5, S6, S7, E1, E2, E3 and E4.
contract StakeInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    StakeHandler private _handler;
    Staking private _staking;
    Emission private _emission;
    IQuernToken private _qrn;

    function setUp() external {
        _handler = new StakeHandler();
        (_staking, _emission, _qrn) = _handler.contracts();
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(_handler), _handler.actions());
    }

    function invariant_stake_holds() public view {
        string memory rule = _handler.broken();
        assertTrue(bytes(rule).length == 0, rule);
        _assertAssets();
        _assertWork();
        _assertEmission();
    }

    /// @dev The handler reaches every action, and pools that are wiped, worn and renewed, so the campaign is not vacuous.
    /// After a look at the clock Hardhat does not run a failure again for its stack trace, which would fill the memory.
    function test_handler_reachesEverything() external {
        vm.unixTime();
        bytes4[] memory actions = _handler.actions();
        for (uint256 i; i < 4_000; ++i) {
            uint256 word = uint256(keccak256(abi.encode("stake", i)));
            bytes4 action = actions[word % actions.length];
            bytes memory call = abi.encodeWithSelector(action, word >> 8, word >> 64, word >> 128);
            (bool ok, ) = address(_handler).call(call);
            if (ok && i % 100 == 0) invariant_stake_holds();
        }
        bytes32[] memory names = _handler.names();
        for (uint256 i; i < names.length; ++i) {
            assertTrue(_handler.calls(names[i]) != 0, string.concat("never: ", string(abi.encode(names[i]))));
        }
        assertTrue(_handler.forfeited() != 0, "no time was forfeited");
    }

    function _assertAssets() private view {
        uint256 sum;
        for (uint256 i; i < 3; ++i) {
            address worker = _handler.workerAt(i);
            (uint256 self, uint256 pool) = _handler.heldBy(worker);
            sum += self + pool;
            (uint256 put, uint256 out, uint256 slashed, uint256 roundings) = _handler.selfOf(worker);
            assertTrue(out + self + slashed <= put, "S3: slashed tokens of a bond are gone");
            assertEq(out + self + slashed, put, "S3: a bond loses what is slashed and nothing else");
            (put, out, slashed, roundings) = _handler.poolOf(worker);
            assertTrue(out + pool + slashed <= put, "S3: slashed tokens of a pool are gone");
            assertTrue(out + pool + slashed + roundings >= put, "S3: a pool loses what is slashed and nothing else");
            assertTrue(_handler.lockedOf(worker) <= self + pool, "S2: locked <= active + unbonding of both sides");
        }
        assertTrue(_qrn.balanceOf(address(_staking)) >= sum, "S1: staking holds all assets");
    }

    function _assertEmission() private view {
        uint256 most = EmissionBound.mostEmitted(block.timestamp - _emission.START());
        uint256 emitted = _emission.emittedBy(block.timestamp);
        assertTrue(emitted <= most, "E1: the curve is not above budget * (1 - 2^-(t / half-life))");
        assertTrue(_qrn.totalMinted() - EmissionBound.GENESIS <= emitted, "E1: minted <= emittedBy(t)");
        assertTrue(_emission.stakersMinted() <= (most * 4) / 10, "S6: rewards minted <= the stakers' stream");
        assertTrue(_emission.workMinted() <= (most * 6) / 10, "E1: work minted <= the work stream");
    }

    function _assertWork() private view {
        uint256 unburned;
        for (uint256 i; i < 2; ++i) {
            EpochCrediter crediter = _handler.crediters(i);
            (uint256 handed, uint256 minted) = _emission.accountOf(address(crediter));
            assertTrue(minted * 10 <= handed * 9, "E2: a crediter's work minted <= gamma * its burns");
            unburned += _qrn.balanceOf(address(crediter));
            assertTrue(!crediter.misjudged(), "E2: credits are other than min(E * b / B, gamma * b)");
            assertTrue(!crediter.miscounted(), "E3: a report changed, or a burn was credited twice");
        }
        uint256 burned = _emission.burnedTotal();
        assertEq(burned + unburned, _handler.burnedByWork(), "E3: each burn is counted once");
        assertTrue(_emission.workMinted() * 10 <= burned * 9, "E2: workMinted <= gamma * burned");
        uint256[2] memory owed;
        for (uint256 i; i < 3; ++i) owed[_handler.partyOf(i)] += _emission.owedTo(_handler.workerAt(i));
        for (uint256 i; i < 2; ++i) {
            (uint256 own, uint256 minted) = _handler.parties(i);
            assertTrue((minted + owed[i]) * 10 <= own * 9, "E4: a party gains from its own burns");
        }
    }
}
