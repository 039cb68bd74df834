// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev A slash costs the same whatever the number of delegators and of their unbondings. Measured by `gasleft` around the
/// locker's call: what all slashes share (locker, token, rewards) is warm from a slash before; each worker's own slots are
/// touched by that one slash for the first time in the test.
contract StakingSlashGasTest is DelegationFixture {
    address private constant ONE = address(0x6001);
    address private constant TEN = address(0x6010);
    address private constant HUNDRED = address(0x6100);
    address private constant LEAVING = address(0x6101);
    uint256 private constant SAME = 300;

    function setUp() public override {
        super.setUp();
        _worker(WORKER, 1, 0);
        _worker(ONE, 1, 0);
        _worker(TEN, 10, 0);
        _worker(HUNDRED, 100, 0);
        _worker(LEAVING, 20, 8);
    }

    function test_slash_costsTheSameWhateverTheNumberOfDelegators() external {
        uint256 one = _gasOf(ONE, 10 ether);
        _assertSame(_gasOf(TEN, 10 ether), one);
        _assertSame(_gasOf(HUNDRED, 10 ether), one);
    }

    function test_slash_costsTheSameWhateverTheNumberOfUnbondings() external {
        uint256 one = _gasOf(ONE, 10 ether);
        _assertSame(_gasOf(LEAVING, 10 ether), one);
    }

    function test_slash_ofEverythingCostsTheSameWhateverTheNumberOfDelegators() external {
        uint256 one = _gasOf(ONE, type(uint256).max);
        _assertSame(_gasOf(HUNDRED, type(uint256).max), one);
        _assertSame(_gasOf(LEAVING, type(uint256).max), one);
    }

    /// @dev 1,000 QRN of its own and as much from delegators, all of whom unbond a little as often as said.
    function _worker(address worker, uint256 delegators, uint256 unbondings) private {
        if (worker != WORKER) fund(worker);
        bond(worker, 1000 ether);
        for (uint256 i = 0; i < delegators; ++i) {
            address delegator = address(uint160(0x7000 + i));
            if (token.allowance(delegator, address(staking)) == 0) fund(delegator);
            delegate(delegator, worker, 1000 ether / delegators);
            for (uint256 j = 0; j < unbondings; ++j) undelegate(delegator, worker, 1 ether);
        }
    }

    function _gasOf(address worker, uint256 amount) private returns (uint256 used) {
        locker.slash(WORKER, 10 ether, 5000);
        used = gasleft();
        locker.slash(worker, amount, 5000);
        used -= gasleft();
    }

    function _assertSame(uint256 have, uint256 want) private pure {
        assertBetween(have, want - SAME, want + SAME, "gas");
    }
}
