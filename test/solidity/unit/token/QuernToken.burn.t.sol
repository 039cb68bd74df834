// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {QuernToken} from "../../../../contracts/token/QuernToken.sol";
import {Test} from "../../utils/Test.sol";

contract QuernTokenBurnTest is Test {
    address private constant TREASURY = address(0x7ea5);
    uint256 private constant GENESIS = 4e26;

    QuernToken private token;

    function setUp() external {
        token = new QuernToken(TREASURY, GENESIS, address(this));
    }

    /// @dev Invariants T1 and T2: what was minted does not fall, and is the supply and what was burned.
    function test_burn_destroysTheCallersTokens() external {
        vm.expectEmit(address(token));
        emit IERC20.Transfer(TREASURY, address(0), 7);
        vm.prank(TREASURY);
        token.burn(7);

        assertEq(token.balanceOf(TREASURY), GENESIS - 7, "treasury");
        assertEq(token.totalSupply(), GENESIS - 7, "supply");
        assertEq(token.totalMinted(), GENESIS, "minted never falls");
    }

    function test_burn_revertsWhen_balanceIsTooLow() external {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(this), 0, 1));
        token.burn(1);
    }

    function test_permit_setsTheAllowance() external {
        (uint256 key, uint256 deadline) = (0xa11ce, block.timestamp);
        address owner = vm.addr(key);
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 hash = keccak256(abi.encode(typeHash, owner, address(this), 9, token.nonces(owner), deadline));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key,
            keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash))
        );
        token.permit(owner, address(this), 9, deadline, v, r, s);

        assertEq(token.allowance(owner, address(this)), 9, "allowance");
        assertEq(token.nonces(owner), 1, "nonce");
    }
}
