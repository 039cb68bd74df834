// Hardhat's node without a project and without its launcher, which would leave the chain running when it is killed.
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'

const [port, chainId] = process.argv.slice(2).map(Number)
const runtime = await createHardhatRuntimeEnvironment({})
await runtime.tasks.getTask('node').run({ hostname: '127.0.0.1', port, chainId })
