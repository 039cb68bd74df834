import { createRequire } from 'node:module'
import { Command as Parser, CommanderError, Option } from 'commander'
import { promptHidden, promptLine } from './config/password.js'
import { WorkerError, describeError, maskUrls, type ExitCode } from './errors.js'
import { doctorCommand } from './commands/doctor.js'
import { initCommand } from './commands/init.js'
import { startCommand } from './commands/start.js'
import { statusCommand } from './commands/status.js'
import type { Command, CommandOption, Invocation } from './commands/command.js'

const commands: readonly Command[] = [initCommand, doctorCommand, startCommand, statusCommand]

/** What the program reads of its surroundings; a test passes its own. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly print: (text: string) => void
  readonly warn: (text: string) => void
  readonly isTerminal: boolean
}

/** Runs one command line and resolves to its exit code. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const parser = createParser(surroundings)
  for (const command of commands) {
    addCommand(parser, command).action(async (options: Invocation['options']) => {
      exitCode = await command.run(invocationOf(options, surroundings))
    })
  }
  try {
    await parser.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    return reportFailure(error, surroundings)
  }
}

function createParser({ print, warn }: Surroundings): Parser {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string }
  return new Parser('quern-worker')
    .description('Accepts Quern jobs, computes them, proves the results and gets paid.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => warn(text.trimEnd()) })
}

function addCommand(parser: Parser, { name, summary, examples, options }: Command): Parser {
  const command = parser.command(name).description(summary).exitOverride()
  for (const option of options) command.addOption(parserOption(option))
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`)
  return command
}

function parserOption({ flags, description, default: fallback, isList }: CommandOption): Option {
  const option = new Option(flags, description)
  if (fallback !== undefined) option.default(fallback)
  if (isList === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
  return option
}

function invocationOf(
  options: Invocation['options'],
  { environment, print, warn, isTerminal }: Surroundings,
): Invocation {
  return { options, environment, print, warn, ask: isTerminal ? { line: promptLine, hidden: promptHidden } : undefined }
}

function reportFailure(error: unknown, { warn }: Surroundings): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  warn(maskUrls(`quern-worker: ${describeError(error)}`))
  return error instanceof WorkerError ? error.exitCode : 1
}
