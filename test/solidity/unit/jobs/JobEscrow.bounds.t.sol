// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Every bound of a request: one below, at, and one above.
contract JobEscrowBoundsTest is Market {
    uint256 private _nonce;

    function setUp() external {
        setUpMarket();
    }

    function test_bounds_duration() external {
        _expectDuration(59, false);
        _expectDuration(60, true);
        _expectDuration(MAX_DURATION, true);
        _expectDuration(MAX_DURATION + 1, false);
    }

    function test_bounds_challengeWindow() external {
        _expectWindow(MIN_WINDOW - 1, false);
        _expectWindow(MIN_WINDOW, true);
        _expectWindow(MAX_WINDOW, true);
        _expectWindow(MAX_WINDOW + 1, false);
    }

    function test_bounds_acceptBy() external {
        Request memory r = _fresh();
        uint256 most = block.timestamp + 30 days;
        r.terms.acceptBy = uint40(most + 1);
        _expect(r, false, "acceptBy", most + 1, block.timestamp, most);
        r.terms.acceptBy = uint40(most);
        _expect(r, true, "", 0, 0, 0);
    }

    function test_bounds_prices() external {
        Request memory r = _fresh();
        r.terms.minPrice = r.terms.maxPrice + 1;
        _expect(r, false, "maxPrice", r.terms.maxPrice, r.terms.minPrice, MAX_PRICE);
        r = _fresh();
        r.terms.maxPrice = MAX_PRICE + 1;
        _expect(r, false, "maxPrice", MAX_PRICE + 1, r.terms.minPrice, MAX_PRICE);
        r.terms.maxPrice = MAX_PRICE;
        _expect(r, true, "", 0, 0, 0);
    }

    function test_bounds_shardsParamsAndUri() external {
        Request memory r = _fresh();
        r.work.shards = 0;
        _expect(r, false, "shards", 0, 1, 65_535);
        r.work.shards = 65_536;
        _expect(r, false, "shards", 65_536, 1, 65_535);
        r = _fresh();
        r.work.params = new bytes(4097);
        _expect(r, false, "params", 4097, 0, 4096);
        r = _fresh();
        r.work.inputUri = string(new bytes(256));
        _expect(r, true, "", 0, 0, 0);
        r = _fresh();
        r.work.inputUri = string(new bytes(257));
        bytes memory signature = sign(r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.UriTooLong.selector, 257, 256));
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }

    function test_bounds_sampling() external {
        Request memory r = _fresh();
        r.terms.sampleBps = 2499;
        _expect(r, false, "sampleBps", 2499, 2500, 10_000);
        r.terms.sampleBps = 10_001;
        _expect(r, false, "sampleBps", 10_001, 2500, 10_000);
        r.terms.sampleBps = 2500;
        (uint8 most, ) = matmul.validate(r.work.params, 1);
        r.terms.samples = 3;
        _expect(r, false, "samples", 3, 4, most);
        r.terms.samples = most + 1;
        _expect(r, false, "samples", uint256(most) + 1, 4, most);
        r.terms.samples = most;
        _expect(r, true, "", 0, 0, 0);
    }

    function test_bounds_lockAndBurn() external {
        Request memory r = _fresh();
        r.terms.lock = MIN_LOCK - 1;
        _expect(r, false, "lock", MIN_LOCK - 1, MIN_LOCK, MAX_LOCK);
        r.terms.lock = MAX_LOCK + 1;
        _expect(r, false, "lock", MAX_LOCK + 1, MIN_LOCK, MAX_LOCK);
        r.terms.lock = MIN_LOCK;
        r.terms.burn = UNIT_BURN - 1;
        _expect(r, false, "burn", UNIT_BURN - 1, UNIT_BURN, type(uint96).max);
        r.terms.burn = UNIT_BURN;
        _expect(r, true, "", 0, 0, 0);
        r = _fresh();
        r.terms.burn = 0;
        _expect(r, true, "", 0, 0, 0);
    }

    /// @dev The hash of the terms takes their words as they come, so what no type allows must be refused afterwards, even
    /// where the requester signed it.
    function test_bounds_bitsAboveTheTypeOfATerm() external {
        for (uint256 field = 0; field < 16; ++field) {
            (bool clean, ) = _send(_signedCall(_fresh(), field, 0));
            assertTrue(clean, "as signed");
            (bool ok, bytes memory answer) = _send(_signedCall(_fresh(), field, 0x80));
            assertTrue(!ok, "bits above the type");
            assertEq(answer.length, 0, "refused by the decoder, without a reason");
        }
    }

    function _expectDuration(uint32 duration, bool fits) private {
        Request memory r = _fresh();
        r.terms.duration = duration;
        _expect(r, fits, "duration", duration, 60, MAX_DURATION);
    }

    function _expectWindow(uint32 window, bool fits) private {
        Request memory r = _fresh();
        r.terms.challengeWindow = window;
        _expect(r, fits, "challengeWindow", window, MIN_WINDOW, MAX_WINDOW);
    }

    /// @dev The call of `acceptSigned` with `high` set at the top of the `field`-th word of the terms, which are signed so.
    function _signedCall(Request memory r, uint256 field, uint8 high) private view returns (bytes memory) {
        bytes memory asked = abi.encodeCall(escrow.requestIdOf, (r));
        asked[36 + 32 * field] |= bytes1(high);
        (bool ok, bytes memory id) = address(escrow).staticcall(asked);
        assertTrue(ok, "the id of any words");
        (uint8 v, bytes32 first, bytes32 second) = vm.sign(REQUESTER_KEY, abi.decode(id, (bytes32)));
        bytes memory signature = abi.encodePacked(first, second, v);
        bytes memory sent = abi.encodeCall(escrow.acceptSigned, (r, one(0), WORKER, signature));
        sent[132 + 32 * field] |= bytes1(high);
        return sent;
    }

    function _send(bytes memory sent) private returns (bool ok, bytes memory answer) {
        vm.prank(OPERATOR);
        (ok, answer) = address(escrow).call(sent);
    }

    /// @dev A request that nobody has accepted yet, with the smallest lock.
    function _fresh() private returns (Request memory r) {
        r = requestOf(1);
        r.terms.lock = MIN_LOCK;
        r.terms.rampStart = type(uint40).max;
        r.terms.nonce = uint64(++_nonce);
    }

    function _expect(Request memory r, bool fits, bytes32 name, uint256 have, uint256 least, uint256 most) private {
        bytes memory signature = sign(r);
        if (!fits)
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, name, have, least, most));
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }
}
