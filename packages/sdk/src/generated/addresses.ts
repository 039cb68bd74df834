// Generated from deploy/addresses by `node scripts/generate-addresses.mjs`. Do not edit.
import type { ProtocolAddresses } from '../types.js'

/** Chain id → where the protocol is deployed there. */
export const deployments: Readonly<Record<number, ProtocolAddresses>> = {
  31337: {
    chainId: 31337,
    accessManager: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    token: '0x75537828f2ce51be7289709686A69CbFDbB714F1',
    emission: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
    staking: '0x5FC8d32690cc91D4c39d9d3abcBD16989F875707',
    registry: '0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9',
    beacon: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
    escrow: '0xa513E6E4b8f2a923D98304ec87F64353C4D5C853',
    lens: '0xA51c1fc2f0D1a1b8494Ed1FE312d7C3a78Ed91C0',
    kernels: {
      Matmul8: '0x9A676e781A523b5d0C0e43731313A708CB607508',
      Render: '0x0B306BF915C4d645ff596e518fAf3F9669b97016',
      Create2Search: '0x959922bE3CAee4b8Cd9a407cc3ac1C251C2007B1',
      MonteCarlo: '0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE',
    },
    startBlock: 1,
  },
}
