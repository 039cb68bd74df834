// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Kind} from "../../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {KernelRegistry} from "../../../../contracts/verification/KernelRegistry.sol";
import {Matmul8} from "../../../../contracts/verification/kernels/Matmul8.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Answers `kind()` with whatever words it is told; reverts when told none.
contract KindStub {
    error NothingToSay();

    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        if (_answer.length == 0) revert NothingToSay();
        return _answer;
    }
}

contract KernelRegistryTest is Test {
    address private constant AUTHOR = address(0xA17408);
    address private constant STRANGER = address(0x57A46E);

    address private _flat = address(new Matmul8());
    address private _witness = address(new KindStub(abi.encode(Kind.Witness)));
    KernelRegistry private _registry;

    function setUp() external {
        _registry = new KernelRegistry(address(new AccessManager(address(this))));
    }

    function test_register_storesKernelAndLimits() external {
        IKernelRegistry.Kernel memory kernel = _kernel();
        IKernelRegistry.Limits memory limits = _limits();
        vm.expectEmit(address(_registry));
        emit IKernelRegistry.KernelRegistered(7, _flat, AUTHOR, Kind.Flat, 250, 3_000_000);
        vm.expectEmit(address(_registry));
        emit IKernelRegistry.LimitsSet(7, false, 2_500, 4, 5e16, 2e18, 900e18);
        _registry.register(7, kernel, limits);

        assertEq(keccak256(abi.encode(_registry.kernelOf(7))), keccak256(abi.encode(kernel)), "kernelOf");
        assertEq(keccak256(abi.encode(_registry.limitsOf(7))), keccak256(abi.encode(limits)), "limitsOf");
        _assertTerms(7, limits);
        (address checked, uint32 gasCap) = _registry.checkOf(7);
        assertEq(checked, _flat, "checkOf.kernel");
        assertEq(gasCap, 3_000_000, "checkOf.gasCap");
        (address author, uint16 royaltyBps) = _registry.royaltyOf(7);
        assertEq(author, AUTHOR, "royaltyOf.author");
        assertEq(royaltyBps, 250, "royaltyOf.royaltyBps");
    }

    function test_register_keepsEveryFieldAtItsExtremes() external {
        IKernelRegistry.Kernel memory kernel = IKernelRegistry.Kernel(_flat, Kind.Flat, 1_000, 12_000_000, AUTHOR);
        uint96 most = type(uint96).max;
        IKernelRegistry.Limits memory limits = IKernelRegistry.Limits(
            true,
            10_000,
            type(uint8).max,
            type(uint64).max,
            most,
            most
        );
        _registry.register(type(uint32).max, kernel, limits);
        assertEq(
            keccak256(abi.encode(_registry.kernelOf(type(uint32).max), _registry.limitsOf(type(uint32).max))),
            keccak256(abi.encode(kernel, limits)),
            "entry"
        );
        _assertTerms(type(uint32).max, limits);
    }

    function test_register_takesThreeSlots() external {
        _registry.register(7, _kernel(), _limits());
        // Slot 0 is AccessManaged's.
        uint256 first = uint256(keccak256(abi.encode(7, 1)));
        bytes32 slotA = vm.load(address(_registry), bytes32(first));
        bytes32 slotB = vm.load(address(_registry), bytes32(first + 1));
        bytes32 slotC = vm.load(address(_registry), bytes32(first + 2));
        uint256 packed = (4 << 240) | (2_500 << 224) | (250 << 192) | (3_000_000 << 160);
        assertEq(slotA, bytes32(packed | uint160(_flat)), "slot A");
        assertEq(slotB, bytes32((uint256(5e16) << 192) | (uint256(900e18) << 96) | 2e18), "slot B");
        assertEq(slotC, bytes32(uint256(uint160(AUTHOR))), "slot C");
    }

    function test_register_acceptsWitnessKernelsWithoutSampling() external {
        IKernelRegistry.Kernel memory kernel = _kernel();
        (kernel.kernel, kernel.kind) = (_witness, Kind.Witness);
        IKernelRegistry.Limits memory limits = _limits();
        (limits.minSampleBps, limits.minSamples) = (0, 0);
        _registry.register(3, kernel, limits);
        _assertTerms(3, limits);
    }

    /// @dev A witness is never sampled, so a rate would fit no request.
    function test_register_revertsWhen_aWitnessKernelAsksForSamples() external {
        IKernelRegistry.Kernel memory kernel = _kernel();
        (kernel.kernel, kernel.kind) = (_witness, Kind.Witness);
        IKernelRegistry.Limits memory limits = _limits();
        (limits.minSampleBps, limits.minSamples) = (1, 0);
        _expectOutOfRange("minSampleBps", 1, 0, 0);
        _registry.register(3, kernel, limits);
        (limits.minSampleBps, limits.minSamples) = (0, 1);
        _expectOutOfRange("minSamples", 1, 0, 0);
        _registry.register(3, kernel, limits);
    }

    function test_register_revertsWhen_callerMayNot() external {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        _registry.register(7, _kernel(), _limits());
    }

    function test_register_revertsWhen_idIsZero() external {
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.ZeroKernelId.selector));
        _registry.register(0, _kernel(), _limits());
    }

    function test_register_revertsWhen_idIsTaken() external {
        _registry.register(7, _kernel(), _limits());
        _registry.retire(7);
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.KernelExists.selector, 7));
        _registry.register(7, _kernel(), _limits());
    }

    function test_register_revertsWhen_kernelHasNoCode() external {
        IKernelRegistry.Kernel memory kernel = _kernel();
        kernel.kernel = STRANGER;
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.NotAContract.selector, STRANGER));
        _registry.register(7, kernel, _limits());
    }

    function test_register_revertsWhen_kernelAnswersAnotherKind() external {
        _expectKindMismatch(_witness, Kind.Flat);
        _expectKindMismatch(_flat, Kind.Witness);
        _expectKindMismatch(address(new KindStub("")), Kind.Flat);
        _expectKindMismatch(address(new KindStub(hex"00")), Kind.Flat);
        _expectKindMismatch(address(new KindStub(abi.encode(0, 0))), Kind.Flat);
        _expectKindMismatch(address(new KindStub(abi.encode(2))), Kind.Witness);
    }

    function test_register_revertsWhen_royaltyIsOutOfRange() external {
        IKernelRegistry.Kernel memory kernel = _kernel();
        kernel.royaltyBps = 1_001;
        _expectOutOfRange("royaltyBps", 1_001, 0, 1_000);
        _registry.register(7, kernel, _limits());
        (kernel.royaltyBps, kernel.author) = (1, address(0));
        _expectOutOfRange("royaltyBps", 1, 0, 0);
        _registry.register(7, kernel, _limits());
        kernel.royaltyBps = 0;
        _registry.register(7, kernel, _limits());
    }

    function test_register_revertsWhen_gasCapIsOutOfRange() external {
        IKernelRegistry.Kernel memory kernel = _kernel();
        kernel.gasCap = 99_999;
        _expectOutOfRange("gasCap", 99_999, 100_000, 12_000_000);
        _registry.register(7, kernel, _limits());
        kernel.gasCap = 12_000_001;
        _expectOutOfRange("gasCap", 12_000_001, 100_000, 12_000_000);
        _registry.register(7, kernel, _limits());
        kernel.gasCap = 100_000;
        _registry.register(7, kernel, _limits());
    }

    function test_register_revertsWhen_limitsAreOutOfRange() external {
        IKernelRegistry.Limits memory limits = _limits();
        limits.minSamples = 3;
        _expectOutOfRange("minSamples", 3, 4, 255);
        _registry.register(7, _kernel(), limits);
    }

    function test_setLimits_replacesThem() external {
        _registry.register(7, _kernel(), _limits());
        IKernelRegistry.Limits memory limits = IKernelRegistry.Limits(true, 10_000, 200, 1, 1e18, 1e18);
        vm.expectEmit(address(_registry));
        emit IKernelRegistry.LimitsSet(7, true, 10_000, 200, 1, 1e18, 1e18);
        _registry.setLimits(7, limits);
        _assertTerms(7, limits);
        assertEq(keccak256(abi.encode(_registry.kernelOf(7))), keccak256(abi.encode(_kernel())), "kernelOf");

        _registry.setLimits(7, _limits());
        _assertTerms(7, _limits());
    }

    function test_setLimits_revertsWhen_callerMayNot() external {
        _registry.register(7, _kernel(), _limits());
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        _registry.setLimits(7, _limits());
    }

    function test_setLimits_revertsWhen_sampleRateIsOutOfRange() external {
        _registry.register(7, _kernel(), _limits());
        IKernelRegistry.Limits memory limits = _limits();
        limits.minSampleBps = 2_499;
        _expectOutOfRange("minSampleBps", 2_499, 2_500, 10_000);
        _registry.setLimits(7, limits);
        limits.minSampleBps = 10_001;
        _expectOutOfRange("minSampleBps", 10_001, 2_500, 10_000);
        _registry.setLimits(7, limits);
    }

    function test_setLimits_revertsWhen_locksAreOutOfRange() external {
        _registry.register(7, _kernel(), _limits());
        IKernelRegistry.Limits memory limits = _limits();
        limits.maxLock = 1e18 - 1;
        _expectOutOfRange("maxLock", 1e18 - 1, 1e18, type(uint96).max);
        _registry.setLimits(7, limits);
        (limits.minLock, limits.maxLock) = (1e18 - 1, 1e18);
        _expectOutOfRange("minLock", 1e18 - 1, 1e18, 1e18);
        _registry.setLimits(7, limits);
        limits.minLock = 1e18 + 1;
        _expectOutOfRange("minLock", 1e18 + 1, 1e18, 1e18);
        _registry.setLimits(7, limits);
    }

    function test_retire_stopsNewJobsAndNothingElse() external {
        _registry.register(7, _kernel(), _limits());
        vm.expectEmit(address(_registry));
        emit IKernelRegistry.LimitsSet(7, true, 2_500, 4, 5e16, 2e18, 900e18);
        _registry.retire(7);
        IKernelRegistry.Limits memory limits = _limits();
        limits.retired = true;
        _assertTerms(7, limits);
        (address checked, ) = _registry.checkOf(7);
        assertEq(checked, _flat, "a retired kernel still answers");
    }

    function test_retire_revertsWhen_callerMayNot() external {
        _registry.register(7, _kernel(), _limits());
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        _registry.retire(7);
    }

    function test_reads_revertWhen_kernelIsUnknown() external {
        _registry.register(7, _kernel(), _limits());
        _expectUnknown();
        _registry.kernelOf(8);
        _expectUnknown();
        _registry.limitsOf(8);
        _expectUnknown();
        _registry.termsOf(8);
        _expectUnknown();
        _registry.checkOf(8);
        _expectUnknown();
        _registry.royaltyOf(8);
        _expectUnknown();
        _registry.setLimits(8, _limits());
        _expectUnknown();
        _registry.retire(8);
    }

    function _kernel() private view returns (IKernelRegistry.Kernel memory) {
        return IKernelRegistry.Kernel(_flat, Kind.Flat, 250, 3_000_000, AUTHOR);
    }

    function _limits() private pure returns (IKernelRegistry.Limits memory) {
        return IKernelRegistry.Limits(false, 2_500, 4, 5e16, 2e18, 900e18);
    }

    function _assertTerms(uint32 id, IKernelRegistry.Limits memory want) private view {
        IKernelRegistry.Kernel memory entry = _registry.kernelOf(id);
        (address kernel, Kind kind, uint16 royaltyBps, IKernelRegistry.Limits memory limits) = _registry.termsOf(id);
        assertEq(kernel, entry.kernel, "termsOf.kernel");
        assertEq(uint256(kind), uint256(entry.kind), "termsOf.kind");
        assertEq(royaltyBps, entry.royaltyBps, "termsOf.royaltyBps");
        assertEq(keccak256(abi.encode(limits)), keccak256(abi.encode(want)), "termsOf.limits");
    }

    function _expectKindMismatch(address kernel, Kind need) private {
        IKernelRegistry.Kernel memory entry = _kernel();
        (entry.kernel, entry.kind) = (kernel, need);
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.KindMismatch.selector, kernel, need));
        _registry.register(7, entry, _limits());
    }

    function _expectOutOfRange(bytes32 name, uint256 have, uint256 least, uint256 most) private {
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.ParameterOutOfRange.selector, name, have, least, most));
    }

    function _expectUnknown() private {
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.KernelUnknown.selector, 8));
    }
}
