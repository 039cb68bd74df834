// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Request, Terms} from "../../../../contracts/jobs/Request.sol";
import {RequestHash} from "../../../../contracts/jobs/RequestHash.sol";
import {Test} from "../../utils/Test.sol";

contract RequestHashTest is Test {
    function hashOf(Request calldata request) external pure returns (bytes32) {
        return RequestHash.hashRequest(request.terms, RequestHash.hashWork(request.work));
    }

    function hashOfTerms(Terms calldata terms) external pure returns (bytes32) {
        return RequestHash.hashTerms(terms);
    }

    /// @dev EIP-712's encodeType: the type itself, then the types that it names, in the order of their names.
    function test_typeHashes_areThoseOfTheirTypes() external pure {
        bytes memory money =
            "uint96 minPrice,uint96 maxPrice,uint40 rampStart,uint32 rampPeriod,uint96 burn,uint96 lock";
        bytes memory times = "uint40 acceptBy,uint32 duration,uint32 challengeWindow";
        bytes memory ends = "uint16 sampleBps,uint8 samples,address assignee,uint32 kernelId";
        bytes memory parties = "address requester,uint64 nonce,address payToken";
        bytes memory terms = abi.encodePacked("Terms(", parties, ",", money, ",", times, ",", ends, ")");
        bytes memory work = "Work(uint32 shards,bytes32 inputRoot,bytes params,string inputUri)";
        bytes memory request = abi.encodePacked("Request(Terms terms,Work work)", terms, work);
        assertEq(RequestHash.TERMS_TYPEHASH, keccak256(terms), "Terms");
        assertEq(RequestHash.WORK_TYPEHASH, keccak256(work), "Work");
        assertEq(RequestHash.REQUEST_TYPEHASH, keccak256(request), "Request");
    }

    /// @dev The assembly beside plain Solidity.
    function testFuzz_hashTerms_isThatOfTheEncodedStruct(Terms calldata terms) external view {
        bytes32 want = keccak256(abi.encode(RequestHash.TERMS_TYPEHASH, terms));
        assertEq(this.hashOfTerms(terms), want, "terms hash");
    }

    /// @dev Memory that is in use keeps what it holds, and what is allocated afterwards begins where it would have.
    function testFuzz_hashTerms_leavesMemoryAlone(Terms calldata terms, bytes calldata text) external pure {
        bytes memory held = text;
        RequestHash.hashTerms(terms);
        bytes memory next = text;
        assertEq(keccak256(held), keccak256(text), "memory in use");
        assertEq(keccak256(next), keccak256(text), "memory allocated later");
    }

    /// @dev The encoding is written out field by field here, as EIP-712 says, beside the struct encoding of the library.
    function testFuzz_hashRequest_isEip712(Request calldata r) external view {
        Terms calldata t = r.terms;
        bytes memory first = abi.encode(RequestHash.TERMS_TYPEHASH, t.requester, t.nonce, t.payToken, t.minPrice);
        bytes memory second = abi.encode(t.maxPrice, t.rampStart, t.rampPeriod, t.burn, t.lock, t.acceptBy);
        bytes memory third = abi.encode(t.duration, t.challengeWindow, t.sampleBps, t.samples, t.assignee, t.kernelId);
        bytes32 terms = keccak256(bytes.concat(first, second, third));
        bytes32 work = keccak256(
            abi.encode(
                RequestHash.WORK_TYPEHASH,
                r.work.shards,
                r.work.inputRoot,
                keccak256(r.work.params),
                keccak256(bytes(r.work.inputUri))
            )
        );
        bytes32 want = keccak256(abi.encode(RequestHash.REQUEST_TYPEHASH, terms, work));
        assertEq(this.hashOf(r), want, "request hash");
    }

    function testFuzz_jobId_differsByShardAndRequest(bytes32 requestId, uint32 a, uint32 b) external pure {
        if (a == b) b = ~a;
        assertTrue(RequestHash.jobId(requestId, a) != RequestHash.jobId(requestId, b), "shards");
        assertTrue(RequestHash.jobId(requestId, a) != RequestHash.jobId(~requestId, a), "requests");
    }
}
