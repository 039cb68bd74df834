// Generated from the production artifacts by `node scripts/generate-abis.mjs`. Do not edit.

// prettier-ignore
export const kernelRegistryAbi = [
  {"inputs":[{"name":"authority","type":"address"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"name":"authority","type":"address"}],"name":"AccessManagedInvalidAuthority","type":"error"},
  {"inputs":[{"name":"caller","type":"address"},{"name":"delay","type":"uint32"}],"name":"AccessManagedRequiredDelay","type":"error"},
  {"inputs":[{"name":"caller","type":"address"}],"name":"AccessManagedUnauthorized","type":"error"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"KernelExists","type":"error"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"KernelUnknown","type":"error"},
  {"inputs":[{"name":"kernel","type":"address"},{"name":"need","type":"uint8"}],"name":"KindMismatch","type":"error"},
  {"inputs":[{"name":"kernel","type":"address"}],"name":"NotAContract","type":"error"},
  {"inputs":[{"name":"name","type":"bytes32"},{"name":"have","type":"uint256"},{"name":"least","type":"uint256"},{"name":"most","type":"uint256"}],"name":"ParameterOutOfRange","type":"error"},
  {"inputs":[],"name":"ZeroKernelId","type":"error"},
  {"anonymous":false,"inputs":[{"indexed":false,"name":"authority","type":"address"}],"name":"AuthorityUpdated","type":"event"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"id","type":"uint32"},{"indexed":true,"name":"kernel","type":"address"},{"indexed":true,"name":"author","type":"address"},{"indexed":false,"name":"kind","type":"uint8"},{"indexed":false,"name":"royaltyBps","type":"uint16"},{"indexed":false,"name":"gasCap","type":"uint32"}],"name":"KernelRegistered","type":"event"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"id","type":"uint32"},{"indexed":false,"name":"retired","type":"bool"},{"indexed":false,"name":"minSampleBps","type":"uint16"},{"indexed":false,"name":"minSamples","type":"uint8"},{"indexed":false,"name":"unitBurn","type":"uint64"},{"indexed":false,"name":"minLock","type":"uint96"},{"indexed":false,"name":"maxLock","type":"uint96"}],"name":"LimitsSet","type":"event"},
  {"inputs":[],"name":"authority","outputs":[{"name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"checkOf","outputs":[{"name":"kernel","type":"address"},{"name":"gasCap","type":"uint32"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"isConsumingScheduledOp","outputs":[{"name":"","type":"bytes4"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"kernelOf","outputs":[{"components":[{"name":"kernel","type":"address"},{"name":"kind","type":"uint8"},{"name":"royaltyBps","type":"uint16"},{"name":"gasCap","type":"uint32"},{"name":"author","type":"address"}],"name":"","type":"tuple"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"limitsOf","outputs":[{"components":[{"name":"retired","type":"bool"},{"name":"minSampleBps","type":"uint16"},{"name":"minSamples","type":"uint8"},{"name":"unitBurn","type":"uint64"},{"name":"minLock","type":"uint96"},{"name":"maxLock","type":"uint96"}],"name":"","type":"tuple"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"},{"components":[{"name":"kernel","type":"address"},{"name":"kind","type":"uint8"},{"name":"royaltyBps","type":"uint16"},{"name":"gasCap","type":"uint32"},{"name":"author","type":"address"}],"name":"kernel","type":"tuple"},{"components":[{"name":"retired","type":"bool"},{"name":"minSampleBps","type":"uint16"},{"name":"minSamples","type":"uint8"},{"name":"unitBurn","type":"uint64"},{"name":"minLock","type":"uint96"},{"name":"maxLock","type":"uint96"}],"name":"limits","type":"tuple"}],"name":"register","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"retire","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"royaltyOf","outputs":[{"name":"author","type":"address"},{"name":"royaltyBps","type":"uint16"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"newAuthority","type":"address"}],"name":"setAuthority","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"},{"components":[{"name":"retired","type":"bool"},{"name":"minSampleBps","type":"uint16"},{"name":"minSamples","type":"uint8"},{"name":"unitBurn","type":"uint64"},{"name":"minLock","type":"uint96"},{"name":"maxLock","type":"uint96"}],"name":"limits","type":"tuple"}],"name":"setLimits","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"id","type":"uint32"}],"name":"termsOf","outputs":[{"name":"kernel","type":"address"},{"name":"kind","type":"uint8"},{"name":"royaltyBps","type":"uint16"},{"components":[{"name":"retired","type":"bool"},{"name":"minSampleBps","type":"uint16"},{"name":"minSamples","type":"uint8"},{"name":"unitBurn","type":"uint64"},{"name":"minLock","type":"uint96"},{"name":"maxLock","type":"uint96"}],"name":"limits","type":"tuple"}],"stateMutability":"view","type":"function"},
] as const
