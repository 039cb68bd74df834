import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { encodeAbiParameters, encodePacked, keccak256, parseAbiParameters, toHex } from 'viem'
import { addresses, hexOf } from '../arbitraries.test.helper.js'
import { challengeOf, challengeTypeHash, drawOf, drawSeedOf, drawTypeHash, sealOf, sealTypeHash } from './draw.js'

const attempts = fc.record({
  chainId: fc.integer({ min: 1, max: 2 ** 40 }),
  escrow: addresses,
  jobId: hexOf(32),
  attempt: fc.integer({ min: 0, max: 15 }),
})

test('typeHashes_areThoseOfTheContracts', () => {
  const hash = (type: string) => keccak256(toHex(type))
  const head = 'uint256 chainId,address escrow'
  assert.equal(sealTypeHash, hash(`Seal(${head},bytes32 jobId,uint8 attempt,address worker,bytes32 root,bytes32 salt)`))
  assert.equal(drawTypeHash, hash(`Draw(${head},bytes32 jobId,uint8 attempt,bytes32 seal,bytes32 beaconValue)`))
  const rest = 'address challenger,bytes32 jobId,uint8 attempt,uint64 element,bytes32 proofHash,bytes32 nonce'
  assert.equal(challengeTypeHash, hash(`Challenge(${head},${rest})`))
})

test('sealOf_hashesItsWords', () => {
  fc.assert(
    fc.property(attempts, fc.record({ worker: addresses, root: hexOf(32), salt: hexOf(32) }), (attempt, rest) => {
      const { worker, root, salt } = rest
      const { chainId, escrow, jobId } = attempt
      const encoded = encodeAbiParameters(
        parseAbiParameters('bytes32, uint256, address, bytes32, uint8, address, bytes32, bytes32'),
        [sealTypeHash, BigInt(chainId), escrow, jobId, attempt.attempt, worker, root, salt],
      )
      assert.equal(sealOf({ ...attempt, worker, root, salt }), keccak256(encoded))
    }),
  )
})

test('challengeOf_bindsChallengerAndProof', () => {
  fc.assert(
    fc.property(
      attempts,
      fc.record({ challenger: addresses, proof: hexOf(1, 300), nonce: hexOf(32) }),
      (attempt, rest) => {
        const { challenger, proof, nonce } = rest
        const { chainId, escrow, jobId } = attempt
        const encoded = encodeAbiParameters(
          parseAbiParameters('bytes32, uint256, address, address, bytes32, uint8, uint64, bytes32, bytes32'),
          [challengeTypeHash, BigInt(chainId), escrow, challenger, jobId, attempt.attempt, 9n, keccak256(proof), nonce],
        )
        assert.equal(challengeOf({ ...attempt, challenger, element: 9n, proof, nonce }), keccak256(encoded))
      },
    ),
  )
})

test('drawOf_followsTheSeed', () => {
  const elements = fc.bigInt({ min: 1n, max: 2n ** 48n })
  fc.assert(
    fc.property(attempts, fc.record({ seal: hexOf(32), beaconValue: hexOf(32) }), elements, (attempt, words, count) => {
      const { seal, beaconValue } = words
      const draw = drawOf({ ...attempt, seal, beaconValue, sampleBps: 5000, samples: 3, elements: count })
      const seed = drawSeedOf({ ...attempt, seal, beaconValue })
      const decide = BigInt(keccak256(encodePacked(['bytes32', 'string'], [seed, 'S']))) % 10_000n
      assert.equal(draw.sampled, decide < 5000n)
      const at = (sampleBps: bigint) =>
        drawOf({ ...attempt, seal, beaconValue, sampleBps: Number(sampleBps), samples: 3, elements: count }).sampled
      assert.deepEqual([at(decide), at(decide + 1n)], [false, true])
      const picks = [0, 1, 2].map(
        (t) => BigInt(keccak256(encodePacked(['bytes32', 'string', 'uint8'], [seed, 'I', t]))) % count,
      )
      assert.deepEqual(draw.elements, draw.sampled ? picks : [])
    }),
  )
})

test('drawOf_neverSamplesAtZeroAndAlwaysAtAll', () => {
  fc.assert(
    fc.property(attempts, hexOf(32), hexOf(32), (attempt, seal, beaconValue) => {
      const draw = (sampleBps: number) =>
        drawOf({ ...attempt, seal, beaconValue, sampleBps, samples: 1, elements: 10n }).sampled
      assert.equal(draw(0), false)
      assert.equal(draw(10_000), true)
    }),
  )
})
