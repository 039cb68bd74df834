// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Kind} from "../../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Every bound of the params, with its facts, is in the vectors that `kernelVectors.test.ts` replays.
contract MonteCarloValidateTest is Test {
    MonteCarlo private _kernel = new MonteCarlo();

    function test_kind_isFlat() external view {
        assertEq(uint256(_kernel.kind()), uint256(Kind.Flat), "kind");
    }

    function test_validate_samplesFitTwelveMillionGas() external view {
        _assertSamples(Fixture.call(1, 1, 1), 130);
        _assertSamples(Fixture.call(1, 1, 1 << 24), 93);
        _assertSamples(Fixture.call(48, 1, 1 << 24), 93);
        _assertSamples(_calm(240, 8), 8);
    }

    function test_validate_unitsAreThoseOfTheLargestShard() external view {
        // Blocks of 512 chunks of 2,048: a unit each, but for the last.
        _assertUnits(Fixture.call(48, 32, 1025), 3, 1);
        _assertUnits(Fixture.call(48, 32, 1025), 2, 2);
        _assertUnits(Fixture.call(1, 1, 1), 1, 1);
        _assertUnits(Fixture.call(48, 32, 1 << 24), 1, 1 << 15);
    }

    function test_elements_areThoseOfTheShard() external view {
        bytes memory params = abi.encode(Fixture.call(2, 3, 7));
        assertEq(_kernel.elements(params, 3, 0), 3, "first shard");
        assertEq(_kernel.elements(params, 3, 2), 1, "last shard");
    }

    function test_validate_revertsWhen_paramsHaveAnotherLength() external {
        bytes memory params = abi.encode(Fixture.call(2, 3, 7));
        _expectFault("paramsLength", 257, 256, 256);
        _kernel.validate(abi.encodePacked(params, uint8(0)), 1);
        _expectFault("paramsLength", 0, 256, 256);
        _kernel.elements("", 1, 0);
    }

    function test_validate_revertsWhen_thereIsNothingToDraw() external {
        _expectFault("steps", 0, 1, 2032);
        _kernel.validate(abi.encode(Fixture.call(0, 3, 7)), 1);
        _expectFault("paths", 0, 1, 113);
        _kernel.validate(abi.encode(Fixture.call(2, 0, 7)), 1);
        _expectFault("chunks", 0, 1, 1 << 24);
        _kernel.validate(abi.encode(Fixture.call(2, 3, 0)), 1);
    }

    function test_validate_revertsWhen_aPriceWouldLeaveFixedPoint() external {
        AsianOption memory option = Fixture.call(4, 3, 7);
        option.drift = -((1 << 32) + 1);
        _expectFault("|drift|", (1 << 32) + 1, 0, 1 << 32);
        _kernel.validate(abi.encode(option), 1);
        option.drift = type(int256).min;
        _expectFault("|drift|", 1 << 255, 0, 1 << 32);
        _kernel.validate(abi.encode(option), 1);
        option = Fixture.call(4, 3, 7);
        option.volatility = (1 << 29) + 1;
        _expectFault("variance", 4 * ((1 << 29) + 1) ** 2, 1, 1 << 60);
        _kernel.validate(abi.encode(option), 1);
    }

    function test_validate_revertsWhen_aShardHasNoChunks() external {
        bytes memory params = abi.encode(Fixture.call(2, 3, 4));
        _expectFault("shards", 0, 1, 4);
        _kernel.validate(params, 0);
        _expectFault("shards", 3, 1, 2);
        _kernel.validate(params, 3);
        _expectFault("shard", 2, 0, 1);
        _kernel.elements(params, 2, 2);
    }

    function _calm(uint256 steps, uint256 paths) private pure returns (AsianOption memory option) {
        option = Fixture.call(steps, paths, 1 << 24);
        option.volatility = 1 << 20;
    }

    function _assertSamples(AsianOption memory option, uint256 want) private view {
        (uint8 maxSamples, ) = _kernel.validate(abi.encode(option), 1);
        assertEq(maxSamples, want, "samples");
    }

    function _assertUnits(AsianOption memory option, uint32 shards, uint256 want) private view {
        (, uint64 units) = _kernel.validate(abi.encode(option), shards);
        assertEq(units, want, "units");
    }

    function _expectFault(bytes32 name, uint256 have, uint256 least, uint256 most) private {
        vm.expectRevert(abi.encodeWithSelector(IKernel.ShapeOutOfBounds.selector, name, have, least, most));
    }
}
