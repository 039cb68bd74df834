import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { InputError } from '../errors.js'

export interface PasswordSources {
  readonly file?: string
  /** Value of QUERN_WORKER_PASSWORD. */
  readonly environment?: string
  /** Asks on the terminal; left out where there is none. */
  readonly prompt?: (question: string) => Promise<string>
}

/** The keystore's password: from a file, else the environment, else the terminal. @throws InputError `PASSWORD_MISSING`. */
export async function readPassword({ file, environment, prompt }: PasswordSources): Promise<string> {
  if (file !== undefined) return passwordIn(file)
  if (environment !== undefined && environment !== '') return environment
  if (prompt !== undefined) return prompt('Password of the keystore: ')
  throw new InputError('PASSWORD_MISSING', 'The password of the keystore is not given.', {
    hint: 'Set worker.password_file or QUERN_WORKER_PASSWORD, or run on a terminal.',
  })
}

/** Asks for a line without showing what is typed. */
export async function promptHidden(question: string): Promise<string> {
  process.stderr.write(question)
  const answer = await promptLine('', new Writable({ write: (_chunk, _encoding, done) => done() }))
  process.stderr.write('\n')
  return answer
}

/** Asks for a line on the terminal. */
export async function promptLine(question: string, output: NodeJS.WritableStream = process.stderr): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('close', () => reject(new InputError('PROMPT_CLOSED', 'The terminal was closed before an answer.')))
      lines.question(question, resolve)
    })
  } finally {
    lines.close()
  }
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new InputError('PASSWORD_FILE', `The password file ${file} cannot be read (${code}).`, {
      hint: 'Set worker.password_file, or remove it to use QUERN_WORKER_PASSWORD.',
      cause,
    })
  }
}
