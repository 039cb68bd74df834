// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {State} from "../../../contracts/jobs/Job.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {IKernel, Kind, Verdict} from "../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../contracts/verification/IKernelRegistry.sol";
import {AsianOption} from "../../../contracts/verification/kernels/AsianOption.sol";
import {Create2Search} from "../../../contracts/verification/kernels/Create2Search.sol";
import {MonteCarlo} from "../../../contracts/verification/kernels/MonteCarlo.sol";
import {Render} from "../../../contracts/verification/kernels/Render.sol";
import {Create2Reference} from "../utils/Create2Reference.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {MonteCarloFixture} from "../utils/MonteCarloFixture.sol";
import {OutputFixture} from "../utils/OutputFixture.sol";
import {RenderFixture} from "../utils/RenderFixture.sol";
import {TensorReference} from "../utils/TensorReference.sol";

/// @notice Callers that give too little gas, so that a kernel, or a call between it and the escrow, runs out (a call passes on
/// 63/64 of what is left). No verdict turns: the call does all of what it says, or nothing.
contract StarvedCheckTest is Market {
    using Create2Reference for Create2Reference.Query;
    using MatmulFixture for MatmulFixture.Product;
    using MonteCarloFixture for AsianOption;
    using OutputFixture for OutputFixture.Output;
    using RenderFixture for RenderFixture.Image;
    using TensorReference for TensorReference.Tree;

    uint32 private constant SEARCH = 3;
    uint64 private constant BAD = 7;
    /// @dev From one try to the next the gas grows by less than a 64th: a call that runs out beneath another leaves that one
    /// no more.
    uint256 private constant GROWTH = 80;

    Create2Search private _search;

    function setUp() external {
        // A look at the clock: else Hardhat runs a failure again with every step of its trace, which fills the memory.
        vm.unixTime();
        setUpMarket();
        _search = new Create2Search();
        IKernelRegistry.Kernel memory kernel = IKernelRegistry.Kernel({
            kernel: address(_search),
            kind: Kind.Witness,
            royaltyBps: ROYALTY_BPS,
            gasCap: 2_000_000,
            author: AUTHOR
        });
        IKernelRegistry.Limits memory open = limits();
        (open.minSampleBps, open.minSamples) = (0, 0);
        registry.register(SEARCH, kernel, open);
    }

    /// @dev The kernels themselves: with enough gas the one verdict, with less none.
    function test_check_starvedHasItsVerdictOrNone() external {
        _assertOutput(new Render(), RenderFixture.solids(2, 1).draw(1, 0));
        _assertOutput(new MonteCarlo(), MonteCarloFixture.call(16, 16, 2).draw(1, 0));
        MatmulFixture.Product memory p = MatmulFixture.build(_dearParams(), 1, 0, 3);
        p.corrupt(4);
        for (uint64 element = 4; element < 6; ++element) {
            bytes memory call = abi.encodeCall(
                IKernel.check,
                (p.inputRoots(), p.outputRoot(), p.params, 1, 0, element, p.proof(element))
            );
            _assertCheck(address(matmul), call, element == 4 ? Verdict.Wrong : Verdict.Correct);
        }
        Create2Reference.Query memory query = _query();
        for (uint256 i; i < 2; ++i) {
            bytes32 salt = bytes32(uint256(query.search(0)) + i);
            Create2Reference.Claim memory c = query.claim(1, 0, salt);
            bytes memory call = abi.encodeCall(
                IKernel.check,
                (new bytes32[](0), c.outputRoot, c.params, 1, 0, 0, c.proof)
            );
            _assertCheck(address(_search), call, query.expected(1, 0, salt));
        }
    }

    function test_proveFraud_starvedSlashesWhatIsWrongOrNothing() external {
        Request memory r = _dearRequest();
        MatmulFixture.Product memory p = product(r, 0);
        p.corrupt(BAD);
        runTo(r, 0, p.outputRoot());
        assertTrue(_sweep(CHALLENGER, _proveCall(r, p, BAD), State.Slashed, jobId(r, 0)), "with enough it is slashed");
    }

    /// @dev A check is dear here, so that gas that it lacks would be enough for the slash behind it.
    function test_proveFraud_starvedNeverSlashesWhatIsRight() external {
        Request memory r = _dearRequest();
        MatmulFixture.Product memory p = product(r, 0);
        runTo(r, 0, p.outputRoot());
        assertTrue(!_sweep(CHALLENGER, _proveCall(r, p, BAD), State.Slashed, jobId(r, 0)), "never");
    }

    function test_revealSampled_starvedRevealsOrNothing() external {
        Request memory r = requestOf(1);
        MatmulFixture.Product memory p = product(r, 0);
        assertTrue(_sweep(OPERATOR, _revealCall(r, p), State.Revealed, jobId(r, 0)), "with enough it is revealed");
    }

    /// @dev A wrong sample is no right one for any gas.
    function test_revealSampled_starvedNeverPassesWhatIsWrong() external {
        Request memory r = requestOf(1);
        MatmulFixture.Product memory p = product(r, 0);
        for (uint64 i; i < p.elements(); ++i) p.corrupt(i);
        assertTrue(!_sweep(OPERATOR, _revealCall(r, p), State.Revealed, jobId(r, 0)), "never");
    }

    function test_submitWitness_starvedPaysWhatIsRightOrNothing() external {
        Request memory r = _searchRequest();
        bytes memory output = abi.encode(_query().search(0));
        bytes memory call = abi.encodeCall(escrow.submitWitness, (r, 0, new bytes32[](0), output));
        accept(r, 0);
        vm.roll(block.number + 1);
        assertTrue(_sweep(OPERATOR, call, State.Finalized, jobId(r, 0)), "with enough it is paid");
    }

    function test_submitWitness_starvedNeverPaysWhatIsWrong() external {
        Request memory r = _searchRequest();
        Create2Reference.Query memory query = _query();
        bytes32 salt = query.firstSalt(0);
        while (query.expected(1, 0, salt) != Verdict.Wrong) salt = bytes32(uint256(salt) + 1);
        bytes memory call = abi.encodeCall(escrow.submitWitness, (r, 0, new bytes32[](0), abi.encode(salt)));
        accept(r, 0);
        vm.roll(block.number + 1);
        assertTrue(!_sweep(OPERATOR, call, State.Finalized, jobId(r, 0)), "never");
    }

    /// @dev The first element is right, the second wrong.
    function _assertOutput(IKernel kernel, OutputFixture.Output memory output) private view {
        output.corrupt(1);
        for (uint64 element; element < 2; ++element) {
            bytes memory call = abi.encodeCall(
                IKernel.check,
                (new bytes32[](0), output.tree.root(), output.params, 1, 0, element, output.proof(element))
            );
            _assertCheck(address(kernel), call, element == 0 ? Verdict.Correct : Verdict.Wrong);
        }
    }

    function _assertCheck(address kernel, bytes memory call, Verdict want) private view {
        bool decided;
        for (uint256 gas = 700; gas < 3_000_000; gas += gas / GROWTH) {
            (bool ok, bytes memory answer) = kernel.staticcall{gas: gas}(call);
            assertTrue(ok || !decided, "more gas never refuses");
            if (!ok) continue;
            decided = true;
            assertEq(uint256(bytes32(answer)), uint256(want), "verdict");
        }
        assertTrue(decided, "with enough it decides");
    }

    /// @dev Makes the call with ever more gas, until it works; says whether it did, and that it then did all it should, and
    /// before that nothing.
    function _sweep(address sender, bytes memory call, State done, bytes32 id) private returns (bool) {
        State before = escrow.jobOf(id).state;
        bytes32 books = _books(id);
        for (uint256 gas = 25_000; gas < 1_500_000; gas += gas / GROWTH) {
            vm.prank(sender);
            (bool ok, ) = address(escrow).call{gas: gas}(call);
            if (ok) {
                assertEq(uint256(escrow.jobOf(id).state), uint256(done), "done");
                assertTrue(_books(id) != books, "with its money");
                return true;
            }
            assertEq(uint256(escrow.jobOf(id).state), uint256(before), "not done");
            assertEq(_books(id), books, "nothing moved");
        }
        return false;
    }

    /// @dev Ledgers, locks, stake, and the root of a job.
    function _books(bytes32 id) private view returns (bytes32 hash) {
        address[4] memory all = [requester, WORKER, CHALLENGER, AUTHOR];
        for (uint256 i; i < all.length; ++i) {
            hash = keccak256(
                abi.encode(hash, escrow.ledgerOf(address(0), all[i]), escrow.ledgerOf(address(qrn), all[i]))
            );
        }
        (uint256 active, ) = staking.assetsOf(WORKER);
        bytes32 root = escrow.jobOf(id).sealOrRoot;
        return keccak256(abi.encode(hash, escrow.lockedOf(WORKER), active, root, qrn.totalSupply()));
    }

    function _proveCall(Request memory r, MatmulFixture.Product memory p, uint64 e) private returns (bytes memory) {
        bytes memory proof = p.proof(e);
        escrow.registerChallenge(challenge(r, 0, e, proof, "n"));
        vm.roll(block.number + 1);
        return abi.encodeCall(escrow.proveFraud, (r, 0, e, "n", p.inputRoots(), proof));
    }

    function _revealCall(Request memory r, MatmulFixture.Product memory p) private returns (bytes memory) {
        accept(r, 0);
        commit(r, 0, p.outputRoot());
        bytes[] memory proofs = samplesOf(r, p, draw(r, 0, true));
        return abi.encodeCall(escrow.revealSampled, (r, opening(0, p.outputRoot()), p.inputRoots(), proofs, ""));
    }

    function _dearParams() private pure returns (bytes memory) {
        return MatmulFixture.paramsOf(3, 3, 1_500);
    }

    function _dearRequest() private view returns (Request memory r) {
        r = requestOf(1);
        r.work.params = _dearParams();
        r.work.inputRoot = product(r, 0).inputRoot();
    }

    function _searchRequest() private view returns (Request memory r) {
        r = requestOf(1);
        (r.terms.kernelId, r.terms.sampleBps, r.terms.samples) = (SEARCH, 0, 0);
        (r.work.params, r.work.inputRoot) = (_query().encode(), keccak256(abi.encode(new bytes32[](0))));
    }

    function _query() private pure returns (Create2Reference.Query memory) {
        return
            Create2Reference.Query({
                deployer: address(0xDE9107E4),
                initCodeHash: keccak256("code"),
                mask: 7,
                value: 5,
                base: 3,
                r: 10
            });
    }
}
