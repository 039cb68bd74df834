// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Create2Search} from "../../../../contracts/verification/kernels/Create2Search.sol";
import {Create2Reference as Ref} from "../../utils/Create2Reference.sol";
import {Test} from "../../utils/Test.sol";

/// @dev What the tests deploy at the addresses they found.
contract Found {
    function answer() external pure returns (uint256) {
        return 42;
    }
}

contract Create2SearchCheckTest is Test {
    using Ref for Ref.Query;
    using Ref for Ref.Claim;

    address private constant DEADBEEF = 0xdEADBEeF00000000000000000000000000000000;
    address private constant SMALL_DEADBEEF = address(0xdeadbeef);

    IKernel private _kernel = new Create2Search();

    /// @dev The examples of EIP-1014 whose deployer is not zero; each is checked by its upper and by its lower 64 bits.
    function test_check_examplesOfTheStandard() external view {
        bytes32 feed = 0x000000000000000000000000feed000000000000000000000000000000000000;
        bytes32 cafe = bytes32(uint256(0xcafebabe));
        bytes memory long =
            hex"deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
        _assertExample(DEADBEEF, 0, hex"00", 0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3);
        _assertExample(DEADBEEF, feed, hex"00", 0xD04116cDd17beBE565EB2422F2497E06cC1C9833);
        _assertExample(SMALL_DEADBEEF, cafe, hex"deadbeef", 0x60f3f640a8508fC6a86d45DF051962668E1e8AC7);
        _assertExample(SMALL_DEADBEEF, cafe, long, 0x1d8bfDC5D46DC4f61D6b6115972536eBE6A8854C);
    }

    /// @dev The example of docs/specs/create2-search.md, byte for byte.
    function test_check_exampleOfTheSpecification() external view {
        bytes memory params =
            hex"00000000000000000000000000000000000000000000000000000000deadbeefd4fd4e189132273036449fc9e11198c739161b4c0116a9a2dccdfa1c492006f1000000000000000000000000000000000000000000000000ffffffffffffffff000000000000000000000000000000000000000000000000051962668e1e8ac700000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000047";
        bytes32 root = 0x788ff1594590ac6811398a2fa500ae737578fc87b78b5456779ec413ceff391a;
        _assertVerdict(Ref.Claim(params, 1, 0, 0, root, abi.encode(0xcafebabe)), Verdict.Correct);
        (, uint256 units) = _kernel.validate(params, 1);
        assertEq(units, 17_592_186_044_416, "units");
    }

    function test_check_foundPrefixIsWhereTheContractComesToLie() external {
        Ref.Query memory query = _query(uint160(0xfff) << 148, uint160(0xc0d) << 148, 40);
        query.base = 0x5a17;
        address deployed = _searchAndDeploy(query);
        assertEq(uint160(deployed) >> 148, 0xc0d, "first three digits");
    }

    /// @dev The 14 lowest bits of a Uniswap v4 hook's address say which callbacks it has: here before and after a swap.
    function test_check_foundFlagsAreThoseOfTheDeployedHook() external {
        Ref.Query memory query = _query(0x3fff, (1 << 7) | (1 << 6), 32);
        address deployed = _searchAndDeploy(query);
        assertEq(uint160(deployed) & 0x3fff, 0xc0, "flags");
    }

    function test_check_prefixAndFlagsTogether() external {
        Ref.Query memory query = _query((uint160(0xf) << 156) | 0xff, (uint160(0x7) << 156) | 0x55, 19);
        query.base = type(uint256).max >> 19;
        address deployed = _searchAndDeploy(query);
        assertEq(uint160(deployed) >> 156, 0x7, "first digit");
        assertEq(uint160(deployed) & 0xff, 0x55, "last two digits");
    }

    /// @dev A range can hold salts that begin with an address, which some factories ask for: r 96, base the address.
    function test_check_rangeThatBeginsWithAnAddress() external view {
        Ref.Query memory query = _query(0xff, 0xee, 96);
        query.base = uint160(SMALL_DEADBEEF);
        bytes32 salt = query.search(0);
        assertEq(address(bytes20(salt)), SMALL_DEADBEEF, "beginning of the salt");
        _assertVerdict(query.claim(1, 0, salt), Verdict.Correct);
    }

    function test_check_saltOfAnotherShardIsWrong() external view {
        Ref.Query memory query = _query(0xf, 0x9, 11);
        query.base = 77;
        for (uint32 shard = 0; shard < 3; ++shard) {
            bytes32 salt = query.search(shard);
            for (uint32 other = 0; other < 3; ++other) {
                _assertVerdict(query.claim(3, other, salt), other == shard ? Verdict.Correct : Verdict.Wrong);
            }
        }
    }

    function test_check_rangeEndsWithItsLastSalt() external view {
        uint256[3] memory bases = [uint256(0), 1_000_003, (type(uint256).max >> 8) - 3];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint32 shard = 0; shard < 3; ++shard) _assertEnds(bases[i], shard);
        }
    }

    function test_check_lastSaltOfAll() external view {
        Ref.Query memory query = _solvedAt(bytes32(type(uint256).max), 255);
        query.base = 1;
        _assertVerdict(query.claim(1, 0, bytes32(type(uint256).max)), Verdict.Correct);
        query.base = 0;
        _assertVerdict(query.claim(2, 1, bytes32(type(uint256).max)), Verdict.Correct);
        _assertVerdict(query.claim(2, 0, bytes32(type(uint256).max)), Verdict.Wrong);
    }

    function test_check_everyWantedBitCounts() external view {
        bytes32 salt = keccak256("salt");
        for (uint256 i = 0; i < 160; ++i) {
            Ref.Query memory query = _query(uint160(1) << uint160(i), 0, 8);
            query.base = uint256(salt) >> 8;
            query.value = uint160(query.addressOf(salt)) & query.mask;
            _assertVerdict(query.claim(1, 0, salt), Verdict.Correct);
            query.value ^= query.mask;
            _assertVerdict(query.claim(1, 0, salt), Verdict.Wrong);
        }
    }

    function test_check_addressDependsOnDeployerAndCode() external view {
        bytes32 salt = keccak256("another salt");
        Ref.Query memory query = _solvedAt(salt, 71);
        _assertVerdict(query.claim(1, 0, salt), Verdict.Correct);
        query.deployer = SMALL_DEADBEEF;
        _assertVerdict(query.claim(1, 0, salt), Verdict.Wrong);
        query.deployer = address(this);
        query.initCodeHash ^= bytes32(uint256(1));
        _assertVerdict(query.claim(1, 0, salt), Verdict.Wrong);
    }

    function test_check_outputOfAnotherLengthIsInvalid() external view {
        bytes32 salt = bytes32(uint256(5) << 240);
        Ref.Claim memory claim = _solvedAt(salt, 100).claim(1, 0, salt);
        _assertVerdict(claim, Verdict.Correct);
        _assertOutput(claim, "", Verdict.Invalid);
        _assertOutput(claim, abi.encodePacked(bytes31(salt)), Verdict.Invalid);
        _assertOutput(claim, abi.encodePacked(salt, uint8(0)), Verdict.Invalid);
        _assertOutput(claim, abi.encodePacked(uint8(0), salt), Verdict.Invalid);
        _assertOutput(claim, abi.encodePacked(salt, salt), Verdict.Invalid);
    }

    function test_check_proofThatDoesNotOpenTheRootIsInvalid() external view {
        bytes32 salt = keccak256("right");
        Ref.Claim memory claim = _solvedAt(salt, 80).claim(1, 0, salt);
        claim.proof = abi.encode(keccak256("other"));
        _assertVerdict(claim, Verdict.Invalid);
        claim.proof = abi.encode(salt);
        claim.outputRoot = salt;
        _assertVerdict(claim, Verdict.Invalid);
    }

    function test_check_otherElementsAreInvalid() external view {
        bytes32 salt = keccak256("right");
        Ref.Claim memory claim = _solvedAt(salt, 80).claim(1, 0, salt);
        claim.element = 1;
        _assertVerdict(claim, Verdict.Invalid);
        claim.element = type(uint64).max;
        _assertVerdict(claim, Verdict.Invalid);
    }

    function test_check_inputsAreInvalid() external view {
        bytes32 salt = keccak256("right");
        Ref.Claim memory claim = _solvedAt(salt, 80).claim(1, 0, salt);
        bytes32[] memory inputs = new bytes32[](1);
        Verdict verdict = _kernel.check(inputs, claim.outputRoot, claim.params, 1, 0, 0, claim.proof);
        assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
    }

    function test_check_shardsThatDoNotFitAreInvalid() external view {
        bytes32 salt = bytes32(type(uint256).max);
        Ref.Claim memory claim = _solvedAt(salt, 80).claim(1, 0, salt);
        claim.shards = 2;
        _assertVerdict(claim, Verdict.Invalid);
        claim.shards = 0;
        _assertVerdict(claim, Verdict.Invalid);
        claim.shards = 1;
        claim.shard = 1;
        _assertVerdict(claim, Verdict.Invalid);
    }

    function test_check_dirtyParamsAreInvalid() external view {
        bytes32 salt = keccak256("right");
        Ref.Query memory query = _solvedAt(salt, 80);
        uint256[6] memory dirt = [uint256(1) << 160, 0, 1 << 160, 1 << 160, 1 << 176, 1 << 8];
        for (uint256 i = 0; i < 6; ++i) {
            uint256[6] memory words = abi.decode(query.encode(), (uint256[6]));
            words[i] |= dirt[i];
            Ref.Claim memory claim = query.claim(1, 0, salt);
            claim.params = abi.encode(words);
            _assertVerdict(claim, dirt[i] == 0 ? Verdict.Correct : Verdict.Invalid);
        }
    }

    function test_check_paramsOfAnotherLengthAreInvalid() external view {
        bytes32 salt = keccak256("right");
        Ref.Claim memory claim = _solvedAt(salt, 80).claim(1, 0, salt);
        claim.params = abi.encodePacked(claim.params, uint8(0));
        _assertVerdict(claim, Verdict.Invalid);
        claim.params = "";
        _assertVerdict(claim, Verdict.Invalid);
    }

    function _searchAndDeploy(Ref.Query memory query) private returns (address deployed) {
        query.initCodeHash = keccak256(type(Found).creationCode);
        bytes32 salt = query.search(0);
        _assertVerdict(query.claim(1, 0, salt), Verdict.Correct);

        Found found = new Found{salt: salt}();
        deployed = address(found);
        assertEq(found.answer(), 42, "the contract that was deployed");
        assertEq(deployed, query.addressOf(salt), "address");
        assertEq(uint160(deployed) & query.mask, query.value, "wanted bits");
    }

    /// @dev One bit of mask, so that the ends of the range can be made to solve it: 2^8 salts a shard.
    function _assertEnds(uint256 base, uint32 shard) private view {
        Ref.Query memory query = _query(1, 0, 8);
        query.base = base;
        bytes32 first = query.firstSalt(shard);
        bytes32 last = query.lastSalt(shard);
        assertEq(uint256(last) - uint256(first), 255, "salts behind the first");
        _assertInside(query, shard, first, Verdict.Correct);
        _assertInside(query, shard, last, Verdict.Correct);
        if (first != 0) _assertInside(query, shard, bytes32(uint256(first) - 1), Verdict.Wrong);
        if (last != bytes32(type(uint256).max)) {
            _assertInside(query, shard, bytes32(uint256(last) + 1), Verdict.Wrong);
        }
    }

    /// @dev The verdict on a salt that leads to a wanted address.
    function _assertInside(Ref.Query memory query, uint32 shard, bytes32 salt, Verdict want) private view {
        query.value = uint160(query.addressOf(salt)) & query.mask;
        _assertVerdict(query.claim(3, shard, salt), want);
    }

    function _assertExample(address deployer, bytes32 salt, bytes memory initCode, address want) private view {
        Ref.Query memory query = Ref.Query(deployer, keccak256(initCode), 0, 0, uint256(salt) >> 71, 71);
        query.mask = type(uint64).max;
        query.value = uint160(want) & query.mask;
        _assertVerdict(query.claim(1, 0, salt), Verdict.Correct);
        query.mask <<= 96;
        query.value = uint160(want) & query.mask;
        _assertVerdict(query.claim(1, 0, salt), Verdict.Correct);
        query.value ^= 1 << 96;
        _assertVerdict(query.claim(1, 0, salt), Verdict.Wrong);
    }

    function _query(uint160 mask, uint160 value, uint8 r) private view returns (Ref.Query memory) {
        return Ref.Query(address(this), keccak256("init code"), mask, value, 0, r);
    }

    /// @dev A query that wants the lower 64 bits of the address that `salt` leads to.
    function _solvedAt(bytes32 salt, uint8 r) private view returns (Ref.Query memory query) {
        query = _query(type(uint64).max, 0, r);
        query.base = uint256(salt) >> r;
        query.value = uint160(query.addressOf(salt)) & query.mask;
    }

    function _assertOutput(Ref.Claim memory claim, bytes memory output, Verdict want) private view {
        claim.proof = output;
        claim.outputRoot = keccak256(output);
        _assertVerdict(claim, want);
    }

    function _assertVerdict(Ref.Claim memory claim, Verdict want) private view {
        assertEq(uint256(claim.verdict(_kernel)), uint256(want), "verdict");
    }
}
