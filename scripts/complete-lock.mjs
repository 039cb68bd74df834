// node scripts/complete-lock.mjs, after every change of dependencies: adds to package-lock.json the optional binaries of
// other platforms that the registry in use did not serve, so that `npm ci` finds the lock complete everywhere.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { completed, missingOptionals } from './lib/lock.mjs'
import { root } from './lib/paths.mjs'

const file = path.join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
writeFileSync(file, `${JSON.stringify(completed(lock), undefined, 2)}\n`)
console.log(`package-lock.json: ${missingOptionals(lock).length} optional packages added`)
