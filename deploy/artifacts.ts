import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Artifact, ArtifactResolver, BuildInfo } from '@nomicfoundation/ignition-core'
import { toFunctionSelector, type Abi, type AbiFunction, type Hex } from 'viem'
import { DeployError } from './errors.js'

/** Where the production build leaves what is deployed. */
export const PRODUCTION_ARTIFACTS = fileURLToPath(new URL('../../build/production/artifacts', import.meta.url))

const BUILD_HINT = 'Run the production build first: npm run build.'

/** The compiled contracts, by name. */
export type Artifacts = {
  readonly resolver: ArtifactResolver
  /** ABI of the contract `name`. */
  abiOf(name: string): Abi
  /** Selector of the only function `functionName` of the contract `name`. */
  selectorOf(name: string, functionName: string): Hex
}

/** Opens the artifacts below `folder`, as Hardhat writes them. */
export function openArtifacts(folder: string = PRODUCTION_ARTIFACTS): Artifacts {
  if (!existsSync(folder))
    throw new DeployError('ARTIFACT_MISSING_INPUT', 'The contracts are not built.', { hint: BUILD_HINT })
  const files = indexArtifacts(folder)
  const load = (name: string) => loadArtifact(files, name)
  return {
    resolver: {
      loadArtifact: async (name) => load(name),
      getBuildInfo: async (name) => readBuildInfo(folder, load(name).buildInfoId),
    },
    abiOf: (name) => load(name).abi as Abi,
    selectorOf: (name, functionName) => onlySelector(load(name).abi as Abi, name, functionName),
  }
}

/** Paths of all artifacts, by contract name; a name that several contracts share has several. */
function indexArtifacts(folder: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.parentPath.endsWith('.sol') || !entry.name.endsWith('.json')) continue
    const name = entry.name.slice(0, -'.json'.length)
    found.set(name, [...(found.get(name) ?? []), path.join(entry.parentPath, entry.name)])
  }
  return found
}

function loadArtifact(files: ReadonlyMap<string, readonly string[]>, name: string): Artifact {
  const [file, second] = files.get(name) ?? []
  if (file === undefined)
    throw new DeployError('ARTIFACT_MISSING_INPUT', `There is no contract ${name}.`, { hint: BUILD_HINT })
  if (second !== undefined)
    throw new DeployError('ARTIFACT_MISSING_INPUT', `Several contracts are named ${name}: ${file}, ${second}.`, {
      hint: 'Rename all but one of them.',
    })
  return JSON.parse(readFileSync(file, 'utf8')) as Artifact
}

function readBuildInfo(folder: string, id: string | undefined): BuildInfo | undefined {
  if (id === undefined) return undefined
  const file = path.join(folder, 'build-info', `${id}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BuildInfo) : undefined
}

function onlySelector(abi: Abi, name: string, functionName: string): Hex {
  const matches = abi.filter((item): item is AbiFunction => item.type === 'function' && item.name === functionName)
  const [only] = matches
  if (only === undefined || matches.length > 1)
    throw new DeployError('ARTIFACT_MISSING_INPUT', `${name} has ${matches.length} functions ${functionName}.`, {
      hint: 'The table of permissions and the contracts must name the same functions.',
    })
  return toFunctionSelector(only)
}
