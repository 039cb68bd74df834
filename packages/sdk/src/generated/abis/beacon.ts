// Generated from the production artifacts by `node scripts/generate-abis.mjs`. Do not edit.

// prettier-ignore
export const beaconAbi = [
  {"inputs":[{"name":"id","type":"uint256"}],"name":"BeaconNotReady","type":"error"},
  {"inputs":[{"name":"id","type":"uint256"}],"name":"BlockHashUnavailable","type":"error"},
  {"inputs":[{"name":"chainId","type":"uint256"}],"name":"ChainNotAllowed","type":"error"},
  {"inputs":[{"name":"offset","type":"uint256"}],"name":"HeaderMalformed","type":"error"},
  {"inputs":[{"name":"id","type":"uint256"},{"name":"have","type":"bytes32"},{"name":"need","type":"bytes32"}],"name":"HeaderMismatch","type":"error"},
  {"inputs":[{"name":"have","type":"uint256"},{"name":"need","type":"uint256"}],"name":"HeaderNumberMismatch","type":"error"},
  {"inputs":[{"name":"id","type":"uint256"},{"name":"most","type":"uint256"}],"name":"IdOutOfRange","type":"error"},
  {"inputs":[{"name":"id","type":"uint256"}],"name":"NoRandomness","type":"error"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"id","type":"uint256"},{"indexed":false,"name":"value","type":"bytes32"}],"name":"BeaconPosted","type":"event"},
  {"inputs":[],"name":"next","outputs":[{"name":"id","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"id","type":"uint256"},{"name":"header","type":"bytes"}],"name":"post","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"id","type":"uint256"}],"name":"value","outputs":[{"name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
] as const
