// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IQuernToken} from "../token/IQuernToken.sol";

/// @notice The emission curve, the stakers' stream, and work emission by epochs of burned work.
interface IEmission {
    /// @notice `caller` is not one of the crediters.
    error NotCrediter(address caller);
    /// @notice `caller` is not the staking contract.
    error NotStaking(address caller);
    /// @notice The staking contract is set already.
    error StakingAlreadySet(address staking);
    /// @notice There are `most` crediters already.
    error TooManyCrediters(uint256 most);
    /// @notice `crediter` is a crediter already.
    error CrediterExists(address crediter);
    /// @notice The shares must number `need` and sum to 10,000 bps.
    error SharesMismatch(uint256 have, uint256 need, uint256 sumBps);
    /// @notice Stakers would have minted `total`, more than the `emitted` of their stream.
    error StakersStreamExceeded(uint256 total, uint256 emitted);
    /// @notice `worker` has nothing to claim.
    error NothingToClaim(address worker);
    /// @notice A constructor value is out of its range: `name` is `have`, allowed are `least`..`most`.
    error ParameterOutOfRange(bytes32 name, uint256 have, uint256 least, uint256 most);

    /// @notice The staking contract that mints the stakers' stream.
    event StakingSet(address indexed staking);
    /// @notice `crediter` may credit work from `fromEpoch` on; `sharesBps` are the work-stream shares of all crediters.
    event CrediterAdded(address indexed crediter, uint256 indexed fromEpoch, uint16[] sharesBps);
    /// @notice In `epoch`, all jobs settled by `crediter` burned `burned`.
    event EpochClosed(address indexed crediter, uint256 indexed epoch, uint256 burned);
    /// @notice `worker` burned `burned` in `epoch` and may claim `amount` more; `owed` is what `crediter` now owes it in all.
    event WorkCredited(
        address indexed crediter,
        address indexed worker,
        uint256 indexed epoch,
        uint256 burned,
        uint256 amount,
        uint256 owed
    );
    /// @notice `worker` was minted `amount` for the work that `crediter` credited; a claim pays each crediter's part.
    event WorkClaimed(address indexed crediter, address indexed worker, uint256 amount);
    /// @notice `to` was minted `amount` of the stakers' stream.
    event StakersMinted(address indexed to, uint256 amount);
    /// @notice `amount` was burned; `burned` is the crediter's new total.
    event WorkBurned(address indexed crediter, uint256 amount, uint256 burned);
    /// @notice While `claimWork` rolled its worker, `crediter` reverted in `selector`; what it owes stays claimable later.
    event CrediterFailed(address indexed crediter, bytes4 selector);

    /// @notice Names the staking contract, once. Admin only.
    function setStaking(address staking) external;
    /// @notice Adds a crediter; `sharesBps` (in order of addition, the new one last) hold from the next epoch on. Admin only.
    /// @dev The first crediter's share holds from the running epoch on.
    function addCrediter(address crediter, uint16[] calldata sharesBps) external;

    /// @notice Reports the sum burned in a closed `epoch`; the first report stands.
    /// @dev Never reverts, so that no settlement can hang on it; what anybody but a crediter reports changes nothing.
    function closeEpoch(uint256 epoch, uint256 burned) external;
    /// @notice Credits what `worker` burned in a closed `epoch`: `min(E * burned / sum, GAMMA * burned)`, rounded down.
    /// @dev Never reverts, so that no settlement can hang on it; what anybody but a crediter credits changes nothing.
    /// Open epochs and epochs without a reported sum credit nothing, and no more burn is credited than was reported.
    function credit(address worker, uint256 epoch, uint256 burned) external;
    /// @notice Burns `amount` that the calling crediter sent here just before, and counts it.
    function burn(uint256 amount) external;

    /// @notice Mints `amount` of the stakers' stream to `to`. Only the staking contract.
    function mintToStaker(address to, uint256 amount) external;

    /// @notice Rolls `worker` at every crediter, flushes the burn, and mints what is owed to `worker`.
    /// @dev Anyone may call. Of each crediter, at most `GAMMA` of what that crediter burned is ever minted: where its burn is
    /// late, its credits wait, and the others' do not.
    /// @return amount Minted, in base units.
    function claimWork(address worker) external returns (uint256 amount);

    /// @notice What both streams together have emitted at Unix time `time`: monotone, rounded down, never above the budget.
    function emittedBy(uint256 time) external view returns (uint256);
    /// @notice The stakers' part of `emittedBy(time)`.
    function stakersEmittedBy(uint256 time) external view returns (uint256);
    /// @notice The work emission of `epoch` that belongs to `crediter`, in base units.
    function workOf(address crediter, uint256 epoch) external view returns (uint256);
    /// @notice The running epoch; 0 is the one that began at `START`.
    function currentEpoch() external view returns (uint256);
    /// @notice What `worker` is owed for epochs already credited, by all crediters.
    function owedTo(address worker) external view returns (uint256);
    /// @notice The part of `owedTo(worker)` that `crediter` credited.
    function owedBy(address crediter, address worker) external view returns (uint256);
    /// @notice The reported sum of `crediter` in `epoch`.
    function burnedIn(address crediter, uint256 epoch) external view returns (uint256);
    /// @notice The only contract that mints the stakers' stream; zero until it is named.
    function staking() external view returns (address);
    /// @notice Base units that all crediters handed over and that were burned.
    function burnedTotal() external view returns (uint256);
    /// @notice Base units minted for work; at most `GAMMA` of `burnedTotal`.
    function workMinted() external view returns (uint256);
    /// @notice What `crediter` burned, and what was minted for its credits.
    function accountOf(address crediter) external view returns (uint256 burned, uint256 minted);
    function stakersMinted() external view returns (uint256);
    function crediters() external view returns (address[] memory);

    function TOKEN() external view returns (IQuernToken);
    /// @notice Unix time at which emission and epoch 0 began.
    function START() external view returns (uint256);
    /// @notice Length of an epoch, in seconds.
    function EPOCH() external view returns (uint256);
    /// @notice Everything both streams will ever emit, in base units.
    function BUDGET() external view returns (uint256);
    /// @notice The stakers' part of the emission, in bps.
    function STAKERS_BPS() external view returns (uint256);
    /// @notice The most a worker earns for its own burn, in bps of it.
    function GAMMA_BPS() external view returns (uint256);
}
