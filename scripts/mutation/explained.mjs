// test/solidity/mutation/<folder>.json: mutants that no test can tell from the real code, each with the reason.
// An entry is { file, place, source, mutated, why }; lines do not count, so that code above may change.
import { parseReasons } from '../lib/reasons.mjs'

const FIELDS = ['file', 'place', 'source', 'mutated']

/** Reads the list and refuses entries that say too little. */
export function parseExplained(name, text) {
  return parseReasons(name, text, FIELDS)
}

/** The entry that explains a mutant, if there is one. */
export function explanationOf(list, mutant) {
  return list.find((entry) => FIELDS.every((field) => entry[field] === mutant[field]))
}

/** Entries that fit no mutant of the folder any more. */
export function staleEntries(list, mutants) {
  return list.filter((entry) => !mutants.some((mutant) => explanationOf([entry], mutant)))
}
