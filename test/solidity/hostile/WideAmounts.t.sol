// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {IKernelRegistry} from "../../../contracts/verification/IKernelRegistry.sol";
import {HugeToken} from "../utils/HugeToken.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";

/// @notice Amounts at the edges of their widths: they are kept to the base unit, or refused with what is wrong.
contract WideAmountsTest is Market {
    uint96 private constant MOST = type(uint96).max;
    uint32 private constant MOST_SHARDS = 65_535;
    bytes32 private constant ROOT = "root";

    HugeToken private _token;
    uint256 private _had;

    function setUp() external {
        setUpMarket();
        _token = new HugeToken();
        escrow.setToken(address(_token), true, MOST);
        _token.approve(address(escrow), type(uint256).max);
        _had = type(uint128).max;
        escrow.deposit(address(_token), requester, _had);
        IKernelRegistry.Limits memory wide = limits();
        wide.maxLock = MOST;
        registry.setLimits(MATMUL8, wide);
    }

    function test_price_ofTheWidestJobIsSplitExactly() external {
        Request memory r = _wide(1);
        runTo(r, 0, ROOT);
        assertEq(escrow.ledgerOf(address(_token), requester), _had - MOST, "taken");
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        uint256 royalty = (uint256(MOST) * ROYALTY_BPS) / 10_000;
        assertEq(escrow.ledgerOf(address(_token), AUTHOR), royalty, "author");
        assertEq(escrow.ledgerOf(address(_token), WORKER), MOST - royalty, "worker");
    }

    function test_price_ofTheWidestJobReturnsExactly() external {
        Request memory r = _wide(2);
        accept(r, 0);
        accept(r, 1);
        commit(r, 1, ROOT);
        vm.warp(block.timestamp + 1_000);
        noShow(r, 0);
        escrow.slashTimeout(r.terms, workHash(r), one(1));
        assertEq(escrow.ledgerOf(address(_token), requester), _had, "all of it");
    }

    function test_post_setsAsideTheMostShardsAtTheWidestPrice() external {
        Request memory r = _wide(MOST_SHARDS);
        r.work.params = MatmulFixture.paramsOf(MOST_SHARDS, 1, 1);
        r.terms.burn = 0;
        post(r);
        assertEq(escrow.ledgerOf(address(_token), requester), _had - uint256(MOST_SHARDS) * MOST, "set aside");
        take(r, one(MOST_SHARDS - 1));
        vm.prank(requester);
        escrow.cancel(r);
        assertEq(escrow.ledgerOf(address(_token), requester), _had - MOST, "all but the one that was taken");
        vm.warp(block.timestamp + 1_000);
        noShow(r, MOST_SHARDS - 1);
        assertEq(escrow.ledgerOf(address(_token), requester), _had, "and that one");
    }

    /// @dev Every price between 0 and 2^96 - 1, at every place of every ramp: what is taken is paid or returned.
    function testFuzz_price_ofAnyWidthIsKeptWhole(uint96 low, uint96 high, uint32 period, uint40 wait) external {
        Request memory r = _wide(1);
        r.terms.maxPrice = high;
        r.terms.minPrice = uint96(bound(low, 0, high));
        r.terms.rampPeriod = period;
        vm.warp(block.timestamp + bound(wait, 0, 999));
        post(r);
        take(r, one(0));
        uint256 price = _had - escrow.ledgerOf(address(_token), requester);
        assertBetween(price, r.terms.minPrice, high, "on the ramp");
        commit(r, 0, ROOT);
        draw(r, 0, false);
        reveal(r, 0, ROOT);
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        uint256 royalty = (price * ROYALTY_BPS) / 10_000;
        assertEq(escrow.ledgerOf(address(_token), AUTHOR), royalty, "author");
        assertEq(escrow.ledgerOf(address(_token), WORKER), price - royalty, "worker");
    }

    /// @dev A lock above all stake is refused by its sum, however many shards ask for it.
    function test_lock_ofTheWidestIsRefusedForOneShardAndForMany() external {
        Request memory r = _wide(6);
        r.terms.lock = MOST;
        bytes memory signature = sign(r);
        for (uint32 count = 1; count <= 6; ++count) {
            uint256 needed = uint256(count) * MOST;
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, WORKER, 500 ether, needed));
            vm.prank(OPERATOR);
            escrow.acceptSigned(r, firstShards(count), WORKER, signature);
        }
        assertEq(escrow.lockedOf(WORKER), 0, "nothing is locked");
    }

    function test_burn_ofTheWidestIsRefused() external {
        Request memory r = _wide(6);
        r.terms.burn = MOST;
        bytes memory signature = sign(r);
        vm.expectRevert(
            abi.encodeWithSelector(
                IEscrowBase.LedgerTooLow.selector,
                address(qrn),
                requester,
                100 ether,
                6 * uint256(MOST)
            )
        );
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, firstShards(6), WORKER, signature);
    }

    /// @dev At and around every width of a stored amount, and the most of all.
    function test_amounts_thatNobodyHasAreRefused() external {
        uint256[5] memory widths = [uint256(96), 104, 128, 152, 256];
        uint256 credit = escrow.ledgerOf(address(_token), requester);
        for (uint256 i; i < widths.length; ++i) {
            uint256 top = widths[i] == 256 ? type(uint256).max : uint256(1) << widths[i];
            for (uint256 amount = top - 1; amount != 0; amount = amount == top - 1 ? top : 0) {
                if (amount > credit) _refused(requester, amount, credit);
                _stakeRefused(amount);
            }
        }
        (uint256 active, uint256 unbonding) = staking.assetsOf(WORKER);
        assertEq(active, 500 ether, "stake");
        assertEq(unbonding, 0, "unbonding");
        assertEq(escrow.ledgerOf(address(_token), requester), credit, "credit");
        vm.prank(requester);
        escrow.withdraw(address(_token), STRANGER, credit);
        assertEq(_token.balanceOf(STRANGER), credit, "all that there is, at once");
    }

    /// @dev The last nonce of all is one like any other.
    function test_nonce_lastOfAllIsTakenAndIsNotCancelledByTheHighestLeast() external {
        Request memory r = _wide(2);
        r.terms.nonce = type(uint64).max;
        accept(r, 0);
        vm.prank(requester);
        escrow.cancelBefore(address(_token), type(uint64).max);
        accept(r, 1);
        r.terms.nonce = type(uint64).max - 1;
        bytes memory signature = sign(r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NonceCancelled.selector, r.terms.nonce, type(uint64).max));
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }

    function _refused(address account, uint256 amount, uint256 credit) private {
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.LedgerTooLow.selector, address(_token), account, credit, amount)
        );
        vm.prank(account);
        escrow.withdraw(address(_token), STRANGER, amount);
    }

    function _stakeRefused(uint256 amount) private {
        vm.startPrank(WORKER);
        vm.expectRevert(abi.encodeWithSelector(IStaking.StakeTooLow.selector, WORKER, 500 ether, amount));
        staking.unbond(amount);
        (bool ok, ) = address(staking).call(abi.encodeCall(staking.bond, (amount)));
        assertTrue(!ok, "no bond");
        vm.stopPrank();
        vm.startPrank(STRANGER);
        (ok, ) = address(staking).call(abi.encodeCall(staking.delegate, (WORKER, amount)));
        assertTrue(!ok, "no delegation");
        vm.expectRevert(abi.encodeWithSelector(IStaking.DelegationTooLow.selector, WORKER, STRANGER, 0, amount));
        staking.undelegate(WORKER, amount);
        vm.stopPrank();
    }

    /// @dev A request at the widest price in the huge token.
    function _wide(uint32 shards) private view returns (Request memory r) {
        r = requestOf(shards);
        (r.terms.payToken, r.terms.minPrice, r.terms.maxPrice) = (address(_token), MOST, MOST);
    }
}
