import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { encodeMatmul8Params, matmul8Layout, tensorRoot } from '@quern/kernels'

// A worker that is about to be killed: its child hangs in a computation, and cannot hear that the channel closes.
const folder = mkdtempSync(join(tmpdir(), 'quern-parent-'))
writeFileSync(join(folder, 'a'), new Uint8Array(4))
const child = fork(process.argv[2] ?? '', [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'] })
child.send({
  type: 'open',
  kinds: ['wasm'],
  allowSoftwareGpu: false,
  selfChecks: 1,
  threads: 1,
  memoryBytes: 2 ** 30,
  gpuMemoryBytes: 2 ** 30,
})
await once(child, 'message')
const inputFiles = [join(folder, 'a'), join(folder, 'a')]
const params = { m: 2, n: 2, k: 2 }
const { a, b } = matmul8Layout(params, 1)
const inputRoots = [tensorRoot(a, new Uint8Array(4)), tensorRoot(b, new Uint8Array(4))]
const work = { kernelId: 1, params: encodeMatmul8Params(params), shards: 1, shard: 0, inputRoots }
child.send({ type: 'task', id: 1, task: { task: 'compute', ...work, inputFiles, folder } })
for await (const text of child.stderr ?? []) if (String(text).includes('hanging')) process.send?.(child.pid)
