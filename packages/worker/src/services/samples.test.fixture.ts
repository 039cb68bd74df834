import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  NO_INPUTS_ROOT,
  encodeCreate2SearchParams,
  encodeMatmul8Params,
  encodeMonteCarloParams,
  encodeRenderParams,
  type Create2SearchParams,
} from '@quern/kernels'
import type { RequestDocument } from '@quern/sdk'
import { zeroAddress } from 'viem'
import { loadConfig } from '../config/load.js'
import type { WorkerConfig } from '../config/schema.js'
import { renderConfig } from '../config/write.js'

const escrow = `0x${'22'.repeat(20)}` as const

/** A configuration in a folder of its own. */
export function testConfig(settings: Readonly<Record<string, string>> = {}): WorkerConfig {
  const folder = mkdtempSync(join(tmpdir(), 'quern-worker-'))
  const file = join(folder, 'worker.toml')
  const defaults = {
    'worker.address': `0x${'11'.repeat(20)}`,
    'worker.keystore': 'operator.json',
    'worker.state_dir': 'state',
    'worker.max_jobs': '8',
    'content.dir': 'content',
    'boards.urls': 'dir:board',
    'contracts.escrow': escrow,
    'contracts.staking': `0x${'33'.repeat(20)}`,
    'contracts.lens': `0x${'44'.repeat(20)}`,
    'pricing.min_price_wei': '100',
  }
  writeFileSync(file, renderConfig({ ...defaults, ...settings }))
  return loadConfig({ file })
}

/** A request of eight shards that `testConfig` takes. */
export function testDocument(
  terms: Partial<RequestDocument['request']['terms']> = {},
  work: Partial<RequestDocument['request']['work']> = {},
): RequestDocument {
  return {
    chainId: 31337,
    escrow,
    request: {
      terms: {
        requester: `0x${'55'.repeat(20)}`,
        nonce: 1n,
        payToken: zeroAddress,
        minPrice: 1000n,
        maxPrice: 2000n,
        rampStart: 0,
        rampPeriod: 0,
        burn: 0n,
        lock: 100n,
        acceptBy: 5000,
        duration: 60,
        challengeWindow: 10,
        sampleBps: 5000,
        samples: 4,
        assignee: zeroAddress,
        kernelId: 1,
        ...terms,
      },
      work: {
        shards: 8,
        inputRoot: `0x${'66'.repeat(32)}`,
        params: encodeMatmul8Params({ m: 16, n: 4, k: 32 }),
        inputUri: 'file:///inputs/',
        ...work,
      },
    },
    signature: '0x1234',
  }
}

/** What `searchDocument` searches for: 2^8 salts on average. */
export const searchParams: Create2SearchParams = {
  deployer: `0x${'77'.repeat(20)}`,
  initCodeHash: `0x${'88'.repeat(32)}`,
  mask: 0xffn,
  value: 0x12n,
  base: 5n,
  r: 20,
}

/** A request for two addresses. */
export function searchDocument(params: Partial<Create2SearchParams> = {}): RequestDocument {
  return testDocument(
    { kernelId: 3, sampleBps: 0, samples: 0 },
    {
      shards: 2,
      inputRoot: NO_INPUTS_ROOT,
      params: encodeCreate2SearchParams({ ...searchParams, ...params }),
      inputUri: '',
    },
  )
}

/** A request for an option in three shards, of 30 chunks each. */
export function optionDocument(work: Partial<RequestDocument['request']['work']> = {}): RequestDocument {
  const path = { steps: 12, paths: 64, drift: 2581803, volatility: 67077218 }
  const params = encodeMonteCarloParams({ option: 0, ...path, chunks: 90, strike: 2 ** 22, seed: 7n })
  return testDocument({ kernelId: 4 }, { shards: 3, inputRoot: NO_INPUTS_ROOT, params, inputUri: '', ...work })
}

/** A request for a small image in four bands. */
export function imageDocument(work: Partial<RequestDocument['request']['work']> = {}): RequestDocument {
  const image = { scene: 0, width: 64, height: 36, steps: 2048, x: 0, y: 0, z: 0, pitch: 2 ** 20 } as const
  const params = encodeRenderParams({ ...image, cycle: 2048, palette: 0 })
  return testDocument({ kernelId: 2 }, { shards: 4, inputRoot: NO_INPUTS_ROOT, params, inputUri: '', ...work })
}
