import { encodeInputRoots } from '@quern/sdk'
import { expect } from 'chai'
import { id, keccak256 } from 'ethers'
import type { Hex } from 'viem'
import { changesBy } from '../utils/books.js'
import { loadFixture } from '../utils/chain.js'
import { jobOf } from '../utils/deal.js'
import {
  challengeFor,
  claimDrawn,
  openingOf,
  proveFraud,
  revealDrawn,
  revealedCheat,
  type Claim,
} from '../utils/jobs.js'
import { openMarket, type Market } from '../utils/market.js'

const ELEMENT = 45n
/** rowA and rowB of 128 bytes, the leaf of C, then three paths. */
const LEAF_AT = 256
const PATHS_AT = LEAF_AT + 128

/** Ways to spoil the proof of an element; each leaves something that says nothing about the result. */
const SPOILED: Readonly<Record<string, (claim: Claim, element: bigint) => Hex>> = {
  'is a byte short': (claim, element) => claim.witness.proof(element).slice(0, -2) as Hex,
  'is a byte long': (claim, element) => `${claim.witness.proof(element)}00`,
  'is empty': () => '0x',
  'is that of another row': (claim, element) => claim.witness.proof((element + 40n) % 240n),
  'is that of another column': (claim, element) =>
    claim.witness.proof(element % 40n === 0n ? element + 1n : element - 1n),
  'is that of a padding leaf': (claim) => claim.witness.paddingProof(12n),
  'has another row of A': (claim, element) => flipped(claim.witness.proof(element), 0),
  'has another row of B': (claim, element) => flipped(claim.witness.proof(element), 128),
  'has another leaf of C': (claim, element) => flipped(claim.witness.proof(element), LEAF_AT),
  'has another sibling on its path': (claim, element) => flipped(claim.witness.proof(element), PATHS_AT + 31),
  "is of another output's tree": ({ deal, shard }, element) =>
    deal.product
      .witness(
        shard,
        deal.product.output(shard).map((value) => value + 5),
      )
      .proof(element),
}

/** `proof` with the lowest bit of byte `at` flipped. */
function flipped(proof: Hex, at: number): Hex {
  const place = 2 + 2 * at
  const byte = Number.parseInt(proof.slice(place, place + 2), 16) ^ 1
  return `${proof.slice(0, place)}${byte.toString(16).padStart(2, '0')}${proof.slice(place + 2)}` as Hex
}

/** An honest job that is drawn. */
function drawnClaim(market: Market) {
  return claimDrawn(market, { worker: market.alice, wanted: ({ sampled }) => sampled })
}

describe('a drawn job is not revealed, and stays committed, when a proof', () => {
  for (const [name, spoil] of Object.entries(SPOILED)) {
    it(name, async () => {
      const market = await loadFixture(openMarket)
      const { escrow, alice } = market
      const { claim, drawn } = await drawnClaim(market)
      const last = drawn.elements.length - 1
      const element = drawn.elements[last] ?? expect.fail()
      const proofs = drawn.elements.map((drawnElement) => claim.witness.proof(drawnElement))
      proofs[last] = spoil(claim, element)
      const { request, product } = claim.deal
      const sender = escrow.connect(alice.operator)
      const roots = [...product.inputRoots]
      const attempt = () =>
        expect(sender.revealSampled(request, openingOf(claim), roots, proofs, drawn.header))
          .to.be.revertedWithCustomError(escrow, 'SampleNotCorrect')
          .withArgs(last, element)
      expect(await changesBy(market, attempt)).to.deep.equal({})
      await revealDrawn(market, claim, { drawn })
      expect((await escrow.jobOf(jobOf(claim.deal, 0))).state).to.equal(3)
    })
  }

  it('is missing', async () => {
    const market = await loadFixture(openMarket)
    const { claim, drawn } = await drawnClaim(market)
    await expect(revealDrawn(market, claim, { drawn: { ...drawn, elements: drawn.elements.slice(1) } }))
      .to.be.revertedWithCustomError(market.escrow, 'ProofCountMismatch')
      .withArgs(3, 4)
  })

  it('comes with input roots that are not the request’s', async () => {
    const market = await loadFixture(openMarket)
    const { claim, drawn } = await drawnClaim(market)
    const { request, product } = claim.deal
    const [rootA, rootB] = product.inputRoots
    for (const roots of [[rootB, rootA], [rootA], [rootA, rootB, rootB], [id('other') as Hex, rootB]]) {
      const have = keccak256(encodeInputRoots(roots))
      const sender = market.escrow.connect(market.alice.operator)
      const proofs = drawn.elements.map((element) => claim.witness.proof(element))
      await expect(sender.revealSampled(request, openingOf(claim), roots, proofs, drawn.header))
        .to.be.revertedWithCustomError(market.escrow, 'InputRootMismatch')
        .withArgs(have, request.work.inputRoot)
    }
  })
})

describe('a fraud is not proven, and the job stays revealed, when the proof', () => {
  for (const [name, spoil] of Object.entries(SPOILED)) {
    it(name, async () => {
      const market = await loadFixture(openMarket)
      const { escrow, alice, challenger } = market
      const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
      const spoiled = challengeFor(market, claim, { element: ELEMENT, challenger, proof: spoil(claim, ELEMENT) })
      await escrow.connect(challenger).registerChallenge(spoiled.c)
      const attempt = () =>
        expect(proveFraud(market, claim, { ...spoiled, by: challenger }))
          .to.be.revertedWithCustomError(escrow, 'ProofMalformed')
          .withArgs(claim.jobId, ELEMENT)
      expect(await changesBy(market, attempt)).to.deep.equal({})

      const sound = challengeFor(market, claim, { element: ELEMENT, challenger })
      await escrow.connect(challenger).registerChallenge(sound.c)
      await proveFraud(market, claim, { ...sound, by: challenger })
      expect((await escrow.jobOf(claim.jobId)).state).to.equal(5)
    })
  }

  it('is about an element that the tensor does not have', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, challenger } = market
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    // 16 leaves: the id after the last leaf's, and the largest of all.
    for (const element of [240n + 16n, 2n ** 64n - 1n]) {
      const proof = claim.witness.proof(ELEMENT)
      const challenge = challengeFor(market, claim, { element, challenger, proof })
      await escrow.connect(challenger).registerChallenge(challenge.c)
      await expect(proveFraud(market, claim, { ...challenge, by: challenger }))
        .to.be.revertedWithCustomError(escrow, 'ProofMalformed')
        .withArgs(claim.jobId, element)
    }
  })

  it('comes with input roots that are not the request’s', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, challenger } = market
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    const { c, nonce, proof } = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(c)
    const { request, product } = claim.deal
    const roots = [product.inputRoots[1], product.inputRoots[0]]
    await expect(escrow.connect(challenger).proveFraud(request, 0, ELEMENT, nonce, roots, proof))
      .to.be.revertedWithCustomError(escrow, 'InputRootMismatch')
      .withArgs(keccak256(encodeInputRoots(roots)), request.work.inputRoot)
  })
})
