// The judge's process, as seen by the caller: one question at a time, each with a limit; a judge that died is replaced.
import { fork } from 'node:child_process'
import { projectFile } from '../lib/files.mjs'
import { node } from '../lib/paths.mjs'

/** 14 GB of address space, of which Node and the compiler only reserve 10: the trace of a loop without end fills no more. */
const LIMITED = 'ulimit -v 14000000 2>/dev/null; exec "$0" "$@"'

/** @returns {{ ask: (question: object, limitS: number) => Promise<object>, close: () => void }} */
export function openCourt() {
  let judge
  const start = async () => {
    judge = forkJudge()
    await new Promise((resolve, reject) => {
      judge.once('message', resolve)
      judge.once('exit', (code) => reject(new Error(`the judge did not start: exit ${code}`)))
    })
    judge.removeAllListeners('exit')
  }
  const once = async (question, limitS) => {
    if (judge === undefined) await start()
    const answer = await answered(judge, question, limitS)
    if (!answer.gone) return answer
    judge.kill('SIGKILL')
    judge = undefined
    return answer
  }
  return {
    /** A mutant on which the judge dies twice is noticed: on the real code it lives. */
    async ask(question, limitS) {
      const answer = await once(question, limitS)
      if (!answer.died) return answer
      const again = await once(question, limitS)
      return again.died ? { ...again, verdict: 'killed' } : again
    },
    close() {
      judge?.kill('SIGKILL')
    },
  }
}

function forkJudge() {
  const file = projectFile('scripts/mutation/judge.mjs')
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc']
  if (process.platform === 'win32') return fork(file, [], { stdio, execPath: node })
  return fork(file, [], { stdio, execPath: '/bin/sh', execArgv: ['-c', LIMITED, node] })
}

/** The judge's answer. Tests that never end notice the mutant; a judge that died decides nothing. */
function answered(judge, question, limitS) {
  return new Promise((resolve) => {
    const close = (answer) => {
      clearTimeout(timer)
      judge.removeAllListeners()
      resolve(answer)
    }
    const late = () => close({ verdict: 'killed', by: `no end within ${limitS.toFixed(0)} s`, gone: true })
    const timer = setTimeout(late, limitS * 1000)
    judge.once('message', close)
    judge.once('exit', (code, signal) =>
      close({ verdict: 'undecided', by: `the run died (${signal ?? code})`, gone: true, died: true }),
    )
    judge.send(question)
  })
}
