// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The states of a job. A shard that nobody holds is Open, whether it was ever accepted or not.
enum State {
    Open,
    Assigned,
    Committed,
    Revealed,
    Finalized,
    Slashed
}

/// @notice All that changes about a job, in one word, from the lowest bit up:
/// `worker 160 | step 16 | deadline 32 | aux 36 | state 4 | attempt 4 | flags 4`.
type JobWord is uint256;

/// @notice One shard of a request, in two storage slots.
struct Job {
    JobWord word;
    /// The seal from Committed on, the revealed root from Revealed on.
    bytes32 sealOrRoot;
}

/// @notice The parts of a `JobWord`, unpacked.
struct JobParts {
    address worker;
    /// Place on the price ramp, 0..65535.
    uint16 step;
    /// Unix seconds.
    uint32 deadline;
    /// Accept block while Assigned, beacon id while Committed, open disputes while Revealed; 36 bits.
    uint64 aux;
    State state;
    /// 0..15.
    uint8 attempt;
    /// Whether the kernel's author earns a part of the price.
    bool royalty;
    /// Whether the job ends by `submitWitness`.
    bool witness;
}

using JobWords for JobWord global;
using JobWords for JobParts global;

/// @notice Packs and unpacks a `JobWord`.
library JobWords {
    uint256 internal constant MAX_ATTEMPT = 15;
    uint256 private constant ROYALTY = 1;
    uint256 private constant WITNESS = 2;
    uint256 private constant AUX_MASK = (1 << 36) - 1;
    uint256 private constant STATE_BITS = 15 << 244;
    uint256 private constant DEADLINE_BITS = 0xffffffff << 176;

    /// @dev Every field has its own bits: `aux` and `attempt` are masked, the others are bounded by their types.
    function pack(JobParts memory p) internal pure returns (JobWord) {
        uint256 low = uint256(uint160(p.worker)) | (uint256(p.step) << 160) | (uint256(p.deadline) << 176);
        uint256 high = ((uint256(p.aux) & AUX_MASK) << 208) | (uint256(p.state) << 244);
        uint256 flags = (p.royalty ? ROYALTY : 0) | (p.witness ? WITNESS : 0);
        return JobWord.wrap(low | high | ((uint256(p.attempt) & MAX_ATTEMPT) << 248) | (flags << 252));
    }

    function unpack(JobWord w) internal pure returns (JobParts memory p) {
        p.worker = worker(w);
        p.step = step(w);
        p.deadline = deadline(w);
        p.aux = aux(w);
        p.state = state(w);
        p.attempt = attempt(w);
        p.royalty = royalty(w);
        p.witness = witness(w);
    }

    /// @notice The same job in another state.
    function withState(JobWord w, State next) internal pure returns (JobWord) {
        return JobWord.wrap((JobWord.unwrap(w) & ~STATE_BITS) | (uint256(next) << 244));
    }

    /// @notice The same job in another state, with a new deadline and aux.
    function moved(JobWord w, State next, uint32 newDeadline, uint64 newAux) internal pure returns (JobWord) {
        uint256 kept = JobWord.unwrap(w) & ~(STATE_BITS | DEADLINE_BITS | (AUX_MASK << 208));
        uint256 fresh = (uint256(newDeadline) << 176) | ((uint256(newAux) & AUX_MASK) << 208);
        return JobWord.wrap(kept | fresh | (uint256(next) << 244));
    }

    /// @notice The same job at another attempt.
    function withAttempt(JobWord w, uint8 next) internal pure returns (JobWord) {
        return JobWord.wrap((JobWord.unwrap(w) & ~(MAX_ATTEMPT << 248)) | ((uint256(next) & MAX_ATTEMPT) << 248));
    }

    function worker(JobWord w) internal pure returns (address) {
        return address(uint160(JobWord.unwrap(w)));
    }

    function step(JobWord w) internal pure returns (uint16) {
        return uint16(JobWord.unwrap(w) >> 160);
    }

    function deadline(JobWord w) internal pure returns (uint32) {
        return uint32(JobWord.unwrap(w) >> 176);
    }

    function aux(JobWord w) internal pure returns (uint64) {
        return uint64((JobWord.unwrap(w) >> 208) & AUX_MASK);
    }

    function state(JobWord w) internal pure returns (State) {
        return State((JobWord.unwrap(w) >> 244) & 15);
    }

    function attempt(JobWord w) internal pure returns (uint8) {
        return uint8((JobWord.unwrap(w) >> 248) & 15);
    }

    function royalty(JobWord w) internal pure returns (bool) {
        return (JobWord.unwrap(w) >> 252) & ROYALTY != 0;
    }

    function witness(JobWord w) internal pure returns (bool) {
        return (JobWord.unwrap(w) >> 252) & WITNESS != 0;
    }
}
