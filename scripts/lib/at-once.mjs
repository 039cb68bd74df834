/**
 * Runs `work` on every item, in their order, at most `width` at a time: the next one starts when one has ended.
 * @template Item, Result
 * @param {Item[]} items
 * @param {number} width
 * @param {(item: Item) => Promise<Result>} work
 * @returns {Promise<Result[]>} in the order of the items; rejects as soon as one does
 */
export async function atOnce(items, width, work) {
  const results = []
  const waiting = [...items.entries()]
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next
      results[index] = await work(item)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
