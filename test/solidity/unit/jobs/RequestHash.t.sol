// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Request, Terms} from "../../../../contracts/jobs/Request.sol";
import {RequestHash} from "../../../../contracts/jobs/RequestHash.sol";
import {Test} from "../../utils/Test.sol";

contract RequestHashTest is Test {
    function hashOf(Request calldata request) external pure returns (bytes32) {
        return RequestHash.hashRequest(request.terms, RequestHash.hashWork(request.work));
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
