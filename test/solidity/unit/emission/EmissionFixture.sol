// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Emission, EmissionParams} from "../../../../contracts/emission/Emission.sol";
import {IQuernToken} from "../../../../contracts/token/IQuernToken.sol";
import {Test} from "../../utils/Test.sol";
import {TestCrediter} from "./TestCrediter.sol";

/// @notice An emission with the specified values, one crediter with the whole work stream, and a staking contract.
abstract contract EmissionFixture is Test {
    address internal constant TREASURY = address(0x7ea5);
    address internal constant STAKING = address(0x57a6);
    address internal constant WORKER = address(0x3031);
    address internal constant OTHER = address(0x3032);
    uint256 internal constant GENESIS = 4e26;
    uint256 internal constant BUDGET = 6e26;
    uint256 internal constant EPOCH = 1 days;
    uint256 internal constant BEGIN = 1_800_000_000;

    AccessManager internal authority;
    Emission internal emission;
    IQuernToken internal token;
    TestCrediter internal crediter;

    function setUp() public virtual {
        vm.warp(BEGIN);
        authority = new AccessManager(address(this));
        emission = Emission(deploy("contracts/emission/Emission.sol:Emission", abi.encode(specified())));
        token = emission.TOKEN();
        crediter = new TestCrediter(emission);
        emission.setStaking(STAKING);
        emission.addCrediter(address(crediter), shares(10_000));
    }

    function specified() internal view returns (EmissionParams memory) {
        return
            EmissionParams({
                authority: address(authority),
                treasury: TREASURY,
                genesis: GENESIS,
                epoch: EPOCH,
                stakersBps: 4000,
                gammaBps: 9000
            });
    }

    /// @dev Sends `amount` to the crediter, which burns it.
    function burnAs(TestCrediter from, uint256 amount) internal {
        vm.prank(TREASURY);
        token.transfer(address(from), amount);
        from.flushBurn();
    }

    function shares(uint16 a) internal pure returns (uint16[] memory list) {
        list = new uint16[](1);
        list[0] = a;
    }

    function shares(uint16 a, uint16 b) internal pure returns (uint16[] memory list) {
        list = new uint16[](2);
        (list[0], list[1]) = (a, b);
    }
}
