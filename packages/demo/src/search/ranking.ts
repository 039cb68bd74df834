/** A sentence that was found, and the cosine of its angle to the query. */
export interface Hit {
  readonly row: number
  readonly cosine: number
}

/** The `count` largest cosines, the largest first; of equal ones the lower row first. */
export function bestOf(cosines: Float64Array, count: number): Hit[] {
  const best: Hit[] = []
  cosines.forEach((cosine, row) => {
    if (best.length === count && cosine <= (best.at(-1) as Hit).cosine) return
    const after = best.findIndex((hit) => hit.cosine < cosine)
    best.splice(after < 0 ? best.length : after, 0, { row, cosine })
    best.length = Math.min(best.length, count)
  })
  return best
}
