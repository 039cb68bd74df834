// Command lines of the scripts: flags, options with a value, and words.

/** What was wrong with a command line or a file that the user gave: the script says it in one line and exits with 2. */
export class InputError extends Error {}

/**
 * Reads `args` by `spec`: option name → 'flag' or 'value'.
 * @returns {{ words: string[], help: boolean, [option: string]: unknown }}
 */
export function parseOptions(args, spec) {
  const options = { words: [], help: false }
  const rest = [...args]
  while (rest.length > 0) {
    const word = rest.shift()
    if (!word.startsWith('--')) options.words.push(word)
    else if (word === '--help') options.help = true
    else readOption({ name: word.slice(2), rest, spec, options })
  }
  return options
}

function readOption({ name, rest, spec, options }) {
  const known = Object.keys(spec).map((key) => `--${key}`)
  if (!Object.hasOwn(spec, name))
    throw new InputError(`there is no option --${name}; there are ${known.join(', ')}, --help`)
  if (spec[name] === 'flag') options[name] = true
  else {
    if (rest.length === 0 || rest[0].startsWith('--')) throw new InputError(`--${name} needs a value`)
    options[name] = rest.shift()
  }
}

/** A whole number from `least` on. */
export function wholeNumber(text, name, least = 0) {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)) || Number(text) < least)
    throw new InputError(`--${name} is "${text}": give a whole number from ${least} on`)
  return Number(text)
}

/** Runs a script's `main(args)`: what it throws as an InputError is one line, and exit code 2. */
export async function runScript(name, main) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    console.error(`${name}: ${error.message}`)
    process.exitCode = 2
  }
}
