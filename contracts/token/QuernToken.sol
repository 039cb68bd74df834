// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IQuernToken} from "./IQuernToken.sol";

/// @notice QRN. Genesis goes to the treasury; everything after it is minted by the one minter, under the cap.
/// @dev Invariant T1: `totalMinted() <= CAP`, and `totalMinted()` never falls.
/// @dev Invariant T2: `totalMinted() == totalSupply() + everything ever burned`.
contract QuernToken is ERC20Permit, IQuernToken {
    /// @inheritdoc IQuernToken
    uint256 public constant CAP = 1e27;

    /// @inheritdoc IQuernToken
    address public immutable MINTER;

    /// @dev Kept instead of the minted total: burns are rarer than mints, which write the supply anyway.
    uint256 private _burned;

    constructor(address treasury, uint256 genesis, address minter) ERC20("Quern", "QRN") ERC20Permit("Quern") {
        MINTER = minter;
        _mintUnderCap(treasury, genesis);
    }

    /// @inheritdoc IQuernToken
    function mint(address to, uint256 amount) external {
        if (msg.sender != MINTER) revert NotMinter(msg.sender, MINTER);

        _mintUnderCap(to, amount);
    }

    /// @inheritdoc IQuernToken
    function burn(uint256 amount) external {
        _burned += amount;
        _burn(msg.sender, amount);
    }

    /// @inheritdoc IQuernToken
    function totalMinted() public view returns (uint256) {
        return totalSupply() + _burned;
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function _mintUnderCap(address to, uint256 amount) private {
        uint256 room = CAP - totalMinted();
        if (amount > room) revert CapExceeded(amount, room);

        _mint(to, amount);
    }
}
