// What scripts/adversary.mjs runs inside Hardhat: the group and the number of seeds come in the environment.
const { QUERN_ADVERSARY: group, QUERN_SEEDS: seeds } = process.env

const adversary = '../../test/contracts/adversary'
const { search, tableOf } = await import(`${adversary}/search.ts`)
const { strategies } = await import(`${adversary}/${group}/strategies.ts`)

const rows = await search(strategies, Number(seeds))
console.log(tableOf(rows))
const broken = rows.flatMap((row) => row.broken)
for (const rule of broken) console.log(rule)
console.log(broken.length === 0 ? '\nno strategy broke a rule' : `\n${broken.length} times a rule was broken`)
process.exitCode = broken.length === 0 ? 0 : 1
