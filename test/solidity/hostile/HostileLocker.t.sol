// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILocker} from "../../../contracts/staking/ILocker.sol";
import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A locker that lies about what it holds, or does not say, and slashes as much as it can.
contract LyingLocker is ILocker {
    error Silent();

    enum Lie {
        None,
        Reverts,
        BurnsGas,
        ReturnsNothing,
        Most,
        Babbles
    }

    IStaking private immutable STAKING;
    Lie public lie;

    constructor(IStaking staking) {
        STAKING = staking;
    }

    function tell(Lie next) external {
        lie = next;
    }

    /// @inheritdoc ILocker
    function lockedOf(address) external view returns (uint256) {
        Lie told = lie;
        if (told == Lie.None) return 0;
        if (told == Lie.Most) return type(uint256).max;
        if (told == Lie.Reverts) revert Silent();
        assembly ("memory-safe") {
            if eq(told, 2) {
                invalid()
            }
            if eq(told, 3) {
                return(0, 0)
            }
            return(0x80, 100000)
        }
    }

    function slash(address worker, uint256 amount) external returns (uint256 taken, uint256 payout) {
        return STAKING.slash(worker, amount, 10_000);
    }

    function capacity(address worker, address caller) external view returns (uint256) {
        return STAKING.capacity(worker, caller);
    }

    function choose(address locker, bool on) external {
        STAKING.setLocker(locker, on);
    }
}

/// @notice A second locker that is hostile: it reaches nobody that did not switch it on, or switched it off again. Who has it
/// on may lose the bond to it; jobs, pay, rewards and delegators' stake outlive even that.
contract HostileLockerTest is Affairs {
    address private constant OTHER = address(0x3035);
    address private constant DELEGATOR = address(0xDE1);
    uint256 private constant GAS = 5_000_000;

    LyingLocker private _locker;

    function setUp() external {
        setUpMarket();
        _locker = new LyingLocker(staking);
        staking.addLocker(address(_locker));
        bond(OTHER, OTHER, 400 ether);
    }

    function test_locker_thatIsOffTakesNothingAndHoldsUpNothing() external {
        for (uint8 lie; lie <= uint8(type(LyingLocker.Lie).max); ++lie) {
            uint256 snapshot = vm.snapshotState();
            _locker.tell(LyingLocker.Lie(lie));
            _assertOff(WORKER);
            beginAffairs(address(0), requester);
            _assertOff(WORKER);
            endAffairs();
            assertEnded(100 ether);
            assertQrnLeaves(100 ether);
            vm.revertToState(snapshot);
        }
    }

    function test_locker_thatWasSwitchedOffTakesNothingAndHoldsUpNothing() external {
        vm.startPrank(WORKER);
        staking.setLocker(address(_locker), true);
        staking.setLocker(address(_locker), false);
        vm.stopPrank();
        _locker.tell(LyingLocker.Lie.Most);
        _assertOff(WORKER);
        beginAffairs(address(0), requester);
        endAffairs();
        assertEnded(100 ether);
        assertQrnLeaves(100 ether);
    }

    /// @dev Nobody but the owner chooses, and a locker only for itself.
    function test_locker_cannotSwitchItselfOn() external {
        _locker.choose(address(_locker), true);
        _locker.choose(address(escrow), false);
        _assertOff(WORKER);
        accept(requestOf(1), 0);
    }

    /// @dev The bond of who chose it stays, and no job can be taken: that is the worst of it. Everything else leaves.
    function test_locker_thatLiesHoldsTheBondOfWhoChoseItAlone() external {
        vm.prank(WORKER);
        staking.setLocker(address(_locker), true);
        _delegate(100 ether);
        beginAffairs(address(0), requester);
        for (uint8 lie = 1; lie <= uint8(LyingLocker.Lie.Most); ++lie) {
            uint256 snapshot = vm.snapshotState();
            _locker.tell(LyingLocker.Lie(lie));
            Request memory r = requestOf(1);
            r.terms.nonce = 9;
            bytes memory signature = sign(r);
            assertTrue(!_as(WORKER, address(staking), abi.encodeCall(staking.unbond, (1))), "no unbonding");
            bytes memory call = abi.encodeCall(escrow.acceptSigned, (r, one(0), WORKER, signature));
            assertTrue(!_as(OPERATOR, address(escrow), call), "no accept");
            call = abi.encodeCall(escrow.acceptSigned, (r, one(0), OTHER, signature));
            assertTrue(_as(OTHER, address(escrow), call), "another's is as ever");
            assertTrue(_as(OTHER, address(staking), abi.encodeCall(staking.unbond, (300 ether))), "its bond, too");
            _assertAllElseLeaves();
            vm.revertToState(snapshot);
        }
    }

    /// @dev It may take all that there is, and has at most half of what the owner's side bore; the delegators' part is burned.
    function test_locker_thatSlashesHasHalfOfTheOwnersSideAtMost() external {
        vm.prank(WORKER);
        staking.setLocker(address(_locker), true);
        _delegate(100 ether);
        uint256 supply = qrn.totalSupply();
        (uint256 taken, uint256 payout) = _locker.slash(WORKER, type(uint256).max);
        assertEq(taken, 600 ether, "both sides");
        assertEq(payout, 250 ether, "half of one");
        assertEq(qrn.balanceOf(address(_locker)), 250 ether, "paid out");
        assertEq(supply - qrn.totalSupply(), 350 ether, "the rest is burned");
        (uint256 active, ) = staking.assetsOf(OTHER);
        assertEq(active, 400 ether, "others' stake");
        assertEq(qrn.balanceOf(address(staking)), 400 ether, "S1");
    }

    /// @dev Jobs end and pay, the delegator leaves with what slashes left, and both sides have their rewards.
    function _assertAllElseLeaves() private {
        proveWrong();
        bytes32 hash = workHash(taken);
        vm.prank(requester);
        escrow.approve(taken.terms, hash, one(APPROVED));
        endLate();
        escrow.finalize(taken.terms, hash, one(DUE));
        assertEq(escrow.ledgerOf(address(0), requester), 97 ether, "the requester, with one more job held");
        assertCoinLeaves(WORKER, 2 * PAID);
        uint256 worth = staking.delegationView(WORKER, DELEGATOR).active;
        vm.startPrank(DELEGATOR);
        uint256 index = staking.undelegate(WORKER, worth);
        vm.warp(block.timestamp + UNBONDING);
        staking.withdrawDelegation(WORKER, index, SINK);
        vm.stopPrank();
        assertEq(qrn.balanceOf(SINK), worth, "the delegator");
        vm.prank(WORKER);
        assertTrue(staking.claimRewards(SINK) > 0, "rewards");
    }

    function _assertOff(address worker) private {
        (uint256 taken, uint256 payout) = _locker.slash(worker, type(uint256).max);
        assertEq(taken + payout, 0, "nothing is taken");
        vm.expectRevert(abi.encodeWithSelector(IStaking.LockerOff.selector, worker, address(_locker)));
        _locker.capacity(worker, worker);
    }

    function _delegate(uint256 amount) private {
        giveQrn(DELEGATOR, amount);
        vm.startPrank(DELEGATOR);
        qrn.approve(address(staking), amount);
        staking.delegate(WORKER, amount);
        vm.stopPrank();
    }

    function _as(address sender, address target, bytes memory call) private returns (bool ok) {
        vm.prank(sender);
        (ok, ) = target.call{gas: GAS}(call);
    }
}
