// Makes `npm ci` enough on a machine whose own Node is older than Hardhat 3 wants (22.13):
//  1. npm links the Node 24 that came as an optional package only sometimes, because the packages of
//     the platforms share one bin name: link node_modules/.bin/node ourselves, so that `npm run` uses it;
//  2. npm on Node < 22 leaves out optional packages that ask for Node >= 22 (the EDR binary): run npm
//     once more with that Node 24 and it adds them from the lock file.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const modules = path.join(root, 'node_modules')
const link = path.join(modules, '.bin', 'node')
const node = bundledNode() ?? process.execPath

function bundledNode() {
  const major = Number(process.versions.node.split('.')[0])
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const folder = path.join(modules, `node-${platform}-${process.arch}`)
  const manifest = path.join(folder, 'package.json')
  if (major >= 22 || !existsSync(manifest)) return undefined
  return path.join(folder, JSON.parse(readFileSync(manifest, 'utf8')).bin.node)
}

function linkNode() {
  if (node === process.execPath || process.platform === 'win32') return
  mkdirSync(path.dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(path.relative(path.dirname(link), node), link)
}

function edrLoads() {
  try {
    execFileSync(node, ['-e', "require('@nomicfoundation/edr')"], { cwd: root, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

linkNode()
if (!edrLoads() && !process.env.QUERN_NESTED_INSTALL) {
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const env = { ...process.env, QUERN_NESTED_INSTALL: '1', npm_config_ignore_scripts: 'true' }
  execFileSync(node, [process.env.npm_execpath, ...args], { cwd: root, stdio: 'inherit', env })
  linkNode()
  if (!edrLoads()) {
    console.error('@nomicfoundation/edr does not load: install Node 22.13 or newer, then run npm ci again.')
    process.exit(1)
  }
}
