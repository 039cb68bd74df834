// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Verdict} from "../../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {OutputFixture} from "../../utils/OutputFixture.sol";
import {OutputKernelCheck} from "../../utils/OutputKernelCheck.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";

contract MonteCarloCheckTest is OutputKernelCheck {
    using Fixture for AsianOption;
    using OutputFixture for OutputFixture.Output;

    constructor() OutputKernelTest(new MonteCarlo()) {}

    function test_check_smallestJob() external {
        OutputFixture.Output memory result = Fixture.call(1, 1, 1).draw(1, 0);
        _assertVerdict(result, 0, Verdict.Correct);
        result.corrupt(0);
        _assertVerdict(result, 0, Verdict.Wrong);
    }

    /// @dev The sums' upper bytes are nearly always zero: guessing them must gain nothing.
    function test_check_everyByteOfAChunkCounts() external {
        OutputFixture.Output memory result = Fixture.call(12, 5, 3).draw(1, 0);
        for (uint256 at = 0; at < 128; ++at) {
            result.corruptByte(128 + at, 0x80);
            _assertVerdict(result, 0, Verdict.Correct);
            _assertVerdict(result, 1, Verdict.Wrong);
            _assertVerdict(result, 2, Verdict.Correct);
            result.corruptByte(128 + at, 0x80);
        }
        _assertVerdict(result, 1, Verdict.Correct);
    }

    function test_check_shardsShareTheJob() external {
        AsianOption memory option = Fixture.call(5, 3, 7);
        OutputFixture.Output memory whole = option.draw(1, 0);
        for (uint32 shard = 0; shard < 3; ++shard) {
            OutputFixture.Output memory part = option.draw(3, shard);
            assertEq(part.elements(), shard == 2 ? 1 : 3, "elements");
            for (uint64 i = 0; i < part.elements(); ++i) {
                _assertVerdict(part, i, Verdict.Correct);
                bytes memory have = part.tree.stored;
                for (uint256 at = 0; at < 16; ++at) {
                    assertTrue(have[128 * i + at] == whole.tree.stored[128 * (3 * shard + i) + at], "another chunk");
                }
            }
        }
    }

    /// @dev The same tree under other params: each word is part of what is right.
    function test_check_everyParamCounts() external {
        OutputFixture.Output memory result = Fixture.call(4, 3, 3).draw(1, 0);
        AsianOption[7] memory others;
        for (uint256 i = 0; i < 7; ++i) others[i] = Fixture.call(4, 3, 3);
        others[0].option = 1;
        others[1].steps = 5;
        others[2].paths = 4;
        others[3].drift += 1 << 24;
        others[4].volatility += 1 << 20;
        others[5].strike -= 1;
        others[6].seed ^= 1 << 63;
        for (uint256 i = 0; i < 7; ++i) {
            result.params = abi.encode(others[i]);
            _assertVerdict(result, 1, Verdict.Wrong);
        }
    }

    function _threeRows() internal override returns (OutputFixture.Output memory) {
        return Fixture.call(2, 1, 3).draw(1, 0);
    }
}
