// The rows of docs/gas.md: what is measured, what others pay, our bar, and which storage a transaction touches.

/**
 * Every row: [key, what is done, our bar, the best comparable system and its figure].
 * The bars and the comparables' figures come from one study, each system compiled from its public source with its own
 * settings and without proxies.
 */
const BARRED = [
  ['stake.new', 'stake, new staker', 80_000, 'Boundless collateral 64,454 (no rewards, no delay)'],
  ['stake.again', 'stake again', 58_000, 'Boundless collateral 47,354'],
  ['unbond.first', 'request unbonding, first of a row of the ring', 62_000, 'Prime Intellect 110,294'],
  ['unbond.again', 'request unbonding, second of a row', 62_000, 'Prime Intellect 110,294'],
  ['withdraw', 'withdraw after the delay, others pending', 45_000, 'Prime Intellect 49,535 (1st; up to 336,334)'],
  ['claim.staking', 'claim staking rewards', 62_000, 'Synthetix StakingRewards 76,415'],
  ['delegate.new', 'delegate, new delegator', 88_000, 'Graph Horizon 92,057; Succinct 247,283; Livepeer 422,690'],
  ['undelegate', 'request unbonding of a delegation', 62_000, 'Prime Intellect 110,294; Graph 138,835'],
  [
    'withdraw.delegation',
    'withdraw a delegation after the delay',
    45_000,
    'Prime Intellect 49,535 (1st; up to 336,334)',
  ],
  ['claim.delegation', 'claim rewards of a delegation', 62_000, 'Synthetix StakingRewards 76,415'],
  ['distribute', 'distribute rewards: a formula, no transaction', 0, 'ZKC 0 (formula)'],
  ['fund.again', 'fund the escrow again, in QRN (ERC-20)', 50_000, 'Boundless 29,003 (ETH); Graph 58,921 (ERC-20)'],
  ['accept.signed', 'accept a signed request, publishing it', 110_000, 'Boundless 41,494 (publish) + 145,809 (lock)'],
  ['acceptAndCommit.signed', 'accept and commit in one call', 138_000, undefined],
  ['reveal.unsampled', 'reveal a job that was not drawn', 50_000, undefined],
  [
    'finalize',
    'settle a job after its window',
    52_000,
    'Boundless 85,780 (delivers and settles, mock proof, no window)',
  ],
  [
    'job.signed.total',
    'whole job: acceptAndCommit, reveal, finalize',
    240_000,
    'Boundless 273,083 (231,589 unpublished)',
  ],
  ['job.batch32.perJob', 'whole job in lists of 32 shards, a job', 85_000, 'Boundless 145,809 + 43,792'],
  ['fraud.matmul8.k1024', 'prove one element of 1024 x 1024 x 1024 wrong', 200_000, undefined],
  ['fraud.matmul8.k4096', 'prove one element of 4096 x 4096 x 4096 wrong', 460_000, undefined],
  ['transfer.known', 'ERC-20 transfer, recipient known', 35_500, 'OpenZeppelin 34,527; solady 34,089'],
]

const UNBARRED = [
  ['beacon.post', "post a beacon block's header, once for all jobs of the block"],
  ['epoch.roll', 'report a closed epoch, its sum and one worker, once a day'],
  ['challenge.register', 'register a challenge, a block before its proof'],
  ['reveal.sampled.k1024', 'reveal a drawn job: four proofs at K = 1024'],
  ['job.signed.drawn', 'whole job that is drawn: acceptAndCommit, reveal with four proofs at K = 1024, finalize'],
  ['fraud.matmul8.k256', 'prove one element of 1024 x 1024 x 256 wrong'],
  ['fraud.matmul8.k16384', 'prove one element of 4096 x 4096 x 16384 wrong'],
  ['fraud.render.set', 'prove one pixel of an image of the Mandelbrot set wrong that takes 1,000 iterations'],
  ['fraud.render.solids', 'prove one pixel of an image of solids wrong, 1920 x 1080 in 12 bands'],
  ['fraud.render.floor', 'prove one pixel of solids wrong, the dearest that was found: 256 steps along the floor'],
  ['fraud.montecarlo.year', 'prove one chunk of an option on an average wrong: 7 paths of 252 steps'],
  ['commit', 'commit a seal after an accept'],
  ['approve', 'settle a job at once, by its requester'],
  ['approve.signed', "settle a job at once, by its requester's signature"],
  ['finalize.firstOfDay', 'settle the first job of a day: rolls epoch and worker'],
  ['job.signed.acceptFirst', 'whole job of a worker that accepts before it computes: accept, commit, reveal, finalize'],
  ['post', 'post a request of one shard, setting its money aside'],
  ['accept.posted', 'accept a posted shard'],
  ['job.posted.total', 'whole posted job: post, accept, commit, reveal, finalize'],
  ['expire', 'close a posted request that nobody took'],
  ['accept.witness', 'accept a signed salt search'],
  ['witness.create2', "settle a salt search by showing the salt: the kernel's check, the payment"],
  ['job.witness.total', 'whole salt search: accept, witness'],
  ['batch8.acceptAndCommit', 'accept and commit 8 shards'],
  ['batch8.reveal', 'reveal 8 shards'],
  ['batch8.finalize', 'settle 8 shards'],
  ['job.batch8.perJob', 'whole job in lists of 8 shards, a job'],
  ['batch32.acceptAndCommit', 'accept and commit 32 shards'],
  ['batch32.reveal', 'reveal 32 shards'],
  ['batch32.finalize', 'settle 32 shards'],
  ['cancel', 'cancel a signed request'],
  ['noShow', 'reopen a job that was not committed'],
  ['slashTimeout', 'slash a job that was not revealed'],
  ['fund.again.native', "fund the escrow again, in the chain's coin"],
  ['payout', 'withdraw QRN from the escrow'],
  ['claim.work', 'claim work emission: rolls, flushes the burn, mints'],
  ['burn.flush', 'hand the burn to the emission'],
  ['claim.staking.afterYear', 'claim staking rewards, a year after the last claim'],
  ['rebond', 'put an unbonding back'],
  ['delegate.new.commission', 'delegate to a worker that keeps a commission, new delegator'],
  ['delegate.again', 'delegate again, with a commission'],
  ['claim.delegation.first', 'claim rewards of a delegation, the first time'],
  ['rebond.delegation', 'put an unbonding of a delegation back'],
  ['commission.announce', 'announce a higher commission'],
  ['commission.apply', 'apply an announced commission'],
  ['setOperator.first', 'name an operator'],
]

const LEDGER_QRN = 'escrow ledger[QRN][requester]'
const LEDGER_COIN = 'escrow ledger[coin][requester]'
const WORKER = 'escrow workers[worker]'
const JOB = 'escrow jobs[id].word'
const SEAL = 'escrow jobs[id].sealOrRoot'
const POSITION = 'staking position'
const POOL = 'staking pool'
const POOL_SHARES = 'staking pool of the worker, shares'
const POOL_TERMS = 'staking pool of the worker, terms'
const CONTROL = 'staking control[worker]'
const BALANCES = ['token balance of the sender', 'token balance of the recipient']
const ACCEPT_READS = [
  'escrow cancelled[id]',
  'escrow tokens[coin]',
  'registry entry[1].kernel',
  'registry entry[1].limits',
  CONTROL,
  `${POSITION} of the worker`,
  'staking lockers.first',
]

/** Which slots a transaction makes, changes, and only reads. Their numbers are held against the trace. */
export const SLOTS = {
  'transfer.known': { changes: BALANCES },
  'fund.again': { changes: [LEDGER_QRN, ...BALANCES], reads: ['escrow tokens[QRN]', 'token allowance'] },
  'stake.new': { makes: [POSITION], changes: [POOL, ...BALANCES], reads: ['token allowance'] },
  'stake.again': { changes: [POSITION, POOL, ...BALANCES], reads: ['token allowance'] },
  'unbond.first': { makes: ['staking ring row'], changes: [POSITION, POOL], reads: ['staking lockers.first', WORKER] },
  'unbond.again': { changes: ['staking ring row', POSITION, POOL], reads: ['staking lockers.first', WORKER] },
  withdraw: { changes: ['staking ring row', ...BALANCES] },
  'claim.staking': {
    changes: [POSITION, 'emission stakersMinted', 'token totalSupply', 'token balance of the staker'],
    reads: [POOL, 'token burned'],
  },
  'delegate.new': {
    makes: ['staking delegation'],
    changes: [POOL_SHARES, POOL, ...BALANCES],
    reads: [`${POSITION} of the worker`, POOL_TERMS, 'token allowance'],
  },
  undelegate: {
    makes: ['staking delegation ring entry'],
    changes: [POOL_SHARES, 'staking delegation', POOL, `${POSITION} of the worker`],
    reads: [POOL_TERMS],
  },
  'withdraw.delegation': {
    changes: ['staking delegation ring entry', POOL_SHARES, ...BALANCES],
    reads: [POOL_TERMS],
  },
  'claim.delegation': {
    changes: ['staking delegation', 'emission stakersMinted', 'token totalSupply', 'token balance of the staker'],
    reads: [POOL, POOL_SHARES, POOL_TERMS, 'token burned'],
  },
  'accept.signed': { makes: [JOB], changes: [LEDGER_COIN, LEDGER_QRN, WORKER], reads: ACCEPT_READS },
  'acceptAndCommit.signed': { makes: [JOB, SEAL], changes: [LEDGER_COIN, LEDGER_QRN, WORKER], reads: ACCEPT_READS },
  commit: { makes: [SEAL], changes: [JOB], reads: [CONTROL] },
  'reveal.unsampled': { changes: [JOB, SEAL], reads: [CONTROL, 'beacon value[id]'] },
  finalize: { changes: [JOB, WORKER, 'escrow ledger[coin][worker]', 'escrow running'] },
  'fraud.matmul8.k1024': {
    changes: [
      JOB,
      WORKER,
      LEDGER_COIN,
      LEDGER_QRN,
      'escrow ledger[QRN][challenger]',
      `${POSITION} of the worker`,
      POOL,
      'token balance of the staking contract',
      'token balance of the escrow',
      'token totalSupply',
      'token burned',
    ],
    reads: ['escrow registeredAt[c]', SEAL, 'registry entry[1].kernel', 'staking lockers.first', CONTROL],
  },
  'beacon.post': { makes: ['beacon value[id]'] },
  'challenge.register': { makes: ['escrow registeredAt[c]'] },
}

/** All rows in the order of the page. */
export const ROWS = [...BARRED, ...UNBARRED].map(([key, operation, bar, comparable]) => ({
  key,
  operation,
  bar,
  comparable,
}))
