import type { Hex } from './hex.js'

/** `inputRoot` of a request for work without inputs: the hash of the ABI-encoded empty list of roots. */
export const NO_INPUTS_ROOT: Hex = '0x569e75fc77c1a856f6daaf9e69d8a9566ca34aa47f9133711ce065a571af0cfd'
