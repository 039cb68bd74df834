// Lists of exceptions, each with its reason: what a check cannot ask for, somebody has to have thought about.
import { InputError } from './options.mjs'

/** Words that a reason has at least. */
const LEAST_WORDS = 4

/** Reads a list of objects that have all `fields`, texts, and a reason `why`; refuses entries that say too little. */
export function parseReasons(name, text, fields) {
  const wanted = [...fields, 'why']
  const list = parsed(name, text)
  if (!Array.isArray(list)) throw new InputError(`${name}: must be a list of { ${wanted.join(', ')} }`)
  for (const [index, entry] of list.entries()) {
    const missing = wanted.filter((field) => typeof entry[field] !== 'string' || entry[field] === '')
    if (missing.length > 0) throw new InputError(`${name}: entry ${index + 1} lacks ${missing.join(', ')}`)
    if (entry.why.trim().split(/\s+/).length < LEAST_WORDS)
      throw new InputError(`${name}: entry ${index + 1}: "${entry.why}" is no reason`)
  }
  return list
}

function parsed(name, text) {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`${name}: is no JSON: ${error.message}`)
  }
}
