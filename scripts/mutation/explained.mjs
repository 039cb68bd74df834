// test/solidity/mutation/<folder>.json: mutants that no test can tell from the real code, each with the reason.
// An entry is { file, place, source, mutated, why }; lines do not count, so that code above may change.
import { InputError } from '../lib/options.mjs'

const FIELDS = ['file', 'place', 'source', 'mutated', 'why']

/** Reads the list and refuses entries that say too little. */
export function parseExplained(name, text) {
  let list
  try {
    list = JSON.parse(text)
  } catch (error) {
    throw new InputError(`${name}: is no JSON: ${error.message}`)
  }
  if (!Array.isArray(list)) throw new InputError(`${name}: must be a list of { ${FIELDS.join(', ')} }`)
  for (const [index, entry] of list.entries()) {
    const missing = FIELDS.filter((field) => typeof entry[field] !== 'string' || entry[field] === '')
    if (missing.length > 0) throw new InputError(`${name}: entry ${index + 1} lacks ${missing.join(', ')}`)
    if (entry.why.trim().split(/\s+/).length < 4)
      throw new InputError(`${name}: entry ${index + 1}: "${entry.why}" is no reason`)
  }
  return list
}

/** The entry that explains a mutant, if there is one. */
export function explanationOf(list, mutant) {
  return list.find((entry) => FIELDS.slice(0, -1).every((field) => entry[field] === mutant[field]))
}

/** Entries that fit no mutant of the folder any more. */
export function staleEntries(list, mutants) {
  return list.filter((entry) => !mutants.some((mutant) => explanationOf([entry], mutant)))
}
