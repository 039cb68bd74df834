import { parseArgs } from 'node:util'

/** What was typed is no way to call a demo. */
export class UsageError extends Error {}

/** A number that can be given as `--name N`. */
export interface NumberOption {
  readonly usual: number
  readonly least: number
  readonly most: number
}

/** The numbers that were given, and the usual ones for the others. Throws `UsageError`. */
export function numbersOf<Name extends string>(
  args: readonly string[],
  options: Readonly<Record<Name, NumberOption>>,
): Record<Name, number> {
  const given = valuesOf(args, Object.keys(options))
  const entries = Object.entries<NumberOption>(options).map(([name, option]) => {
    const text = given[name]
    return [name, text === undefined ? option.usual : numberOf(name, text, option)] as const
  })
  return Object.fromEntries(entries) as Record<Name, number>
}

function valuesOf(args: readonly string[], names: readonly string[]): Readonly<Record<string, string | undefined>> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]))
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (cause) {
    const known =
      names.length === 0 ? 'It takes no options.' : `It takes ${names.map((name) => `--${name}`).join(', ')}.`
    throw new UsageError(`${cause instanceof Error ? cause.message.split(/\.(?:\s|$)/)[0] : String(cause)}. ${known}`, {
      cause,
    })
  }
}

function numberOf(name: string, text: string, { least, most }: NumberOption): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`--${name} is "${text}", and must be a whole number from ${least} to ${most}.`)
}
