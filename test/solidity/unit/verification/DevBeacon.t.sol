// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBeacon} from "../../../../contracts/verification/IBeacon.sol";
import {DevBeacon} from "../../../../contracts/verification/beacon/DevBeacon.sol";
import {HeaderFixture as Headers} from "../../utils/HeaderFixture.sol";
import {Test} from "../../utils/Test.sol";

contract DevBeaconTest is Test {
    bytes32 private constant MIX = keccak256("mix");

    function setUp() external {
        vm.roll(1_000);
    }

    function test_constructor_allowsLocalChainsOnly() external {
        vm.chainId(31337);
        new DevBeacon();
        vm.chainId(1337);
        new DevBeacon();

        uint32[4] memory others = [uint32(1), 11155111, 1336, 31338];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.chainId(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IBeacon.ChainNotAllowed.selector, others[i]));
            new DevBeacon();
        }
    }

    function test_next_isTheNextBlock() external {
        assertEq(_deploy().next(), 1_001, "id");
    }

    function test_post_storesTheMixHash() external {
        DevBeacon beacon = _deploy();
        bytes memory header = Headers.encode(Headers.items(999, MIX));
        vm.setBlockhash(999, keccak256(header));
        vm.expectEmit(address(beacon));
        emit IBeacon.BeaconPosted(999, MIX);
        beacon.post(999, header);
        assertEq(beacon.value(999), MIX, "value");
    }

    function test_post_revertsWhen_blockIsTooOld() external {
        DevBeacon beacon = _deploy();
        bytes memory header = Headers.encode(Headers.items(700, MIX));
        vm.expectRevert(abi.encodeWithSelector(IBeacon.BlockHashUnavailable.selector, 700));
        beacon.post(700, header);
    }

    function _deploy() private returns (DevBeacon) {
        vm.chainId(31337);
        return new DevBeacon();
    }
}
