/** EIP-712 fields of `Terms`, in the order of contracts/jobs/Request.sol. */
export const termFields = [
  { name: 'requester', type: 'address' },
  { name: 'nonce', type: 'uint64' },
  { name: 'payToken', type: 'address' },
  { name: 'minPrice', type: 'uint96' },
  { name: 'maxPrice', type: 'uint96' },
  { name: 'rampStart', type: 'uint40' },
  { name: 'rampPeriod', type: 'uint32' },
  { name: 'burn', type: 'uint96' },
  { name: 'lock', type: 'uint96' },
  { name: 'acceptBy', type: 'uint40' },
  { name: 'duration', type: 'uint32' },
  { name: 'challengeWindow', type: 'uint32' },
  { name: 'sampleBps', type: 'uint16' },
  { name: 'samples', type: 'uint8' },
  { name: 'assignee', type: 'address' },
  { name: 'kernelId', type: 'uint32' },
] as const

/** EIP-712 fields of `Work`. */
export const workFields = [
  { name: 'shards', type: 'uint32' },
  { name: 'inputRoot', type: 'bytes32' },
  { name: 'params', type: 'bytes' },
  { name: 'inputUri', type: 'string' },
] as const
