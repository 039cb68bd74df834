// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Emission, EmissionParams} from "../../../../contracts/emission/Emission.sol";
import {IEmission} from "../../../../contracts/emission/IEmission.sol";
import {IQuernToken} from "../../../../contracts/token/IQuernToken.sol";
import {EmissionFixture} from "./EmissionFixture.sol";
import {TestCrediter} from "./TestCrediter.sol";

contract EmissionSetUpTest is EmissionFixture {
    function test_constructor_deploysTheToken() external view {
        assertEq(token.balanceOf(TREASURY), GENESIS, "genesis");
        assertEq(token.MINTER(), address(emission), "minter");
        assertEq(emission.BUDGET(), BUDGET, "budget");
        assertEq(emission.START(), BEGIN, "start");
        assertEq(emission.EPOCH(), EPOCH, "epoch");
        assertEq(emission.STAKERS_BPS(), 4000, "stakers' part");
        assertEq(emission.GAMMA_BPS(), 9000, "gamma");
        assertEq(emission.authority(), address(authority), "authority");
    }

    function test_constructor_takesTheSpecifiedValuesOnPublicChains() external {
        vm.chainId(11155111);
        assertEq(new Emission(specified()).BUDGET(), BUDGET, "budget");
    }

    function test_constructor_revertsWhen_publicAndNotAsSpecified() external {
        vm.chainId(1);
        EmissionParams memory p = specified();
        p.epoch = 1 days - 1;
        _refused(p, "epoch", 1 days - 1, 1 days, 30 days);
        p = specified();
        p.gammaBps = 8999;
        _refused(p, "gammaBps", 8999, 9000, 9000);
        p = specified();
        p.stakersBps = 4001;
        _refused(p, "stakersBps", 4001, 4000, 4000);
        p = specified();
        p.genesis = 4e26 - 1;
        _refused(p, "genesis", 4e26 - 1, 4e26, 4e26);
    }

    function test_constructor_revertsWhen_localAndOutOfRange() external {
        vm.chainId(1337);
        EmissionParams memory p = specified();
        p.epoch = 0;
        _refused(p, "epoch", 0, 1, 30 days);
        p.epoch = 30 days + 1;
        _refused(p, "epoch", 30 days + 1, 1, 30 days);
        p = specified();
        p.gammaBps = 9001;
        _refused(p, "gammaBps", 9001, 0, 9000);
        p = specified();
        p.stakersBps = 10_001;
        _refused(p, "stakersBps", 10_001, 0, 10_000);
        p = specified();
        p.genesis = 1e27 + 1;
        vm.expectRevert(abi.encodeWithSelector(IQuernToken.CapExceeded.selector, 1e27 + 1, 1e27));
        new Emission(p);
    }

    function test_setStaking_setsItOnce() external {
        Emission fresh = new Emission(specified());
        vm.expectEmit(address(fresh));
        emit IEmission.StakingSet(STAKING);
        fresh.setStaking(STAKING);
        assertEq(fresh.staking(), STAKING, "named");

        vm.expectRevert(abi.encodeWithSelector(IEmission.StakingAlreadySet.selector, STAKING));
        fresh.setStaking(OTHER);
    }

    function test_setStaking_revertsWhen_zero() external {
        Emission fresh = new Emission(specified());
        vm.expectRevert(_outOfRange("staking", 0, 1, type(uint160).max));
        fresh.setStaking(address(0));
    }

    function test_setStaking_revertsWhen_callerIsNotAdmin() external {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, OTHER));
        vm.prank(OTHER);
        emission.setStaking(OTHER);
    }

    function test_addCrediter_givesTheFirstTheRunningEpoch() external {
        Emission fresh = new Emission(specified());
        vm.warp(BEGIN + 3 * EPOCH + 5);
        vm.expectEmit(address(fresh));
        emit IEmission.CrediterAdded(address(crediter), 3, shares(10_000));
        fresh.addCrediter(address(crediter), shares(10_000));

        assertEq(fresh.crediters()[0], address(crediter), "listed");
        assertEq(fresh.workOf(address(crediter), 2), 0, "nothing before");
        assertTrue(fresh.workOf(address(crediter), 3) > 0, "the running epoch");
    }

    function test_addCrediter_holdsFromTheNextEpochOn() external {
        address second = address(new TestCrediter(emission));
        vm.warp(BEGIN + 2 * EPOCH);
        vm.expectEmit(address(emission));
        emit IEmission.CrediterAdded(second, 3, shares(2500, 7500));
        emission.addCrediter(second, shares(2500, 7500));

        assertEq(emission.workOf(second, 2), 0, "not yet");
        uint256 alone = _workIn(3);
        assertEq(emission.workOf(address(crediter), 2), _workIn(2), "the running epoch is the first's");
        assertEq(emission.workOf(address(crediter), 3), (alone * 2500) / 10_000, "a quarter");
        assertEq(emission.workOf(second, 3), (alone * 7500) / 10_000, "three quarters");
        assertEq(emission.workOf(OTHER, 3), 0, "nobody else");
    }

    function test_addCrediter_lastChangeOfAnEpochStands() external {
        (address second, address third) = (address(0xc2), address(0xc3));
        emission.addCrediter(second, shares(5000, 5000));
        uint16[] memory three = new uint16[](3);
        (three[0], three[1], three[2]) = (1000, 2000, 7000);
        emission.addCrediter(third, three);

        assertEq(emission.workOf(second, 1), (_workIn(1) * 2000) / 10_000, "second");
        assertEq(emission.workOf(third, 1), (_workIn(1) * 7000) / 10_000, "third");
    }

    function test_addCrediter_revertsWhen_sharesDoNotMatch() external {
        vm.expectRevert(abi.encodeWithSelector(IEmission.SharesMismatch.selector, 1, 2, 10_000));
        emission.addCrediter(OTHER, shares(10_000));
        vm.expectRevert(abi.encodeWithSelector(IEmission.SharesMismatch.selector, 2, 2, 9999));
        emission.addCrediter(OTHER, shares(5000, 4999));
        vm.expectRevert(abi.encodeWithSelector(IEmission.SharesMismatch.selector, 2, 2, 10_001));
        emission.addCrediter(OTHER, shares(5000, 5001));
    }

    function test_addCrediter_revertsWhen_knownOrZeroOrNotAdmin() external {
        vm.expectRevert(abi.encodeWithSelector(IEmission.CrediterExists.selector, address(crediter)));
        emission.addCrediter(address(crediter), shares(5000, 5000));
        vm.expectRevert(_outOfRange("crediter", 0, 1, type(uint160).max));
        emission.addCrediter(address(0), shares(5000, 5000));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, OTHER));
        vm.prank(OTHER);
        emission.addCrediter(OTHER, shares(5000, 5000));
    }

    function test_addCrediter_revertsWhen_fourAreThere() external {
        for (uint16 count = 2; count <= 5; ++count) {
            uint16[] memory list = new uint16[](count);
            list[0] = 10_000;
            if (count == 5) vm.expectRevert(abi.encodeWithSelector(IEmission.TooManyCrediters.selector, 4));
            emission.addCrediter(address(uint160(count)), list);
        }
        assertEq(emission.crediters().length, 4, "crediters");
    }

    function _refused(EmissionParams memory p, bytes32 name, uint256 have, uint256 least, uint256 most) private {
        vm.expectRevert(_outOfRange(name, have, least, most));
        new Emission(p);
    }

    function _workIn(uint256 epoch) private view returns (uint256) {
        uint256 begin = BEGIN + epoch * EPOCH;
        uint256 all = emission.emittedBy(begin + EPOCH) - emission.emittedBy(begin);
        return all - (emission.stakersEmittedBy(begin + EPOCH) - emission.stakersEmittedBy(begin));
    }

    function _outOfRange(bytes32 name, uint256 have, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IEmission.ParameterOutOfRange.selector, name, have, least, most);
    }
}
