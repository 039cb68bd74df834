// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Affairs} from "./Affairs.sol";

/// @notice A token that refuses to move from or to whom its issuer names.
contract BlacklistToken is ERC20("Blacklist", "BLK") {
    error Blacklisted(address account);

    mapping(address account => bool) public isListed;

    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }

    function list(address account, bool on) external {
        isListed[account] = on;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (isListed[from]) revert Blacklisted(from);
        if (isListed[to]) revert Blacklisted(to);
        super._update(from, to, amount);
    }
}

/// @notice A pay token that blacklists a party, or the escrow: that party is paid elsewhere or later, all others at once.
contract BlacklistTokenTest is Affairs {
    BlacklistToken private _token;

    function setUp() external {
        setUpMarket();
        _token = new BlacklistToken(1_000 ether);
        escrow.setToken(address(_token), true, MAX_PRICE);
        _token.approve(address(escrow), type(uint256).max);
        escrow.deposit(address(_token), requester, 10 ether);
        beginAffairs(address(_token), requester);
    }

    /// @dev Whoever is listed still ends its jobs, is credited, and withdraws to another address of its own.
    function test_blacklist_ofAPartyHoldsUpNobody() external {
        address[3] memory parties = [requester, WORKER, AUTHOR];
        for (uint256 i; i < parties.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            _token.list(parties[i], true);
            endAffairs();
            assertEnded(10 ether);
            uint256 credit = escrow.ledgerOf(address(_token), parties[i]);
            vm.expectRevert(abi.encodeWithSelector(BlacklistToken.Blacklisted.selector, parties[i]));
            vm.prank(parties[i]);
            escrow.withdraw(address(_token), parties[i], credit);
            _withdrawAll();
            assertQrnLeaves(100 ether);
            assertCoinLeaves(requester, 100 ether);
            vm.revertToState(snapshot);
        }
    }

    function test_blacklist_ofTheEscrowHoldsUpThisTokenAlone() external {
        _token.list(address(escrow), true);
        endAffairs();
        assertEnded(10 ether);
        vm.expectRevert(abi.encodeWithSelector(BlacklistToken.Blacklisted.selector, address(escrow)));
        vm.prank(requester);
        escrow.withdraw(address(_token), SINK, 8 ether);
        assertQrnLeaves(100 ether);
        assertCoinLeaves(requester, 100 ether);

        _token.list(address(escrow), false);
        _withdrawAll();
    }

    function _withdrawAll() private {
        _withdraw(requester, 8 ether);
        _withdraw(WORKER, 2 * PAID);
        _withdraw(AUTHOR, 2 * (PRICE - PAID));
        assertEq(_token.balanceOf(SINK), 10 ether, "each has its own");
        assertEq(_token.balanceOf(address(escrow)), 0, "and nothing is left");
    }

    function _withdraw(address account, uint256 amount) private {
        vm.prank(account);
        escrow.withdraw(address(_token), SINK, amount);
    }
}
