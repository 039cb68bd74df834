// npm run check:layers: imports point one way, packages are entered by their public entries, files form no circle.
import { isGenerated, projectFiles, read } from './lib/files.mjs'
import { layerProblems } from './lib/layers.mjs'
import { closeCheck } from './lib/report.mjs'

const CODE = /^(contracts|test|packages|deploy|scripts|bench)\/.*\.(sol|ts|mts|mjs)$/

function publicEntries() {
  const manifests = projectFiles().filter((file) => /^(packages\/[^/]+|deploy)\/package\.json$/.test(file))
  return manifests.map((file) => {
    const { name, exports = {} } = JSON.parse(read(file))
    return [name, Object.keys(exports).map((entry) => name + entry.slice(1))]
  })
}

const files = projectFiles().filter((file) => CODE.test(file) && !isGenerated(file))
const sources = new Map(files.map((file) => [file, read(file)]))
closeCheck('layers', `${files.length} files`, layerProblems(sources, new Map(publicEntries())))
