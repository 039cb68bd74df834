// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Protocol} from "../../utils/Protocol.sol";
import {BurnEscrow} from "./BurnEscrow.sol";

/// @notice Invariant E4: one party burns through identities of its own at two crediters, among honest workers, with any
/// amounts, at any times, reporting and claiming as late as it likes; it never gets back what it burned.
contract EmissionWashingTest is Protocol {
    uint256 private constant MOVES = 24;
    uint256 private constant CREDITERS = 2;
    uint256 private constant WORKERS = 5;
    /// @dev The first three workers are one party; the others are honest.
    uint256 private constant PARTY = 3;
    uint256 private constant FUNDS = 50_000_000 ether;

    BurnEscrow[CREDITERS] private _escrows;
    address[WORKERS] private _workers;
    /// @dev By crediter, epoch and worker: what was burned.
    mapping(uint256 => mapping(uint256 => uint256[WORKERS])) private _burnedIn;
    uint256[WORKERS] private _burned;
    /// @dev Every epoch with a burn, once.
    uint256[] private _epochs;
    mapping(uint256 epoch => bool) private _known;

    function setUp() external {
        deployProtocol();
        uint16[][CREDITERS] memory shares = [new uint16[](2), new uint16[](3)];
        (shares[0][1], shares[1][1], shares[1][2]) = (10_000, 3000, 7000);
        for (uint256 c; c < CREDITERS; ++c) {
            _escrows[c] = new BurnEscrow(escrowConfig());
            emission.addCrediter(address(_escrows[c]), shares[c]);
        }
        for (uint256 w; w < WORKERS; ++w) _workers[w] = address(uint160(0x9000 + w));
        giveQrn(address(this), FUNDS);
        for (uint256 c; c < CREDITERS; ++c) qrn.approve(address(_escrows[c]), type(uint256).max);
        vm.warp(emission.START() + EPOCH);
    }

    function testFuzz_washing_E4_neverPays(uint256[MOVES] memory moves) external {
        for (uint256 i; i < MOVES; ++i) _move(moves[i]);
        vm.warp(block.timestamp + EPOCH);
        uint256[WORKERS] memory minted;
        for (uint256 w; w < WORKERS; ++w) minted[w] = _claimAll(w);

        (uint256 burned, uint256 got) = (0, 0);
        for (uint256 w; w < PARTY; ++w) {
            assertTrue(minted[w] * 10 <= _burned[w] * 9, "E4: an identity got more than 0.9 of its burn");
            burned += _burned[w];
            got += minted[w];
        }
        assertTrue(got * 10 <= burned * 9, "E4: the party got more than 0.9 of its burns");
        assertTrue(burned == 0 || got < burned, "E4: the party did not lose");
        _assertVictims(minted, got);
        assertTrue(emission.workMinted() * 10 <= emission.burnedTotal() * 9, "E2: workMinted <= gamma * burned");
        for (uint256 w; w < WORKERS; ++w) assertEq(emission.owedTo(_workers[w]), 0, "all that is owed can be claimed");
    }

    /// @dev The party alone in an epoch, on its edge from gamma to the stream: where most comes back, a tenth is lost.
    function testFuzz_washing_E4_losesATenthAlone(uint256 burned, uint256 crediter) external {
        crediter = crediter % CREDITERS;
        vm.warp(block.timestamp + EPOCH);
        uint256 stream = emission.workOf(address(_escrows[crediter]), emission.currentEpoch());
        burned = bound(burned, 1, (stream * 10) / 9 + 2 ether);
        _settle(crediter, 0, burned);
        vm.warp(block.timestamp + EPOCH);
        uint256 got = _claimAll(0);
        uint256 byBurn = (burned * 9) / 10;
        assertEq(got, byBurn < stream ? byBurn : stream, "gamma of the burn, or the stream");
        assertTrue(burned - got >= burned / 10, "E4: a tenth is lost");
    }

    /// @dev One step: time, then a burn, a roll, a flush or an early claim.
    function _move(uint256 word) private {
        _pass(uint32(word), uint32(word >> 32));
        uint256 crediter = (word >> 64) % CREDITERS;
        uint256 worker = (word >> 72) % WORKERS;
        uint256 what = (word >> 80) % 8;
        if (what < 5) _settle(crediter, worker, _amount(word >> 96));
        else if (what == 5) _roll(crediter, worker);
        else if (what == 6) _escrows[crediter].flushBurn();
        else _claim(worker);
    }

    /// @dev Nothing, a second, up to an edge of the epoch or around it, or several epochs.
    function _pass(uint256 how, uint256 time) private {
        uint256 edge = emission.START() + (emission.currentEpoch() + 1) * EPOCH;
        how = how % 6;
        if (how == 1) vm.warp(block.timestamp + 1);
        if (how == 2) vm.warp(edge - 1);
        if (how == 3) vm.warp(edge);
        if (how == 4) vm.warp(bound(time, block.timestamp, edge));
        if (how == 5) vm.warp(edge + (time % 40) * EPOCH);
    }

    /// @dev Of every size, and on both sides of where the stream, not gamma, begins to bind.
    function _amount(uint256 word) private view returns (uint256) {
        uint256 size = word % 8;
        word = word >> 8;
        if (size == 0) return 1 + (word % 20);
        uint256 stream = emission.workOf(address(_escrows[word % CREDITERS]), emission.currentEpoch());
        if (size == 1) return (stream * 10) / 9 + (word % 3);
        if (size == 2) return bound(word, stream, 100 * stream);
        return bound(word, 1, 10 ** (3 * size));
    }

    function _settle(uint256 crediter, uint256 worker, uint256 amount) private {
        uint256 epoch = emission.currentEpoch();
        if (!_known[epoch]) _epochs.push(epoch);
        _known[epoch] = true;
        _burnedIn[crediter][epoch][worker] += amount;
        _burned[worker] += amount;
        _escrows[crediter].settle(_workers[worker], uint96(amount));
    }

    function _roll(uint256 crediter, uint256 worker) private {
        address[] memory list = new address[](1);
        list[0] = _workers[worker];
        _escrows[crediter].roll(list);
    }

    function _claim(uint256 worker) private {
        try emission.claimWork(_workers[worker]) {} catch {}
    }

    function _claimAll(uint256 worker) private returns (uint256) {
        _claim(worker);
        return qrn.balanceOf(_workers[worker]);
    }

    /// @dev Dilution: the honest lose no more than the party gets, which is less than it burned. Roundings aside, one base
    /// unit for each credit.
    function _assertVictims(uint256[WORKERS] memory minted, uint256 got) private view {
        uint256 alone;
        uint256 together;
        for (uint256 w = PARTY; w < WORKERS; ++w) together += minted[w];
        for (uint256 c; c < CREDITERS; ++c)
            for (uint256 i; i < _epochs.length; ++i) alone += _honestAlone(c, _epochs[i]);
        assertTrue(
            alone <= together + got + WORKERS * CREDITERS * _epochs.length,
            "E4: the honest lost more than the party got"
        );
    }

    /// @dev What the honest workers would have been credited in `epoch` if the party had burned nothing.
    function _honestAlone(uint256 crediter, uint256 epoch) private view returns (uint256) {
        uint256 sum;
        for (uint256 w = PARTY; w < WORKERS; ++w) sum += _burnedIn[crediter][epoch][w];
        uint256 stream = emission.workOf(address(_escrows[crediter]), epoch);
        return stream * 10 < sum * 9 ? stream : (sum * 9) / 10;
    }
}
