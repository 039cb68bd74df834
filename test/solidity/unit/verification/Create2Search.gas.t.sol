// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IKernel, Kind, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {KernelRegistry} from "../../../../contracts/verification/KernelRegistry.sol";
import {Create2Search} from "../../../../contracts/verification/kernels/Create2Search.sol";
import {Create2Reference as Ref} from "../../utils/Create2Reference.sol";
import {Test} from "../../utils/Test.sol";

/// @dev A check costs the same whatever the mask, far below the least gas cap that a kernel can have. Gas is deterministic.
contract Create2SearchGasTest is Test {
    using Ref for Ref.Query;

    uint32 private constant LEAST_GAS_CAP = 100_000;
    uint256 private constant MOST_GAS = 8_500;

    IKernel private _kernel = new Create2Search();

    function test_check_gasOfOneBit() external view {
        _assertGas(1, 8);
    }

    function test_check_gasOfSixtyFourBits() external view {
        _assertGas(type(uint64).max, 71);
    }

    function test_check_gasOfTheWidestRange() external view {
        _assertGas(type(uint160).max << 96, 255);
    }

    function test_check_fitsTheLeastGasCapOfTheRegistry() external {
        KernelRegistry registry = new KernelRegistry(address(new AccessManager(address(this))));
        IKernelRegistry.Limits memory limits = IKernelRegistry.Limits(false, 0, 0, 0, 1e18, 100e18);
        address kernel = address(_kernel);
        registry.register(3, IKernelRegistry.Kernel(kernel, Kind.Witness, 0, LEAST_GAS_CAP, address(0)), limits);

        (address registered, uint32 gasCap) = registry.checkOf(3);
        assertEq(registered, kernel, "kernel");
        assertTrue(gasCap >= MOST_GAS, "a check may not fit");
    }

    function _assertGas(uint160 mask, uint8 r) private view {
        bytes32 salt = keccak256("salt");
        Ref.Query memory query = Ref.Query(address(this), keccak256("init code"), mask, 0, uint256(salt) >> r, r);
        query.value = uint160(query.addressOf(salt)) & mask;
        Ref.Claim memory claim = query.claim(1, 0, salt);
        bytes32[] memory inputs = new bytes32[](0);
        bytes memory callData = abi.encodeCall(
            IKernel.check,
            (inputs, claim.outputRoot, claim.params, 1, 0, 0, claim.proof)
        );

        (uint256 used, uint256 answer) = _measure(address(_kernel), callData);

        assertEq(answer, uint256(Verdict.Correct), "verdict");
        assertBetween(used, MOST_GAS - MOST_GAS / 4, MOST_GAS, "gas");
    }

    /// @dev Review note: reads the scratch word that the call filled, and writes nothing else.
    function _measure(address kernel, bytes memory callData) private view returns (uint256 used, uint256 answer) {
        assembly ("memory-safe") {
            used := gas()
            pop(staticcall(gas(), kernel, add(callData, 32), mload(callData), 0, 32))
            used := sub(used, gas())
            answer := mload(0)
        }
    }
}
