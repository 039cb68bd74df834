import { pino, type Logger } from 'pino'
import { maskUrls } from '../errors.js'

export type { Logger } from 'pino'

/** JSON lines on standard output; URLs lose everything behind their host wherever they appear. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: { program: 'quern-worker' },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void process.stdout.write(maskUrls(line)) },
  )
}
