// What scripts/adversary.mjs runs inside Hardhat: the group and the number of seeds come in the environment.
const { QUERN_ADVERSARY: group, QUERN_SEEDS: seeds } = process.env

const { report } = await import(`../../test/contracts/adversary/${group}/report.ts`)

const { text, broken } = await report(Number(seeds))
console.log(text)
for (const rule of broken) console.log(rule)
console.log(broken.length === 0 ? '\nno strategy broke a rule' : `\n${broken.length} times a rule was broken`)
process.exitCode = broken.length === 0 ? 0 : 1
