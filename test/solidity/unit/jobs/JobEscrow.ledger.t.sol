// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Emission, EmissionParams} from "../../../../contracts/emission/Emission.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {IJobEscrow} from "../../../../contracts/jobs/IJobEscrow.sol";
import {EscrowConfig} from "../../../../contracts/jobs/EscrowState.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";

/// @notice A token that keeps a part of each transfer, moves nothing, or enters the escrow again while it is being pulled.
contract OddToken is ERC20("Odd", "ODD") {
    uint256 public fee;
    bool public stays;
    IJobEscrow public entered;

    constructor() {
        _mint(msg.sender, 1_000 ether);
    }

    function setFee(uint256 amount) external {
        fee = amount;
    }

    function stay() external {
        stays = true;
    }

    function enter(IJobEscrow escrow) external {
        entered = escrow;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (stays) return;
        super._update(from, to, amount);
        if (fee != 0 && from != address(0) && to != address(0)) super._update(to, address(0), fee);
        if (address(entered) != address(0)) entered.deposit(address(this), from, 1);
    }
}

contract JobEscrowLedgerTest is Market {
    function setUp() external {
        setUpMarket();
    }

    receive() external payable {}

    function test_deposit_creditsTheNamedAccount() external {
        vm.expectEmit(address(escrow));
        emit IEscrowBase.Deposited(address(0), STRANGER, address(this), 3);
        escrow.deposit{value: 3}(address(0), STRANGER, 3);
        assertEq(escrow.ledgerOf(address(0), STRANGER), 3, "credit");
    }

    function test_deposit_revertsWhen_argumentsAreWrong() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAmount.selector));
        escrow.deposit(address(0), STRANGER, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAddress.selector));
        escrow.deposit{value: 1}(address(0), address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ValueMismatch.selector, 2, 3));
        escrow.deposit{value: 2}(address(0), STRANGER, 3);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ValueMismatch.selector, 1, 0));
        escrow.deposit{value: 1}(address(qrn), STRANGER, 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TokenNotAllowed.selector, address(1)));
        escrow.deposit(address(1), STRANGER, 1);
    }

    function test_deposit_revertsWhen_pausedAndWithdrawStillWorks() external {
        escrow.deposit{value: 5}(address(0), address(this), 5);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.TokenPausedSet(address(0), true);
        escrow.setTokenPaused(address(0), true);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TokenPaused.selector, address(0)));
        escrow.deposit{value: 5}(address(0), address(this), 5);
        escrow.setToken(address(0), false, 0);
        uint256 before = STRANGER.balance;
        vm.expectEmit(address(escrow));
        emit IEscrowBase.Withdrawn(address(0), address(this), STRANGER, 5);
        escrow.withdraw(address(0), STRANGER, 5);
        assertEq(STRANGER.balance - before, 5, "out");
    }

    function test_deposit_revertsWhen_theTokenTakesAFee() external {
        OddToken odd = _odd();
        odd.setFee(1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TransferMismatch.selector, address(odd), 9, 10));
        escrow.deposit(address(odd), address(this), 10);
    }

    function test_deposit_revertsWhen_theTokenEntersAgain() external {
        OddToken odd = _odd();
        odd.enter(escrow);
        vm.expectRevert(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        escrow.deposit(address(odd), address(this), 10);
    }

    function test_withdraw_revertsWhen_argumentsAreWrong() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAmount.selector));
        escrow.withdraw(address(0), STRANGER, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAddress.selector));
        escrow.withdraw(address(0), address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.LedgerTooLow.selector, address(0), address(this), 0, 1));
        escrow.withdraw(address(0), STRANGER, 1);
    }

    function test_withdraw_revertsWhen_theReceiverRefuses() external {
        escrow.deposit{value: 5}(address(0), address(this), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.SendFailed.selector, address(qrn), 5));
        escrow.withdraw(address(0), address(qrn), 5);
        assertEq(escrow.ledgerOf(address(0), address(this)), 5, "nothing lost");
    }

    function test_withdraw_revertsWhen_theTokenMovesNothing() external {
        OddToken odd = _odd();
        escrow.deposit(address(odd), address(this), 10);
        odd.stay();
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TransferMismatch.selector, address(odd), 0, 10));
        escrow.withdraw(address(odd), STRANGER, 10);
        assertEq(escrow.ledgerOf(address(odd), address(this)), 10, "nothing lost");
    }

    function test_withdraw_sendsTokens() external {
        escrow.deposit(address(qrn), address(this), 7);
        escrow.withdraw(address(qrn), STRANGER, 7);
        assertEq(qrn.balanceOf(STRANGER), 7, "out");
    }

    function test_escrow_acceptsNoPlainTransfers() external {
        (bool ok, ) = address(escrow).call{value: 1}("");
        assertTrue(!ok, "no receive");
    }

    function test_flushBurn_burnsOnceAndEmits() external {
        _settleOne();
        uint256 supply = qrn.totalSupply();
        vm.expectEmit(address(escrow));
        emit IEscrowBase.BurnFlushed(BURN);
        escrow.flushBurn();
        escrow.flushBurn();
        assertEq(supply - qrn.totalSupply(), BURN, "burned");
        assertEq(emission.burnedTotal(), BURN, "counted");
    }

    function test_roll_reportsClosedEpochsOnly() external {
        _settleOne();
        address[] memory workers = new address[](2);
        (workers[0], workers[1]) = (WORKER, STRANGER);
        (uint256 epoch, ) = escrow.runningOf(WORKER);
        escrow.roll(workers);
        assertEq(emission.burnedIn(address(escrow), epoch), 0, "the running epoch is not reported");
        vm.warp(block.timestamp + EPOCH);
        escrow.roll(workers);
        escrow.roll(workers);
        assertEq(emission.burnedIn(address(escrow), epoch), BURN, "sum");
        assertEq(emission.owedTo(WORKER), (BURN * 9) / 10, "credited once");
        (uint256 now_, uint256 burned) = escrow.runningOf(WORKER);
        assertEq(now_, emission.currentEpoch(), "moved on");
        assertEq(burned, 0, "nothing carried over");
    }

    function test_settlement_inALaterEpochReportsTheEarlierOne() external {
        _settleOne();
        (uint256 epoch, ) = escrow.runningOf(WORKER);
        vm.warp(block.timestamp + 3 * EPOCH);
        Request memory r = requestOf(1);
        r.terms.nonce = 2;
        _settle(r);
        assertEq(emission.burnedIn(address(escrow), epoch), BURN, "sum of the earlier epoch");
        assertEq(emission.owedTo(WORKER), (BURN * 9) / 10, "credit of the earlier epoch");
        (, uint256 burned) = escrow.runningOf(WORKER);
        assertEq(burned, BURN, "the new epoch has the new burn alone");
    }

    function test_powers_areRestricted() external {
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER);
        vm.startPrank(STRANGER);
        vm.expectRevert(reason);
        escrow.setToken(address(1), true, 1);
        vm.expectRevert(reason);
        escrow.setTokenPaused(address(0), true);
        vm.stopPrank();
    }

    function test_setToken_emitsAndShows() external {
        vm.expectEmit(address(escrow));
        emit IEscrowBase.TokenSet(address(1), true, 9);
        escrow.setToken(address(1), true, 9);
        IEscrowBase.TokenView memory token = escrow.tokenOf(address(1));
        assertTrue(token.allowed && !token.paused, "allowed");
        assertEq(token.maxPrice, 9, "cap");
    }

    function test_constructor_revertsWhen_lifeOutlastsUnbonding() external {
        EscrowConfig memory c = escrowConfig();
        c.disputeClock = 200;
        uint256 longest = uint256(MAX_DURATION) + BEACON_DELAY + REVEAL_WINDOW + MAX_WINDOW + 400;
        vm.expectRevert(
            abi.encodeWithSelector(
                IEscrowBase.ParameterOutOfRange.selector,
                bytes32("unbonding"),
                UNBONDING,
                longest + 1,
                type(uint256).max
            )
        );
        new JobEscrow(c, address(0));
    }

    function test_constructor_revertsWhen_contractsDoNotBelongTogether() external {
        EscrowConfig memory c = escrowConfig();
        address kept = c.emission;
        c.emission = address(_otherEmission());
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.ContractMismatch.selector, bytes32("staking.EMISSION"), kept, c.emission)
        );
        new JobEscrow(c, address(0));
        c.emission = kept;
        c.registry = STRANGER;
        vm.expectRevert(
            abi.encodeWithSelector(
                IEscrowBase.ContractMismatch.selector,
                bytes32("proofRunner.REGISTRY"),
                address(registry),
                STRANGER
            )
        );
        new JobEscrow(c, address(0));
    }

    function test_constructor_refusesLocalValuesOnPublicChains() external {
        EscrowConfig memory c = escrowConfig();
        vm.chainId(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IEscrowBase.ParameterOutOfRange.selector,
                bytes32("beaconDelay"),
                BEACON_DELAY,
                600,
                type(uint32).max
            )
        );
        new JobEscrow(c, address(0));
    }

    function _otherEmission() private returns (Emission) {
        return
            new Emission(
                EmissionParams({
                    authority: address(manager),
                    treasury: TREASURY,
                    genesis: 0,
                    epoch: EPOCH,
                    stakersBps: 4000,
                    gammaBps: 9000
                })
            );
    }

    function _odd() private returns (OddToken odd) {
        odd = new OddToken();
        odd.approve(address(escrow), type(uint256).max);
        escrow.setToken(address(odd), true, 1);
    }

    function _settleOne() private {
        _settle(requestOf(1));
    }

    function _settle(Request memory r) private {
        runTo(r, 0, keccak256("root"));
        bytes32 hash = workHash(r);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
    }
}
