const MAX_REVEAL_BYTES = 98304
const REVEAL_OVERHEAD_BYTES = 8192
const PROOF_OVERHEAD_BYTES = 64
const MAX_REVEAL_GAS = 12_000_000

/** Samples whose proofs fit the 96 KiB of one call; proofs are whole words. */
export function samplesOfBytes(proofBytes: number): number {
  return Math.floor((MAX_REVEAL_BYTES - REVEAL_OVERHEAD_BYTES) / (proofBytes + PROOF_OVERHEAD_BYTES))
}

/** Samples that fit the call, and of which each may take `sampleGas` of its 12M gas. */
export function samplesOf({ proofBytes, sampleGas }: { proofBytes: number; sampleGas: number }): number {
  return Math.min(samplesOfBytes(proofBytes), Math.floor(MAX_REVEAL_GAS / sampleGas))
}
