// Generated from deploy/addresses by `node scripts/generate-addresses.mjs`. Do not edit.
import type { ProtocolAddresses } from '../types.js'

/** Chain id → where the protocol is deployed there. */
export const deployments: Readonly<Record<number, ProtocolAddresses>> = {
  31337: {
    chainId: 31337,
    accessManager: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    token: '0xd8058efe0198ae9dD7D563e1b4938Dcbc86A1F81',
    emission: '0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9',
    staking: '0x0165878A594ca255338adfa4d48449f69242Eb8F',
    registry: '0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9',
    matmul8: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
    create2Search: '0x8A791620dd6260079BF849Dc5567aDC3F2FdC318',
    render: '0x959922bE3CAee4b8Cd9a407cc3ac1C251C2007B1',
    monteCarlo: '0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE',
    beacon: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
    escrow: '0x2279B7A0a67DB372996a5FaB50D91eAA73d2eBe6',
    lens: '0x9A676e781A523b5d0C0e43731313A708CB607508',
    startBlock: 1,
  },
}
