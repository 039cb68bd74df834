// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {MoodyRequester} from "../invariant/MoodyRequester.sol";
import {Affairs} from "./Affairs.sol";

/// @notice Requester, worker, author and challenger that are contracts which take no coin: without a receive function, or
/// with one that reverts, burns all gas, or answers at length. They are paid like anybody, and withdraw to where they like.
contract DeafAccountTest is Affairs {
    /// Reverts; burns all gas; returns 100,000 bytes.
    bytes private constant REVERTS = hex"5f5ffd";
    bytes private constant BURNS = hex"fe";
    bytes private constant BABBLES = hex"620186a05ff3";
    uint256 private constant GAS = 2_000_000;

    address private _requester;

    function setUp() external {
        setUpMarket();
        escrow.deposit{value: 10 ether}(address(0), _payer(), 10 ether);
        escrow.deposit(address(qrn), _payer(), 100 ether);
        beginAffairs(address(0), _payer());
    }

    function test_jobs_endAndPayWhen_nobodyTakesCoin() external {
        bytes[3] memory codes = [REVERTS, BURNS, BABBLES];
        for (uint256 i; i < codes.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            address[4] memory all = [_payer(), WORKER, AUTHOR, CHALLENGER];
            for (uint256 j; j < all.length; ++j) vm.etch(all[j], codes[i]);
            endAffairs();
            assertEnded(10 ether);
            _assertToItself(_payer(), 8 ether);
            _assertToItself(WORKER, 2 * PAID);
            assertQrnLeaves(100 ether);
            assertCoinLeaves(_payer(), 8 ether);
            assertCoinLeaves(WORKER, 2 * PAID);
            assertCoinLeaves(AUTHOR, 2 * (PRICE - PAID));
            assertEq(address(escrow).balance, 100 ether, "the other requester's");
            vm.revertToState(snapshot);
        }
    }

    /// @dev QRN asks nothing of its receiver: rewards and work are minted to a contract as to anybody.
    function test_claims_payWhen_theOwnerTakesNoCoin() external {
        vm.etch(WORKER, REVERTS);
        endAffairs();
        vm.warp(block.timestamp + EPOCH);
        uint256 before = qrn.balanceOf(WORKER);
        uint256 worked = emission.claimWork(WORKER);
        assertEq(worked, (2 * BURN * 9) / 10, "work");
        vm.prank(WORKER);
        uint256 rewards = staking.claimRewards(WORKER);
        assertEq(qrn.balanceOf(WORKER) - before, worked + rewards, "both arrive");
    }

    function signatureOf(Request memory) internal pure override returns (bytes memory) {
        return "any";
    }

    /// @dev Either it arrives, or the credit stays.
    function _assertToItself(address account, uint256 credit) private {
        uint256 snapshot = vm.snapshotState();
        uint256 before = account.balance;
        vm.prank(account);
        (bool ok, bytes memory reason) = address(escrow).call{gas: GAS}(
            abi.encodeCall(escrow.withdraw, (address(0), account, 1 ether))
        );
        assertEq(account.balance - before, ok ? 1 ether : 0, "arrived");
        assertEq(escrow.ledgerOf(address(0), account), ok ? credit - 1 ether : credit, "credit");
        bytes memory failed = abi.encodeWithSelector(IEscrowBase.SendFailed.selector, account, 1 ether);
        assertTrue(ok || keccak256(reason) == keccak256(failed), "and said so");
        vm.revertToState(snapshot);
    }

    function _payer() private returns (address) {
        if (_requester == address(0)) _requester = address(new MoodyRequester());
        return _requester;
    }
}
