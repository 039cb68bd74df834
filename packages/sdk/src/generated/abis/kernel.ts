// Generated from the production artifacts by `node scripts/generate-abis.mjs`. Do not edit.

// prettier-ignore
export const kernelAbi = [
  {"inputs":[{"name":"name","type":"bytes32"},{"name":"have","type":"uint256"},{"name":"least","type":"uint256"},{"name":"most","type":"uint256"}],"name":"ShapeOutOfBounds","type":"error"},
  {"inputs":[{"name":"inputRoots","type":"bytes32[]"},{"name":"outputRoot","type":"bytes32"},{"name":"params","type":"bytes"},{"name":"shards","type":"uint32"},{"name":"shard","type":"uint32"},{"name":"element","type":"uint64"},{"name":"proof","type":"bytes"}],"name":"check","outputs":[{"name":"","type":"uint8"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"params","type":"bytes"},{"name":"shards","type":"uint32"},{"name":"shard","type":"uint32"}],"name":"elements","outputs":[{"name":"","type":"uint64"}],"stateMutability":"pure","type":"function"},
  {"inputs":[],"name":"kind","outputs":[{"name":"","type":"uint8"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"params","type":"bytes"},{"name":"shards","type":"uint32"}],"name":"validate","outputs":[{"name":"maxSamples","type":"uint8"},{"name":"units","type":"uint64"}],"stateMutability":"pure","type":"function"},
] as const
