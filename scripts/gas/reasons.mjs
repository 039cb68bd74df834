// What the extra gas of a row above its bar is, by opcode and slot, and what it buys. Figures come from the trace.

const n = (value) => value.toLocaleString('en-US')

/** Gas that no cleverness saves while the calls, slots and events stay as they are. */
const fixed = ({ gas, other, adjusted }) => gas - other - Math.max(0, adjusted)

/** By key, from the row's breakdown. */
export const REASONS = {
  'unbond.first': ({ newSlots }) =>
    `The first unbonding of a row of the ring writes a slot from zero (SSTORE ${n(newSlots.gas)}, and 2,100 as it is cold); \
the second of the row pays 2,900 instead and is under the bar. Besides the position, the pool's accumulator is written \
(5,000): stake that leaves stops earning at once, whatever the others do. Two cold SLOADs and a cold STATICCALL ask the \
escrow for the worker's locks (6,800): no unbonding may reach below what live jobs hold (S2). The rest is the emission \
curve, evaluated once.`,
  withdraw: () =>
    `The ring's row keeps its other entry, so its SSTORE changes a value and earns no refund; a withdrawal that empties the \
row gets 4,800 back and is under the bar. What is over it is the transient reentrancy lock (TLOAD and two TSTOREs, 300, and \
its checks), which style.md asks of every function that moves tokens.`,
  'claim.staking': ({ other, coldAccounts }) =>
    `Three contracts work together: ${n(coldAccounts.gas)} for touching the emission and the token cold. The curve is \
evaluated twice, by Staking for what the pool earned and by Emission for what the whole stream may have minted (most of the \
${n(other)} of computation): so not even a broken Staking mints more than its stream (E1). The token reads its burned total \
(SLOAD 2,100) to hold the cap. A year more between two claims adds a few hundred (\`claim.staking.afterYear\`): each \
set bit of the time in a half-life is one multiplication of the curve, at most six.`,
  undelegate: (f) =>
    `An entry of the ring from zero (${n(f.newSlots.gas)}, and 2,100 as it is cold) and four changed slots: the pool's shares, \
the delegator's position, the rewards, and the worker's position, which earns the commission (without one, 2,900 less). The \
pool's terms and ${n(f.other)} of computation say what a share is worth and has earned. The comparables settle no rewards \
when stake leaves, or in a transaction of their own; here it stops earning at once and keeps what it earned, and it pays its \
part of every slash until it is withdrawn, without a loop over anybody.`,
  'withdraw.delegation': (f) =>
    `Four slots change (the ring's entry, the pool's shares, two balances) and one is read (what a share is worth now): a slash \
touched none of the entries, so a withdrawal has to look. The freed entry gives 4,800 back. With the token's call and the \
transient reentrancy lock, ${n(f.other)} are computation.`,
  'claim.delegation': (f) =>
    `What \`claim.staking\` pays, two slots of the worker's pool (4,200; which era, what a share earned after commission), and \
a list of workers as parameter: each further worker adds two slots to read, one to change and an event. \
${n(f.coldAccounts.gas)} are for touching emission and token cold. It does not grow with time, slashes, or delegators.`,
  'fund.again': ({ logs, other }) =>
    `The ledger, two balances and the allowance are what any ERC-20 deposit touches. On top: one SLOAD of tokens[QRN] \
(2,100; the allow list and the guardian's pause), an event with three indexed parties beside the token's own \
(${n(logs.gas)} of logs), and the transient reentrancy lock (TLOAD and two TSTOREs, 300, and its checks). ${n(other)} are \
computation, a third of it the token's own. QRN moves what it is asked to or reverts, so no \`balanceOf\` is asked; of any \
other token it is, before and after the transfer. In the chain's coin it costs \`fund.again.native\`.`,
  'accept.signed': (f) =>
    `${n(fixed(f))} go to the transaction, ${n(f.bytes)} bytes of calldata, slots, cold contracts and logs; \
${n(f.other)} are computation. Three cold STATICCALLs (7,800) with five cold SLOADs behind them (10,500) ask the registry \
for the kernel and its limits, the kernel for its bounds, Staking for capacity and operator: a request is checked in full \
when it is accepted, nothing about it was ever posted. Two debits, ledger[coin] for the price and ledger[QRN] for the burn \
(5,000 each): a job paid in QRN saves one. LOG3 of the whole request (8 gas a byte) lets anybody finish or check the job. \
The computation is ecrecover (3,000), the kernel's \`validate\`, and coding the 16 fields of Terms for the event.`,
  'acceptAndCommit.signed': (f) =>
    `What \`accept.signed\` pays, and 22,100 for the seal (SSTORE of jobs[id].sealOrRoot), a cold STATICCALL of the beacon \
(2,600; which block draws the job) and LOG3 JobCommitted. ${n(fixed(f))} are slots, cold contracts, calldata and logs; \
${n(f.other)} are computation. It replaces a second transaction (\`commit\`).`,
  'reveal.unsampled': (f) =>
    `${n(fixed(f))} are the transaction, ${n(f.calldata)} for ${n(f.bytes)} bytes of calldata, both slots of the job, and two \
questions to other contracts, cold STATICCALL and cold SLOAD (4,700 each): Staking, whether the sender is the worker's \
operator (an owner that reveals by itself saves this one), and the beacon, whether the job is drawn. That is above the bar \
before anything is computed. LOG3 carries the URI of the output, 100 bytes here. It buys a hot key that cannot withdraw, \
and a draw that nobody knew at commit.`,
  finalize: (f) =>
    `The slots are the four that settlement needs: the job, the worker's lock, the worker's ledger, the running burn \
(${n(f.changedSlots.gas + f.coldSlots.gas)}); no other contract is called. What is over the bar is computation \
(${n(f.other)}): the request's id is recomputed from Terms (the terms are in calldata, not in storage, which is what makes \
accept cheap; 544 bytes of keccak and the domain), and the event is coded.`,
  'job.signed.total': (f) =>
    `The sum of the three rows above: ${n(f.other)} of it is computation, the rest is slots, calldata, logs and cold \
contracts. The comparables have no sealed commit (22,100 for its slot, a fifth of a reveal to open it) and no window.`,
  'job.batch32.perJob': (f) =>
    `A shard alone: two new slots (44,200), two changed by its reveal, one by its settlement, three logs; ${n(f.other)} of \
computation over all three transactions, most of it the hashes of ids, seals and draws, and the coding of events. What is \
shared by 32 is under a thousand gas a job.`,
  'fraud.matmul8.k1024': (f) =>
    `The proof itself fits the bar: at EIP-7623's floor its calldata would cost ${n(f.floor)}. The transaction costs more \
because it settles too: ${f.changedSlots.count} slots change (${n(f.changedSlots.gas + 2_100 * f.changedSlots.count)} with \
their cold access): job, lock, the requester's refund in both tokens, the challenger's reward, Staking's position and pool, \
two token balances, supply and burned total. So one transaction proves, slashes, refunds and pays: the challenger waits for \
nobody. At K = 4096 the floor pays for all of this.`,
}
