// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Emission, EmissionParams} from "../../../contracts/emission/Emission.sol";
import {EscrowConfig} from "../../../contracts/jobs/EscrowState.sol";
import {JobEscrow} from "../../../contracts/jobs/JobEscrow.sol";
import {ProofRunner} from "../../../contracts/jobs/ProofRunner.sol";
import {ProtocolLens} from "../../../contracts/lens/ProtocolLens.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {StakingParams} from "../../../contracts/staking/StakingState.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Kind} from "../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../contracts/verification/IKernelRegistry.sol";
import {KernelRegistry} from "../../../contracts/verification/KernelRegistry.sol";
import {Matmul8} from "../../../contracts/verification/kernels/Matmul8.sol";
import {SettableBeacon} from "./SettableBeacon.sol";
import {Test} from "./Test.sol";

/// @notice The whole protocol, deployed as on a local chain, with this contract as admin and a beacon tests can set.
abstract contract Protocol is Test {
    address internal constant TREASURY = address(0x7EA5);
    address internal constant AUTHOR = address(0xA07408);
    uint16 internal constant ROYALTY_BPS = 250;
    uint32 internal constant MATMUL8 = 1;
    uint96 internal constant MIN_LOCK = 1 ether;
    uint96 internal constant MAX_LOCK = 1_000_000 ether;
    uint64 internal constant UNIT_BURN = 0.01 ether;
    uint96 internal constant MAX_PRICE = 1_000 ether;

    uint32 internal constant BEACON_DELAY = 10;
    uint32 internal constant REVEAL_WINDOW = 60;
    uint32 internal constant MIN_WINDOW = 5;
    uint32 internal constant MAX_WINDOW = 120;
    uint32 internal constant MAX_DURATION = 120;
    uint32 internal constant DISPUTE_CLOCK = 60;
    uint256 internal constant UNBONDING = 600;
    uint256 internal constant EPOCH = 300;

    AccessManager internal manager;
    Emission internal emission;
    IQuernToken internal qrn;
    Staking internal staking;
    KernelRegistry internal registry;
    Matmul8 internal matmul;
    SettableBeacon internal beacon;
    JobEscrow internal escrow;
    ProtocolLens internal lens;

    function deployProtocol() internal {
        vm.warp(1_800_000_000);
        vm.roll(1_000);
        manager = new AccessManager(address(this));
        EmissionParams memory emissionParams = EmissionParams({
            authority: address(manager),
            treasury: TREASURY,
            genesis: 400_000_000 ether,
            epoch: EPOCH,
            stakersBps: 4000,
            gammaBps: 9000
        });
        emission = Emission(deploy("contracts/emission/Emission.sol:Emission", abi.encode(emissionParams)));
        qrn = emission.TOKEN();
        StakingParams memory stakingParams = StakingParams({
            authority: address(manager),
            emission: emission,
            unbonding: UNBONDING,
            commissionNotice: UNBONDING
        });
        staking = Staking(deploy("contracts/staking/Staking.sol:Staking", abi.encode(stakingParams)));
        registry = new KernelRegistry(address(manager));
        matmul = Matmul8(deploy("contracts/verification/kernels/Matmul8.sol:Matmul8", ""));
        beacon = new SettableBeacon();
        escrow = newEscrow(escrowConfig());
        lens = ProtocolLens(deploy("contracts/lens/ProtocolLens.sol:ProtocolLens", abi.encode(escrow)));
        _wire();
    }

    /// @notice An escrow with its extension.
    function newEscrow(EscrowConfig memory config) internal returns (JobEscrow) {
        address extension = deploy("contracts/jobs/EscrowExtension.sol:EscrowExtension", abi.encode(config));
        return JobEscrow(payable(deploy("contracts/jobs/JobEscrow.sol:JobEscrow", abi.encode(config, extension))));
    }

    function escrowConfig() internal returns (EscrowConfig memory) {
        return
            EscrowConfig({
                authority: address(manager),
                staking: address(staking),
                emission: address(emission),
                registry: address(registry),
                beacon: address(beacon),
                proofRunner: address(new ProofRunner(registry)),
                beaconDelay: BEACON_DELAY,
                revealWindow: REVEAL_WINDOW,
                minChallengeWindow: MIN_WINDOW,
                maxChallengeWindow: MAX_WINDOW,
                maxDuration: MAX_DURATION,
                disputeClock: DISPUTE_CLOCK
            });
    }

    function limits() internal pure returns (IKernelRegistry.Limits memory) {
        return
            IKernelRegistry.Limits({
                retired: false,
                minSampleBps: 2500,
                minSamples: 4,
                unitBurn: UNIT_BURN,
                minLock: MIN_LOCK,
                maxLock: MAX_LOCK
            });
    }

    function giveQrn(address to, uint256 amount) internal {
        vm.prank(TREASURY);
        qrn.transfer(to, amount);
    }

    /// @notice Bonds `amount` for `worker` and names its operator.
    function bond(address worker, address operator, uint256 amount) internal {
        giveQrn(worker, amount);
        vm.startPrank(worker);
        qrn.approve(address(staking), amount);
        staking.bond(amount);
        staking.setOperator(operator);
        vm.stopPrank();
    }

    function _wire() private {
        emission.setStaking(address(staking));
        uint16[] memory shares = new uint16[](1);
        shares[0] = 10_000;
        emission.addCrediter(address(escrow), shares);
        staking.addLocker(address(escrow));
        IKernelRegistry.Kernel memory kernel = IKernelRegistry.Kernel({
            kernel: address(matmul),
            kind: Kind.Flat,
            royaltyBps: ROYALTY_BPS,
            gasCap: 2_000_000,
            author: AUTHOR
        });
        registry.register(MATMUL8, kernel, limits());
        escrow.setToken(address(0), true, MAX_PRICE);
        escrow.setToken(address(qrn), true, MAX_PRICE);
    }
}
