// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingDelegateWithPermitTest is DelegationFixture {
    uint256 private constant KEY = 0xa11ce;

    /// @notice A permit as its signature.
    struct Signed {
        address owner;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_delegateWithPermit_needsNoApproval() external {
        Signed memory permit = _signed(9 ether);
        assertEq(_delegate(permit, 9 ether), 9 ether, "shares");

        assertEq(delegatedBy(permit.owner, WORKER), 9 ether, "delegated");
        assertEq(token.allowance(permit.owner, address(staking)), 0, "used up");
        assertHeld(0);
    }

    function test_delegateWithPermit_worksWhenSomeoneElseUsedThePermitFirst() external {
        Signed memory permit = _signed(9 ether);
        vm.prank(OTHER);
        token.permit(permit.owner, address(staking), 9 ether, BEGIN, permit.v, permit.r, permit.s);
        _delegate(permit, 9 ether);

        assertEq(delegatedBy(permit.owner, WORKER), 9 ether, "delegated");
    }

    function test_delegateWithPermit_leavesAnAllowanceThatSufficesAlone() external {
        Signed memory permit = _signed(9 ether);
        vm.prank(permit.owner);
        token.approve(address(staking), 20 ether);
        _delegate(permit, 9 ether);

        assertEq(token.allowance(permit.owner, address(staking)), 11 ether, "the rest of the approval");
        assertEq(token.nonces(permit.owner), 0, "the permit is not used");
    }

    function test_delegateWithPermit_worksInTheLastSecond() external {
        Signed memory permit = _signed(9 ether);
        vm.warp(BEGIN);
        _delegate(permit, 9 ether);
        assertPool(WORKER, 9 ether, 0);
    }

    function test_delegateWithPermit_revertsWhen_permitIsLate() external {
        Signed memory permit = _signed(9 ether);
        vm.warp(BEGIN + 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, BEGIN));
        _delegate(permit, 9 ether);
    }

    function test_delegateWithPermit_revertsWhen_permitIsReplayed() external {
        Signed memory permit = _signed(9 ether);
        _delegate(permit, 9 ether);
        address recovered = ecrecover(_digest(permit.owner, 9 ether, 1), permit.v, permit.r, permit.s);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612InvalidSigner.selector, recovered, permit.owner));
        _delegate(permit, 9 ether);
    }

    function test_delegateWithPermit_revertsWhen_permitIsSomeoneElses() external {
        Signed memory permit = _signed(9 ether);
        vm.prank(BOB);
        token.approve(address(staking), 0);
        permit.owner = BOB;
        address recovered = ecrecover(_digest(BOB, 9 ether, 0), permit.v, permit.r, permit.s);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612InvalidSigner.selector, recovered, BOB));
        _delegate(permit, 9 ether);
    }

    function _delegate(Signed memory permit, uint256 amount) private returns (uint256 shares) {
        vm.prank(permit.owner);
        return staking.delegateWithPermit(WORKER, amount, BEGIN, permit.v, permit.r, permit.s);
    }

    /// @dev The owner gets twice the amount, so that a replay would find tokens.
    function _signed(uint256 amount) private returns (Signed memory permit) {
        permit.owner = vm.addr(KEY);
        vm.prank(TREASURY);
        token.transfer(permit.owner, 2 * amount);
        (permit.v, permit.r, permit.s) = vm.sign(KEY, _digest(permit.owner, amount, 0));
    }

    function _digest(address owner, uint256 amount, uint256 nonce) private view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 hash = keccak256(abi.encode(typeHash, owner, staking, amount, nonce, BEGIN));
        return keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash));
    }
}
