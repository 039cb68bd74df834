// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IQuernToken} from "../../../../contracts/token/IQuernToken.sol";
import {QuernToken} from "../../../../contracts/token/QuernToken.sol";
import {Test} from "../../utils/Test.sol";

contract QuernTokenMintTest is Test {
    address private constant TREASURY = address(0x7ea5);
    address private constant MINTER = address(0x317e);
    address private constant HOLDER = address(0x401d);
    uint256 private constant CAP = 1e27;
    uint256 private constant GENESIS = 4e26;

    QuernToken private token;

    function setUp() external {
        token = new QuernToken(TREASURY, GENESIS, MINTER);
    }

    function test_constructor_givesGenesisToTheTreasury() external view {
        assertEq(token.balanceOf(TREASURY), GENESIS, "treasury");
        assertEq(token.totalSupply(), GENESIS, "supply");
        assertEq(token.totalMinted(), GENESIS, "minted");
        assertEq(token.CAP(), CAP, "cap");
        assertEq(token.MINTER(), MINTER, "minter");
        assertEq(keccak256(bytes(token.name())), keccak256("Quern"), "name");
        assertEq(keccak256(bytes(token.symbol())), keccak256("QRN"), "symbol");
        assertEq(token.decimals(), 18, "decimals");
    }

    function test_constructor_revertsWhen_genesisPassesTheCap() external {
        vm.expectRevert(abi.encodeWithSelector(IQuernToken.CapExceeded.selector, CAP + 1, CAP));
        new QuernToken(TREASURY, CAP + 1, MINTER);
    }

    /// @dev Invariant T2, before anything is burned.
    function test_mint_mints() external {
        vm.expectEmit(address(token));
        emit IERC20.Transfer(address(0), HOLDER, 5);
        vm.prank(MINTER);
        token.mint(HOLDER, 5);

        assertEq(token.balanceOf(HOLDER), 5, "holder");
        assertEq(token.totalSupply(), GENESIS + 5, "supply");
        assertEq(token.totalMinted(), GENESIS + 5, "minted");
    }

    function test_mint_revertsWhen_callerIsNotTheMinter() external {
        vm.expectRevert(abi.encodeWithSelector(IQuernToken.NotMinter.selector, TREASURY, MINTER));
        vm.prank(TREASURY);
        token.mint(TREASURY, 1);
    }

    /// @dev Invariant T1: all that is minted fits under the cap.
    function test_mint_reachesTheCapAndNoMore() external {
        vm.startPrank(MINTER);
        token.mint(HOLDER, CAP - GENESIS);
        assertEq(token.totalMinted(), CAP, "minted");

        vm.expectRevert(abi.encodeWithSelector(IQuernToken.CapExceeded.selector, 1, 0));
        token.mint(HOLDER, 1);
    }

    /// @dev Invariant T1, whatever was burned.
    function testFuzz_mint_findsNoRoomThatABurnLeft(uint256 burned, uint256 minted) external {
        burned = bound(burned, 0, GENESIS);
        minted = bound(minted, 0, CAP);
        vm.prank(TREASURY);
        token.burn(burned);

        uint256 room = CAP - GENESIS;
        if (minted > room) vm.expectRevert(abi.encodeWithSelector(IQuernToken.CapExceeded.selector, minted, room));
        vm.prank(MINTER);
        token.mint(HOLDER, minted);
    }
}
