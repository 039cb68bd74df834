// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @notice QRN: the token of stakes, burns and emission. 18 decimals.
interface IQuernToken is IERC20, IERC20Permit {
    /// @notice `caller` is not the minter fixed at deployment.
    error NotMinter(address caller, address minter);
    /// @notice Minting `amount` would pass the cap: only `room` base units may still be minted, ever.
    error CapExceeded(uint256 amount, uint256 room);

    /// @notice Mints `amount` base units to `to`. Only the minter.
    function mint(address to, uint256 amount) external;

    /// @notice Burns `amount` base units of the caller's own tokens. A burn never re-opens room under the cap.
    function burn(uint256 amount) external;

    /// @notice Genesis plus everything ever minted, in base units; never above `CAP`.
    function totalMinted() external view returns (uint256);

    /// @notice The most that genesis and emission may ever mint together, in base units.
    function CAP() external view returns (uint256);

    /// @notice The only account that may mint after genesis.
    function MINTER() external view returns (address);
}
