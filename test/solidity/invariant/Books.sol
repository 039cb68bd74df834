// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Emission} from "../../../contracts/emission/Emission.sol";
import {Draw} from "../../../contracts/jobs/Draw.sol";
import {IJobEscrow} from "../../../contracts/jobs/IJobEscrow.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {JobEscrow} from "../../../contracts/jobs/JobEscrow.sol";
import {Request} from "../../../contracts/jobs/Request.sol";
import {Staking} from "../../../contracts/staking/Staking.sol";
import {IQuernToken} from "../../../contracts/token/IQuernToken.sol";
import {Market} from "../utils/Market.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";

/// @notice What the invariant campaign remembers beside the protocol: every job it saw, and what must have happened.
abstract contract Books is Market {
    using MatmulFixture for MatmulFixture.Product;

    /// @notice One job, as last seen.
    struct Track {
        Request request;
        uint32 shard;
        bytes32 id;
        address worker;
        State state;
        uint8 attempt;
        uint32 deadline;
        bytes32 seal;
        bytes32 stored;
        bool bad;
        uint96 price;
    }

    uint64 internal constant BAD_ELEMENT = 1;
    /// @dev Jobs that are watched after each action; older ones end, as time moves.
    uint256 private constant WATCHED = 16;

    address[] public accounts;
    Track[] internal tracks;
    bytes32[] internal inputs;
    mapping(bytes32 name => uint256) public calls;
    mapping(address worker => uint256) public bonded;
    mapping(address worker => uint256) public withdrawn;
    mapping(address worker => uint256) public slashed;
    /// @notice Prices and burns that entered jobs, and that left them again.
    uint256 public pricesIn;
    uint256 public pricesOut;
    uint256 public burnsIn;
    uint256 public burnsOut;
    /// @notice Burn of finalized jobs.
    uint256 public burnedByJobs;
    uint256 public endings;
    uint256 public sampledReveals;
    bool public honestSlashed;
    /// @notice The first broken rule that was seen while jobs moved; zero while all held.
    bytes32 public broken;
    /// @dev Whether the running action is the requester's approval.
    bool internal approving;
    uint64 private _nonce;

    /// @dev Runs one action, then looks at what it did to the jobs.
    modifier act(bytes32 name) {
        approving = false;
        (uint256[3] memory before) = _assets();
        _;
        ++calls[name];
        if (_slashes(name)) _countSlashes(before);
        _observe();
    }

    function workerAt(uint256 who) public view returns (address) {
        return accounts[who % 3];
    }

    function tracksCount() external view returns (uint256) {
        return tracks.length;
    }

    function contracts() external view returns (JobEscrow, Staking, Emission, IQuernToken) {
        return (escrow, staking, emission, qrn);
    }

    /// @notice The ledger credits of everybody, in coin and in QRN.
    function credits() external view returns (uint256 coin, uint256 tokens) {
        for (uint256 i; i < accounts.length; ++i) {
            coin += escrow.ledgerOf(address(0), accounts[i]);
            tokens += escrow.ledgerOf(address(qrn), accounts[i]);
        }
    }

    /// @notice What live jobs hold, in coin and in QRN.
    function escrowed() external view returns (uint256 coin, uint256 tokens) {
        for (uint256 i; i < tracks.length; ++i) {
            Track storage t = tracks[i];
            if (!_isLive(t.state)) continue;
            tokens += t.request.terms.burn;
            if (t.request.terms.payToken == address(0)) coin += t.price;
            else tokens += t.price;
        }
    }

    /// @notice What live jobs hold now: prices, burns, and `worker`'s locks.
    function live(address worker) external view returns (uint256 prices, uint256 burns, uint256 locks) {
        for (uint256 i; i < tracks.length; ++i) {
            Track storage t = tracks[i];
            if (!_isLive(t.state)) continue;
            prices += t.price;
            burns += t.request.terms.burn;
            if (t.worker == worker) locks += t.request.terms.lock;
        }
    }

    function setUpBooks() internal {
        deployProtocol();
        vm.deal(address(this), 1_000_000 ether);
        giveQrn(address(this), 1_000_000 ether);
        qrn.approve(address(escrow), type(uint256).max);
        for (uint160 i = 1; i <= 3; ++i) {
            accounts.push(address(0x9000 + i));
            bond(accounts[i - 1], address(0), 400 ether);
            bonded[accounts[i - 1]] = 400 ether;
        }
        accounts.push(vm.addr(REQUESTER_KEY));
        accounts.push(vm.addr(REQUESTER_KEY + 1));
        accounts.push(CHALLENGER);
        accounts.push(AUTHOR);
        for (uint256 i = 3; i < 5; ++i) {
            escrow.deposit{value: 1_000 ether}(address(0), accounts[i], 1_000 ether);
            escrow.deposit(address(qrn), accounts[i], 1_000 ether);
        }
        inputs = _product(0).inputRoots();
    }

    /// @dev A request of two shards of one row and two columns each.
    function freshRequest(uint256 shape) internal returns (Request memory r) {
        r = requestOf(1);
        r.terms.requester = vm.addr(REQUESTER_KEY + (shape % 2));
        r.terms.nonce = ++_nonce;
        r.terms.payToken = shape % 5 == 0 ? address(qrn) : address(0);
        r.terms.lock = uint96(bound(shape, MIN_LOCK, 150 ether));
        r.terms.burn = shape % 4 == 0 ? 0 : uint96(bound(shape >> 8, UNIT_BURN, 3 ether));
        r.terms.minPrice = uint96((shape >> 16) % 2 ether);
        r.work.params = MatmulFixture.paramsOf(2, 2, 4);
        r.work.shards = 2;
        r.work.inputRoot = keccak256(abi.encode(inputs));
    }

    function allShards() internal pure returns (uint32[] memory list) {
        list = new uint32[](2);
        list[1] = 1;
    }

    function signFor(Request memory r) internal view returns (bytes memory) {
        return signAs(r.terms.requester == accounts[3] ? REQUESTER_KEY : REQUESTER_KEY + 1, r);
    }

    function rootOf(uint32 shard, bool bad) internal pure returns (bytes32) {
        return _result(shard, bad).outputRoot();
    }

    function proofOf(uint32 shard, bool bad, uint64 element) internal pure returns (bytes memory) {
        return _result(shard, bad).proof(element);
    }

    function isPosted(uint64 id) internal view returns (bool) {
        try beacon.value(id) returns (bytes32) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Remembers a job that was just accepted.
    function track(Request memory r, uint32 shard, address worker) internal returns (Track storage t) {
        t = tracks.push();
        t.request.terms = r.terms;
        t.request.work = r.work;
        t.shard = shard;
        t.id = jobId(r, shard);
        retake(t, worker);
    }

    /// @dev Counts what entered with an accept.
    function retake(Track storage t, address worker) internal {
        t.worker = worker;
        t.price = lens.jobPage(t.request, t.shard).price;
        pricesIn += t.price;
        burnsIn += t.request.terms.burn;
        (uint256 active, ) = staking.assetsOf(worker);
        if (escrow.lockedOf(worker) > active) broken = "S2 at accept";
    }

    function noteSeal(Track storage t, bool bad, bytes32 seal) internal {
        t.bad = bad;
        t.seal = seal;
    }

    /// @dev A job in `state`, looking from `which` on; reverts when there is none.
    function pick(uint256 which, State state) internal view returns (Track storage) {
        uint256 from = _firstWatched();
        uint256 count = tracks.length - from;
        for (uint256 i; i < count; ++i) {
            Track storage t = tracks[from + (((which % count) + i) % count)];
            if (t.state == state) return t;
        }
        revert AssertionFailed("no such job");
    }

    /// @dev The actions that may slash; in these, assets fall for no other reason.
    function _slashes(bytes32 name) private pure returns (bool) {
        return name == "noShow" || name == "slashTimeout" || name == "proveFraud" || name == "meddle";
    }

    function _assets() private view returns (uint256[3] memory sums) {
        for (uint256 i; i < 3; ++i) {
            (uint256 active, uint256 unbonding) = staking.assetsOf(accounts[i]);
            sums[i] = active + unbonding;
        }
    }

    function _countSlashes(uint256[3] memory before) private {
        uint256[3] memory after_ = _assets();
        for (uint256 i; i < 3; ++i) slashed[accounts[i]] += before[i] - after_[i];
    }

    /// @dev Any watched job, whatever its state.
    function watchedAt(uint256 which) internal view returns (Track storage) {
        uint256 from = _firstWatched();
        return tracks[from + (which % (tracks.length - from))];
    }

    function _observe() private {
        for (uint256 i = _firstWatched(); i < tracks.length; ++i) _observeOne(tracks[i]);
    }

    function _observeOne(Track storage t) private {
        IJobEscrow.JobView memory job = escrow.jobOf(t.id);
        if (!_isEdge(t, job)) broken = "J4";
        if (job.state == t.state && job.sealOrRoot != t.stored) broken = "J7 changed";
        if (job.state == State.Revealed && t.state == State.Committed) {
            bytes32 opened = Draw.sealOf(attemptOf(t.request, t.shard, t.worker), job.sealOrRoot, SALT);
            if (opened != t.stored) broken = "J7 opens";
        }
        bool early = block.timestamp <= t.deadline;
        if (job.state == State.Finalized && t.state == State.Revealed && early && !approving) broken = "J6";
        if (_isLive(t.state) && !_isLive(job.state)) _countEnding(t, job.state);
        t.state = job.state;
        t.attempt = job.attempt;
        t.deadline = job.deadline;
        t.stored = job.sealOrRoot;
    }

    function _countEnding(Track storage t, State state) private {
        ++endings;
        pricesOut += t.price;
        burnsOut += t.request.terms.burn;
        if (state == State.Finalized) burnedByJobs += t.request.terms.burn;
    }

    /// @dev The edges of protocol.md §4; a job may stay where it is.
    function _isEdge(Track storage t, IJobEscrow.JobView memory job) private view returns (bool) {
        (State from, State to) = (t.state, job.state);
        if (from == State.Assigned && to == State.Open) return job.attempt == t.attempt + 1;
        if (job.attempt != t.attempt) return false;
        if (from == to) return true;
        if (from == State.Open) return to == State.Assigned || to == State.Committed;
        if (from == State.Assigned) return to == State.Committed;
        if (from == State.Committed) return to == State.Revealed || to == State.Slashed;
        return from == State.Revealed && (to == State.Finalized || to == State.Slashed);
    }

    function _firstWatched() private view returns (uint256) {
        return tracks.length > WATCHED ? tracks.length - WATCHED : 0;
    }

    function _isLive(State state) private pure returns (bool) {
        return state == State.Assigned || state == State.Committed || state == State.Revealed;
    }

    function _result(uint32 shard, bool bad) private pure returns (MatmulFixture.Product memory p) {
        p = _product(shard);
        if (bad) p.corrupt(BAD_ELEMENT);
    }

    function _product(uint32 shard) private pure returns (MatmulFixture.Product memory) {
        return MatmulFixture.build(MatmulFixture.paramsOf(2, 2, 4), 2, shard, SEED);
    }
}
