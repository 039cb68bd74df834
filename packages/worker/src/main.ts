import { runCli } from './cli.js'

const { argv, env, stdin, stdout, stderr } = process

process.exitCode = await runCli(argv.slice(2), {
  environment: env,
  print: (text) => void stdout.write(`${text}\n`),
  warn: (text) => void stderr.write(`${text}\n`),
  isTerminal: stdin.isTTY && stderr.isTTY,
})
