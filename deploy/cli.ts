import { runCli } from './run-cli.js'

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  environment: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
})
