// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {Affairs} from "./Affairs.sol";

/// @notice What a token says of a transfer, and what it does.
enum Answer {
    MovesAndSaysNothing,
    MovesAndSaysFalse,
    StaysAndSaysNothing,
    StaysAndSaysTrue,
    StaysAndSaysFalse
}

/// @notice A token that is no ERC-20 to the letter: its transfers may say nothing, or something that is not so.
contract OddAnswerToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    Answer public style;

    constructor(uint256 supply) {
        balanceOf[msg.sender] = supply;
    }

    function turn(Answer next) external {
        style = next;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        if (style == Answer.MovesAndSaysNothing || style == Answer.MovesAndSaysFalse) {
            balanceOf[from] -= amount;
            balanceOf[to] += amount;
        }
        if (style == Answer.MovesAndSaysNothing || style == Answer.StaysAndSaysNothing) return;
        uint256 word = style == Answer.StaysAndSaysTrue ? 1 : 0;
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, 32)
        }
    }
}

/// @notice Pay tokens whose transfers return nothing, or false, or a lie: only what really moved counts.
contract OddAnswerTokenTest is Affairs {
    OddAnswerToken private _token;

    function setUp() external {
        setUpMarket();
        _token = new OddAnswerToken(1_000 ether);
        escrow.setToken(address(_token), true, MAX_PRICE);
        _token.approve(address(escrow), type(uint256).max);
    }

    /// @dev As the oldest tokens do.
    function test_token_thatSaysNothingIsAsGoodAsAnyOther() external {
        _begin();
        endAffairs();
        assertEnded(10 ether);
        _withdrawAll();
        assertQrnLeaves(100 ether);
        assertCoinLeaves(requester, 100 ether);
    }

    function test_deposit_creditsNothingWhen_theTokenSaysFalseOrStays() external {
        for (uint8 style = 1; style < 5; ++style) {
            _token.turn(Answer(style));
            vm.expectRevert(_reason(Answer(style), 10 ether));
            escrow.deposit(address(_token), requester, 10 ether);
        }
        assertEq(escrow.ledgerOf(address(_token), requester), 0, "no credit");
        assertEq(_token.balanceOf(address(this)), 1_000 ether, "and nothing gone");
        assertEq(_token.allowance(address(this), address(escrow)), type(uint256).max, "not even the allowance");
    }

    /// @dev A transfer that did not happen costs nobody its credit, whatever the token says.
    function test_withdraw_keepsTheCreditWhen_theTokenSaysFalseOrStays() external {
        _begin();
        for (uint8 style = 1; style < 5; ++style) {
            uint256 snapshot = vm.snapshotState();
            _token.turn(Answer(style));
            endAffairs();
            assertEnded(10 ether);
            vm.expectRevert(_reason(Answer(style), 0));
            vm.prank(requester);
            escrow.withdraw(address(_token), SINK, 8 ether);
            assertQrnLeaves(100 ether);
            assertCoinLeaves(requester, 100 ether);

            _token.turn(Answer.MovesAndSaysNothing);
            _withdrawAll();
            vm.revertToState(snapshot);
        }
    }

    function _begin() private {
        escrow.deposit(address(_token), requester, 10 ether);
        beginAffairs(address(_token), requester);
    }

    function _withdrawAll() private {
        _withdraw(requester, 8 ether);
        _withdraw(WORKER, 2 * PAID);
        _withdraw(AUTHOR, 2 * (PRICE - PAID));
        assertEq(_token.balanceOf(address(escrow)), 0, "each has its own");
    }

    function _withdraw(address account, uint256 amount) private {
        uint256 before = _token.balanceOf(SINK);
        vm.prank(account);
        escrow.withdraw(address(_token), SINK, amount);
        assertEq(_token.balanceOf(SINK) - before, amount, "paid out");
    }

    /// @dev Why 10 tokens in, or 8 out, are refused.
    function _reason(Answer style, uint256 deposited) private view returns (bytes memory) {
        if (style == Answer.MovesAndSaysFalse || style == Answer.StaysAndSaysFalse) {
            return abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(_token));
        }
        uint256 asked = deposited == 0 ? 8 ether : deposited;
        return abi.encodeWithSelector(IEscrowBase.TransferMismatch.selector, address(_token), 0, asked);
    }
}
