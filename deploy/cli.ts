import { argv, env, stderr, stdout } from 'node:process'
import { runCli } from './run-cli.js'

process.exitCode = await runCli({
  argv: argv.slice(2),
  environment: env,
  print: (line) => void stdout.write(`${line}\n`),
  complain: (line) => void stderr.write(`${line}\n`),
})
