// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Moody} from "./Moody.sol";

/// @notice Answers as another kernel does, until it turns hostile.
contract MoodyKernel is Moody {
    address private immutable KERNEL;

    constructor(address kernel) {
        KERNEL = kernel;
    }

    fallback(bytes calldata call) external returns (bytes memory) {
        _sulk();
        (bool ok, bytes memory answer) = KERNEL.staticcall(call);
        if (!ok) revert Sulking();
        return answer;
    }
}
