// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Mood} from "../invariant/Moody.sol";
import {MoodyToken} from "../invariant/MoodyToken.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A pay token that is paused, reverts, burns all gas, or answers junk or at length: it holds up its own transfers,
/// and nothing of theirs is lost.
contract StoppedTokenTest is Affairs {
    uint256 private constant GAS = 3_000_000;

    MoodyToken private _token;

    function setUp() external {
        setUpMarket();
        _token = new MoodyToken(1_000 ether);
        escrow.setToken(address(_token), true, MAX_PRICE);
        _token.approve(address(escrow), type(uint256).max);
        escrow.deposit(address(_token), requester, 10 ether);
        beginAffairs(address(_token), requester);
    }

    function test_token_thatStoppedHoldsUpItsOwnTransfersAlone() external {
        for (uint8 mood = 1; mood <= uint8(type(Mood).max); ++mood) {
            uint256 snapshot = vm.snapshotState();
            _token.turn(Mood(mood));
            assertTrue(!_deposits(1 ether), "no deposit");
            endAffairs();
            assertEnded(10 ether);
            assertTrue(!_withdraws(requester, 8 ether), "no withdrawal");
            assertTrue(!_withdraws(WORKER, 2 * PAID), "nor any other");
            assertEnded(10 ether);
            assertQrnLeaves(100 ether);
            assertCoinLeaves(requester, 100 ether);

            _token.turn(Mood.Friendly);
            assertTrue(_withdraws(requester, 8 ether), "the payer, once it moves again");
            assertTrue(_withdraws(WORKER, 2 * PAID), "the worker");
            assertTrue(_withdraws(AUTHOR, 2 * (PRICE - PAID)), "the author");
            assertEq(_token.balanceOf(SINK), 10 ether, "everything");
            vm.revertToState(snapshot);
        }
    }

    /// @dev De-listed, it still leaves: what stops is what comes in.
    function test_token_thatIsDelistedAndPausedByTheGuardianStillLeaves() external {
        escrow.setToken(address(_token), false, 0);
        escrow.setTokenPaused(address(_token), true);
        endAffairs();
        assertEnded(10 ether);
        assertTrue(_withdraws(requester, 8 ether), "the payer");
        assertTrue(_withdraws(WORKER, 2 * PAID), "the worker");
        assertTrue(_withdraws(AUTHOR, 2 * (PRICE - PAID)), "the author");
        assertTrue(!_deposits(1 ether), "no deposit");
        assertQrnLeaves(100 ether);
    }

    function _deposits(uint256 amount) private returns (bool ok) {
        bytes memory call = abi.encodeCall(escrow.deposit, (address(_token), STRANGER, amount));
        (ok, ) = address(escrow).call{gas: GAS}(call);
        assertEq(escrow.ledgerOf(address(_token), STRANGER), ok ? amount : 0, "credited as it came");
    }

    function _withdraws(address account, uint256 amount) private returns (bool ok) {
        bytes memory call = abi.encodeCall(escrow.withdraw, (address(_token), SINK, amount));
        vm.prank(account);
        (ok, ) = address(escrow).call{gas: GAS}(call);
    }
}
