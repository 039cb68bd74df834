import { BOND, COINS, QRN } from '../utils/market.js'
import { MAX_PRICE } from '../utils/protocol.js'
import { firstLimits } from './kernels.js'
import { COPYCAT_WALLET, USD } from './stage.js'
import {
  PARTIES,
  openJob,
  type Account,
  type ModelDeal,
  type ModelState,
  type ModelWorker,
  type Party,
  type TokenRule,
} from './state.js'

/** Before the first step: the requester has money, two workers are bonded, nothing is taken. */
export function initialState(supply: bigint, deals: readonly ModelDeal[]): ModelState {
  return {
    ledger: { coins: accounts(COINS), qrn: accounts(QRN), usd: accounts(USD) },
    tokens: { coins: rule(), qrn: rule(), usd: rule() },
    kernels: { matmul: firstLimits('matmul'), free: firstLimits('free'), search: firstLimits('search') },
    requests: deals.map(() => ({ posted: false, cancelled: false, openShards: 0 })),
    jobs: deals.map(({ shards }) => Array.from({ length: shards }, () => openJob())),
    workers: { alice: bondedWorker(), bob: bondedWorker() },
    running: { epoch: 0, burned: 0n, burnable: 0n },
    challenges: new Map(),
    disputer: undefined,
    wallets: { copycat: wallet(COPYCAT_WALLET), challenger: wallet(0n) },
    held: { coins: COINS, qrn: QRN, usd: USD, staked: 2n * BOND, supply },
  }
}

function accounts(requester: bigint): Record<Party, Account> {
  const account = (party: Party): Account => ({
    amount: party === 'requester' ? requester : 0n,
    lockedUntil: 0,
    minNonce: 0n,
  })
  return Object.fromEntries(PARTIES.map((party) => [party, account(party)])) as Record<Party, Account>
}

function rule(): TokenRule {
  return { allowed: true, paused: false, maxPrice: MAX_PRICE }
}

function bondedWorker(): ModelWorker {
  return { active: BOND, ring: Array.from({ length: 8 }), locked: 0n, epoch: 0, burned: 0n, owed: 0n }
}

function wallet(amount: bigint): ModelState['wallets']['copycat'] {
  return { qrn: { amount, permits: 0 }, usd: { amount, permits: 0 } }
}
