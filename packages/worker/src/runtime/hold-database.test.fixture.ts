import { openDatabase } from './database.js'

const [stateDir = ''] = process.argv.slice(2)
openDatabase(stateDir)
process.send?.('held')
setInterval(() => undefined, 60_000)
