// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Philox} from "./Philox.sol";
import {NormalTable} from "./generated/NormalTable.sol";

/// @notice An option on the average price, and how often it is drawn; `MonteCarloShapes` has the bounds.
/// @dev All fields are whole words, so 256 bytes always decode, and a fault shows a word with dirty upper bits as it is.
struct AsianOption {
    /// 0 is a call, 1 a put.
    uint256 option;
    /// Steps of a path.
    uint256 steps;
    /// Paths of a chunk.
    uint256 paths;
    /// Chunks of all shards.
    uint256 chunks;
    /// Of log2 of the price in each step, Q32.
    int256 drift;
    /// Of log2 of the price in each step, Q29.
    uint256 volatility;
    /// In units of the first price, Q22.
    uint256 strike;
    /// The key of all random numbers, 64 bits.
    uint256 seed;
}

/// @notice The arithmetic of `MonteCarlo`: what paths of a geometric Brownian motion pay, as docs/specs/monte-carlo.md has it.
///
/// @dev Review note on the assembly: it is the loop that a check spends its gas in. It reads the table, the market and the
/// random words at places inside of what `sums` allocated (of a load that begins before its words only the last 4 bytes
/// count, of one that ends behind the table only the first 8), and writes the market's log and sum. The specification proves that no
/// value leaves 64 bits, so nothing wraps in 256. A plain twin is fuzzed against it, and the reference in TypeScript.
library AsianOptions {
    /// @dev A path on its way.
    struct Walk {
        int256 drift;
        uint256 volatility;
        /// Where the pieces of the table begin in memory.
        uint256 pieces;
        /// log2 of the price, Q32.
        int256 log;
        /// Of the prices so far, Q22.
        uint256 sum;
    }

    uint256 private constant STEPS_AT_ONCE = 16;
    uint256 private constant WORDS_OF_BLOCK = 4;

    /// @notice What the paths of `chunk` pay, Q22, and the sum of their squares.
    function sums(AsianOption memory option, uint256 chunk) internal pure returns (uint256 sum, uint256 squares) {
        bytes memory table = NormalTable.PIECES;
        uint256[20] memory keys = Philox.schedule(option.seed);
        bytes memory words = new bytes(Philox.WORDS_BYTES);
        Walk memory walk = Walk(option.drift, option.volatility, 0, 0, 0);
        assembly ("memory-safe") {
            mstore(add(walk, 64), add(table, 32))
        }

        // A chunk has at most 120 paths, whose payoffs are below 2^28.
        unchecked {
            for (uint256 path = chunk * option.paths; path < (chunk + 1) * option.paths; ++path) {
                (walk.log, walk.sum) = (0, 0);
                _walk(walk, option.steps, keys, path, words);
                uint256 paid = _payoff(option, walk.sum / option.steps);
                sum += paid;
                squares += paid * paid;
            }
        }
    }

    function _payoff(AsianOption memory option, uint256 average) private pure returns (uint256) {
        uint256 strike = option.strike;
        if (option.option == 0) return average > strike ? average - strike : 0;
        return average < strike ? strike - average : 0;
    }

    /// @dev All steps of a path.
    function _walk(
        Walk memory walk,
        uint256 steps,
        uint256[20] memory keys,
        uint256 path,
        bytes memory words
    ) private pure {
        // At most 2,032 steps.
        unchecked {
            for (uint256 step = 0; step < steps; step += STEPS_AT_ONCE) {
                Philox.draw(keys, path, step / WORDS_OF_BLOCK, words);
                uint256 left = steps - step;
                _advance(walk, words, left < STEPS_AT_ONCE ? left : STEPS_AT_ONCE);
            }
        }
    }

    /// @dev A step for each of the first `count` words. `v` is a word, 4 bytes of what is loaded; then its distance to the nearer
    /// end and a one, at the top of 256 bits, shifted up by four octaves of the table at a time, before whose top bit `zeros`
    /// are left; t; the size of the deviate; the rest of log2 of the price; the price. `below` is all ones below the middle. Far
    /// below all prices the last shift, by more than 31, leaves nothing.
    function _advance(Walk memory walk, bytes memory words, uint256 count) private pure {
        assembly ("memory-safe") {
            let x := mload(add(walk, 96))
            let sum := mload(add(walk, 128))
            words := add(words, 4)
            count := add(words, shl(2, count))
            for {} lt(words, count) {
                words := add(words, 4)
            } {
                let v := mload(words)
                let below := not(sar(31, signextend(3, v)))
                v := shl(224, not(shl(1, xor(v, below))))
                let piece := mload(add(walk, 64))
                for {} iszero(shr(252, v)) {} {
                    v := shl(4, v)
                    piece := add(piece, 512)
                }
                let zeros := byte(shr(252, v), 0x0003020201010101000000000000000000000000000000000000000000000000)
                piece := mload(add(piece, add(shl(7, zeros), and(shr(sub(248, zeros), v), 0x78))))
                v := and(shr(sub(235, zeros), v), 0xffff)
                let slope := sub(and(shr(208, piece), 0xffff), shr(16, mul(v, and(shr(192, piece), 0xffff))))
                v := sub(shr(224, piece), shr(16, mul(v, slope)))
                x := add(add(x, mload(walk)), mul(or(below, 1), shr(17, mul(v, mload(add(walk, 32))))))
                v := and(x, 0xffffffff)
                slope := add(119829401, shr(32, mul(v, add(19363925, shr(32, mul(v, 4009631))))))
                v := shr(
                    sub(9, sar(32, x)),
                    add(
                        0x80000000,
                        shr(32, mul(v, add(1488531108, shr(32, mul(v, add(515749230, shr(32, mul(v, slope))))))))
                    )
                )
                if sgt(x, 0x5ffffffff) {
                    v := 0xfffffff
                }
                sum := add(sum, v)
            }
            mstore(add(walk, 96), x)
            mstore(add(walk, 128), sum)
        }
    }
}
