import path from 'node:path'

/**
 * Test files in the order in which a mutant meets them: those named after its file or function, those that noticed
 * mutants lately, and then the cheap before the dear.
 * @param {string[]} files
 * @param {{ changed?: { file: string, place: string }, near: string[], costs: Map<string, number> }} known
 */
export function inOrder(files, { changed, near, costs }) {
  const rank = (file) => {
    if (changed && namesakeOf(file, changed)) return -1
    const place = near.indexOf(file)
    return place < 0 ? near.length : place
  }
  const cost = (file) => costs.get(file) ?? 0
  return files.toSorted((left, right) => rank(left) - rank(right) || cost(left) - cost(right))
}

/** `Draw.t.sol` of Draw.sol, `JobEscrow.accept.t.sol` of the function accept. */
function namesakeOf(test, { file, place }) {
  const [contract, part] = path.basename(test).split('.')
  return contract === path.basename(file, '.sol') || part === place.replace(/^_/, '')
}
