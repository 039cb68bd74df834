// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

contract StakingBondTest is StakingFixture {
    uint256 private constant KEY = 0xa11ce;

    function test_bond_bonds() external {
        vm.expectEmit(address(staking));
        emit IStaking.Bonded(WORKER, 5 ether, 5 ether);
        bond(WORKER, 5 ether);
        vm.expectEmit(address(staking));
        emit IStaking.Bonded(WORKER, 1, 5 ether + 1);
        bond(WORKER, 1);

        assertAssets(WORKER, 5 ether + 1, 0);
        assertEq(token.balanceOf(WORKER), FUNDS - 5 ether - 1, "worker paid");
        assertSolvent();
    }

    function test_bond_takesTheLeast() external {
        bond(WORKER, 1 ether);
        assertAssets(WORKER, 1 ether, 0);
    }

    function test_bond_revertsWhen_amountIsZero() external {
        vm.expectRevert(IStaking.ZeroAmount.selector);
        bond(WORKER, 0);
    }

    function test_bond_revertsWhen_bondStaysTooSmall() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.BondTooSmall.selector, 1 ether - 1, 1 ether));
        bond(WORKER, 1 ether - 1);
    }

    function test_bond_revertsWhen_balanceIsTooLow() external {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, WORKER, FUNDS, FUNDS + 1)
        );
        bond(WORKER, FUNDS + 1);
    }

    function test_bondWithPermit_needsNoApproval() external {
        (address owner, uint8 v, bytes32 r, bytes32 s) = _permit(9 ether);
        vm.prank(owner);
        staking.bondWithPermit(9 ether, BEGIN, v, r, s);

        assertAssets(owner, 9 ether, 0);
        assertEq(token.allowance(owner, address(staking)), 0, "used up");
    }

    function test_bondWithPermit_worksWhenThePermitWasUsed() external {
        (address owner, uint8 v, bytes32 r, bytes32 s) = _permit(9 ether);
        token.permit(owner, address(staking), 9 ether, BEGIN, v, r, s);
        vm.prank(owner);
        staking.bondWithPermit(9 ether, BEGIN, v, r, s);

        assertAssets(owner, 9 ether, 0);
    }

    function test_bondWithPermit_revertsWhen_permitIsLate() external {
        (address owner, uint8 v, bytes32 r, bytes32 s) = _permit(9 ether);
        vm.warp(BEGIN + 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, BEGIN));
        vm.prank(owner);
        staking.bondWithPermit(9 ether, BEGIN, v, r, s);
    }

    function testFuzz_bond_addsUp(uint256 first, uint256 second) external {
        first = bound(first, 1 ether, FUNDS - 1);
        second = bound(second, 1, FUNDS - first);
        bond(WORKER, first);
        bond(WORKER, second);

        assertAssets(WORKER, first + second, 0);
        assertSolvent();
    }

    function _permit(uint256 amount) private returns (address owner, uint8 v, bytes32 r, bytes32 s) {
        owner = vm.addr(KEY);
        vm.prank(TREASURY);
        token.transfer(owner, amount);
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 hash = keccak256(abi.encode(typeHash, owner, staking, amount, 0, BEGIN));
        (v, r, s) = vm.sign(KEY, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash)));
    }
}
