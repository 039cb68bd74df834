// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {Request, Terms, Work} from "../../../contracts/jobs/Request.sol";
import {Kind} from "../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../contracts/verification/IKernelRegistry.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {PrefixWitness} from "../utils/PrefixWitness.sol";
import {Vm} from "../utils/Vm.sol";
import {Mood} from "./Moody.sol";
import {MoodyKernel} from "./MoodyKernel.sol";
import {MoneyBook} from "./MoneyBook.sol";

/// @notice What is asked for: requests of three requesters in three tokens for three kernels, with their results.
abstract contract RequestBook is MoneyBook {
    using MatmulFixture for MatmulFixture.Product;

    /// @notice What was done to a request.
    struct Offer {
        bool posted;
        bool cancelled;
        /// Shards that a posted request still has money set aside for.
        uint256 open;
    }

    uint32 internal constant WITNESS = 2;
    /// @dev As MATMUL8, until it turns hostile.
    uint32 internal constant MOODY = 3;
    uint32 internal constant SHARDS = 2;
    uint64 internal constant BAD_ELEMENT = 1;
    uint64 internal constant COLUMNS = 2;
    bytes32 private constant WITNESS_INPUT = keccak256("input");
    uint256 private constant WITNESS_BITS = 3;

    MoodyKernel internal moodyKernel;
    /// @dev Posted requests as their events told them, and the signed ones that were used, too.
    Request[] internal postings;
    mapping(bytes32 requestId => Offer) internal offerOf;
    mapping(address token => mapping(address requester => uint64)) internal minNonceOf;
    mapping(uint32 shard => mapping(bool bad => bytes32)) internal rootOf;
    mapping(uint32 shard => mapping(bool bad => mapping(uint64 element => bytes))) internal proofOf;
    mapping(uint32 shard => mapping(bool bad => bytes)) internal outputOf;
    uint64 internal lastNonce;
    bytes32[] private _inputs;
    bytes32[] private _witnessInputs;
    bytes private _params;

    function setUpKernels() internal {
        moodyKernel = new MoodyKernel(address(matmul));
        PrefixWitness witness = new PrefixWitness();
        _register(MOODY, address(moodyKernel), Kind.Flat);
        _register(WITNESS, address(witness), Kind.Witness);
        _witnessInputs.push(WITNESS_INPUT);
        for (uint32 shard; shard < SHARDS; ++shard) {
            outputOf[shard][false] = _search(witness, shard, true);
            outputOf[shard][true] = _search(witness, shard, false);
        }
    }

    /// @dev Builds all flat results once: two shards of one row and two elements, honest and with one wrong element.
    function setUpResults() internal {
        _params = MatmulFixture.paramsOf(SHARDS, uint32(COLUMNS), 4);
        _inputs = MatmulFixture.build(_params, SHARDS, 0, SEED).inputRoots();
        for (uint32 i; i < 2 * SHARDS; ++i) {
            (uint32 shard, bool bad) = (i / 2, i % 2 == 1);
            MatmulFixture.Product memory p = MatmulFixture.build(_params, SHARDS, shard, SEED);
            if (bad) p.corrupt(BAD_ELEMENT);
            rootOf[shard][bad] = p.outputRoot();
            for (uint64 e; e < COLUMNS; ++e) proofOf[shard][bad][e] = p.proof(e);
        }
    }

    function freshRequest(uint256 shape) internal returns (Request memory r) {
        uint256 random = uint256(keccak256(abi.encode(shape)));
        uint32 kernelId =
            random % 8 < 2
                ? WITNESS
                : random % 8 < 4
                    ? MOODY
                    : MATMUL8;
        bool witness = kernelId == WITNESS;
        r.terms = Terms({
            requester: accounts[WORKERS + ((random >> 8) % REQUESTERS)],
            nonce: ++lastNonce,
            payToken: tokens[(random >> 16) % 3],
            minPrice: uint96((random >> 128) % 2 ether),
            maxPrice: 2 ether,
            rampStart: uint40(block.timestamp - ((random >> 24) % 50)),
            rampPeriod: 100,
            burn: _burnOf(random >> 32),
            lock: uint96(MIN_LOCK + ((random >> 192) % 500 ether)),
            acceptBy: uint40(block.timestamp + ((random >> 40) % 4 == 0 ? 10 : 1000)),
            duration: MAX_DURATION,
            challengeWindow: 100,
            sampleBps: witness ? 0 : 5000,
            samples: witness ? 0 : 4,
            assignee: (random >> 48) % 8 == 0 ? accounts[0] : address(0),
            kernelId: kernelId
        });
        bytes32 inputRoot = keccak256(abi.encode(inputsOf(kernelId)));
        bytes memory params = witness ? abi.encode(WITNESS_BITS) : _params;
        r.work = Work({shards: SHARDS, inputRoot: inputRoot, params: params, inputUri: "file:///inputs/"});
    }

    function inputsOf(uint32 kernelId) internal view returns (bytes32[] memory) {
        return kernelId == WITNESS ? _witnessInputs : _inputs;
    }

    function allShards() internal pure returns (uint32[] memory) {
        return firstShards(SHARDS);
    }

    /// @dev The requester that is a contract agrees to anything while it is friendly.
    function signDigest(address signer, bytes32 digest) internal view returns (bytes memory) {
        if (signer == address(moodyRequester)) return "agreed";
        (uint8 v, bytes32 first, bytes32 second) = vm.sign(
            signer == accounts[WORKERS] ? REQUESTER_KEY : REQUESTER_KEY + 1,
            digest
        );
        return abi.encodePacked(first, second, v);
    }

    function signFor(Request memory r) internal view returns (bytes memory) {
        return signDigest(r.terms.requester, escrow.requestIdOf(r));
    }

    /// @dev The request that was published since the logs are recorded, as its event tells it: whoever ends its jobs knows
    /// no more than that.
    function published(Request memory own) internal returns (Request memory r) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic != IEscrowBase.RequestPublished.selector && topic != IEscrowBase.RequestPosted.selector) continue;
            r = abi.decode(logs[i].data, (Request));
            if (logs[i].topics[1] == escrow.requestIdOf(r) && escrow.requestIdOf(r) == escrow.requestIdOf(own))
                return r;
            breaks("J10: another request was published");
        }
        breaks("J10: a request was not published");
        return own;
    }

    /// @dev What must hold of a request that was just taken by `worker`; a posted one is never below the least nonce.
    function noteTaken(Terms memory terms, Offer storage offer, address worker) internal {
        bool revoked = !offer.posted && terms.nonce < minNonceOf[terms.payToken][terms.requester];
        if (offer.cancelled || revoked) breaks("J4: a shard of a cancelled request was taken");
        if (terms.assignee != address(0) && terms.assignee != worker)
            breaks("J4: another than the assignee took a shard");
        if (block.timestamp > terms.acceptBy) breaks("J9: an accept after acceptBy");
    }

    /// @dev Whether anything is hostile now.
    function isHostile(address contract_) internal view returns (bool) {
        if (contract_ == address(moodyKernel)) return moodyKernel.mood() != Mood.Friendly;
        if (contract_ == address(moodyToken)) return moodyToken.mood() != Mood.Friendly;
        return contract_ == address(moodyRequester) && moodyRequester.mood() != Mood.Friendly;
    }

    function turnAll(Mood mood) internal {
        moodyKernel.turn(mood);
        moodyToken.turn(mood);
        moodyRequester.turn(mood);
    }

    function _burnOf(uint256 random) private pure returns (uint96) {
        if (random % 4 == 0) return 0;
        if (random % 8 == 1) return uint96(500 ether + ((random >> 96) % 2_500 ether));
        return uint96(UNIT_BURN + ((random >> 96) % 3 ether));
    }

    function _register(uint32 id, address kernel, Kind kind) private {
        IKernelRegistry.Limits memory fresh = limits();
        if (kind == Kind.Witness) (fresh.minSampleBps, fresh.minSamples) = (0, 0);
        registry.register(id, IKernelRegistry.Kernel(kernel, kind, ROYALTY_BPS, 2_000_000, AUTHOR), fresh);
    }

    /// @dev The first output that is, or is not, right.
    function _search(PrefixWitness witness, uint32 shard, bool right) private pure returns (bytes memory) {
        for (uint256 i; ; ++i) {
            bytes32 output = keccak256(abi.encode("output", i));
            if (witness.fits(WITNESS_INPUT, abi.encode(WITNESS_BITS), shard, output) == right)
                return abi.encode(output);
        }
        revert AssertionFailed("unreachable");
    }
}
